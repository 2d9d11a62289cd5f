"""Gestures on the canvas by real mouse, wheel and keys: what each does, in one undo step, and what Escape leaves."""
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Edge, Graph, Node
from engine.layers.activations.relu import ReLU
from engine.layers.activations.tanh import Tanh
from engine.layers.data.input import Input
from engine.layers.data.target import Target
from engine.layers.losses.mean_squared_error import MeanSquaredError
from engine.layers.maths.add import Add
from engine.layers.trained.linear import Linear
from engine.layout import overlaps
from engine.tables.data import DataRecipe
from gui.canvas import metrics
from gui.canvas.view import CanvasView
from gui.editor import Editor
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
MIDDLE = QPointF(metrics.WIDTH / 2, metrics.HEIGHT / 2)
Z = Tanh.ports[0]


def network() -> Document:
    """Input into a Linear of 3 and one of 5; Tanh, ReLU and Add not connected yet, but the first Linear to Add."""
    nodes = (
        Node("x", Input(), "Input", (0, 0)),
        Node("three", Linear(3), "Linear", (240, 0)),
        Node("five", Linear(5), "Linear 2", (240, 200)),
        Node("tanh", Tanh(), "Tanh", (600, 0)),
        Node("add", Add(), "Add", (600, 200)),
        Node("relu", ReLU(), "ReLU", (0, 400)),
    )
    edges = (Edge("x", "three", "x"), Edge("x", "five", "x"), Edge("three", "add", "a"))
    return Document(Graph(nodes, edges), DataRecipe(TwoMoons()))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CanvasView]:
    settings, look, editor = Settings(), Look("light"), Editor(network())
    player = Player(editor, settings)
    made = CanvasView(editor, player, look, settings)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.zoom_to(1.0)
    made.centre_on(list(editor.graph.by_id))
    made.setFocus()
    yield made
    made.canvas.pulses.clock.stop()
    for thing in (made, player, editor, look):
        thing.deleteLater()


def card(view: CanvasView, id: str, at: QPointF = MIDDLE) -> QPoint:
    """Where a point of a card is in the view."""
    return view.mapFromScene(view.canvas.nodes[id].pos() + at)


def port(view: CanvasView, id: str, name: str = "") -> QPoint:
    """Where a port is in the view; "" is the output."""
    return view.mapFromScene(view.canvas.port_position(id, name))


def press(view: CanvasView, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """The left button goes down."""
    QTest.mousePress(view.viewport(), LEFT, keys, at)


def hold_over(view: CanvasView, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press at one place and go to another, the button still down."""
    press(view, start, keys)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view.viewport(), start + (end - start) * share)


def move_with(view: CanvasView, at: QPoint, keys: Qt.KeyboardModifier) -> None:
    """The pointer goes here with the left button and these keys down, which QTest can't do."""
    there = QPointF(view.viewport().mapToGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), there, Qt.MouseButton.NoButton, LEFT, keys)
    QApplication.sendEvent(view.viewport(), event)


def drag(view: CanvasView, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press at one place, let go at another."""
    hold_over(view, start, end, keys)
    QTest.mouseRelease(view.viewport(), LEFT, keys, end)


def arrive(view: CanvasView) -> None:
    """Let what glides come to its end."""
    view.glide.clock.setCurrentTime(view.glide.clock.duration())


def undone(view: CanvasView, words: str) -> Document:
    """The document after one undo, which must be the only step and be called this."""
    stack = view.editor.undo_stack
    assert (stack.count(), stack.undoText()) == (1, words)
    stack.undo()
    return view.editor.document


def test_a_click_selects_and_control_click_adds_and_takes_away(view: CanvasView) -> None:
    for id, keys, selected in (
        ("tanh", NO_KEY, {"tanh"}),
        ("relu", NO_KEY, {"relu"}),
        ("tanh", Qt.KeyboardModifier.ControlModifier, {"relu", "tanh"}),
        ("relu", Qt.KeyboardModifier.ControlModifier, {"tanh"}),
    ):
        QTest.mouseClick(view.viewport(), LEFT, keys, card(view, id))
        assert view.editor.selection == selected
    assert view.editor.undo_stack.count() == 0


def test_dragging_a_selection_moves_it_on_the_grid_in_one_step(view: CanvasView) -> None:
    view.editor.select(["tanh", "add"])
    start = card(view, "tanh")
    drag(view, start, start + QPoint(61, 83))
    moved = {id: view.editor.graph.node(id).at for id in ("tanh", "add")}
    assert moved["tanh"][0] - 600 == moved["add"][0] - 600 == pytest.approx(61, abs=6)
    assert moved["tanh"][0] % 4 == moved["tanh"][1] % 4 == 0
    assert undone(view, "Move 2 layers") == network()


def test_a_node_aligns_with_its_neighbour_but_not_with_alt(view: CanvasView) -> None:
    start = card(view, "relu")
    drag(view, start, start + QPoint(237, 50))
    assert view.editor.graph.node("relu").at[0] == 240
    view.editor.undo_stack.undo()
    hold_over(view, start, start + QPoint(238, 51))
    assert view.editor.document == network()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.canvas.nodes["relu"].pos() == QPointF(0, 400)


def test_escape_ends_a_move_with_nothing_changed(view: CanvasView) -> None:
    start = card(view, "tanh")
    hold_over(view, start, start + QPoint(100, 60))
    assert view.canvas.nodes["tanh"].pos() != QPointF(600, 0)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), LEFT, NO_KEY, start + QPoint(100, 60))
    assert view.canvas.nodes["tanh"].pos() == QPointF(600, 0)
    assert view.editor.undo_stack.count() == 0


def test_a_marquee_selects_what_it_touches_and_shift_adds(view: CanvasView) -> None:
    drag(view, card(view, "three", QPointF(-30, -30)), card(view, "five", QPointF(100, 60)))
    assert view.editor.selection == {"three", "five"}
    drag(view, card(view, "relu", QPointF(-30, -30)), card(view, "relu", QPointF(60, 60)), SHIFT)
    assert view.editor.selection == {"three", "five", "relu"}


@pytest.mark.parametrize("is_reversed", [False, True])
def test_dragging_from_port_to_port_connects_either_way(view: CanvasView, is_reversed: bool) -> None:
    ends = port(view, "three"), port(view, "tanh", Z)
    drag(view, *(reversed(ends) if is_reversed else ends))
    assert view.editor.graph.feeds["tanh"] == {Z: "three"}
    assert undone(view, "Connect Linear to Tanh") == network()


def test_a_drop_on_a_body_takes_the_first_free_port_that_fits(view: CanvasView) -> None:
    drag(view, port(view, "three"), card(view, "add"))
    assert view.editor.graph.feeds["add"] == {"a": "three", "b": "three"}


def test_a_wrong_port_says_what_it_wants_and_what_it_is_given(view: CanvasView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.editor.refused) as refusal:
        drag(view, port(view, "five"), port(view, "add", "b"), ALT)
    assert "3" in refusal.args[0]
    assert "5" in refusal.args[0]
    assert view.editor.document == network()


def test_a_wrong_port_shows_the_layer_that_would_help_and_a_drop_accepts_it(view: CanvasView) -> None:
    view.editor.edit_graph(network().graph.join("five", "tanh", Z), "Connect")
    before = view.editor.document
    hold_over(view, port(view, "tanh"), port(view, "add", "b"))
    assert view.editor.document == before
    QTest.mouseRelease(view.viewport(), LEFT, NO_KEY, port(view, "add", "b"))
    graph = view.editor.graph
    helper = graph.node(graph.feeds["add"]["b"])
    assert helper.layer == Linear(3)
    assert graph.sources(helper.id) == ["tanh"]
    assert not any(overlaps(helper.at, node.at) for node in network().graph.nodes)
    assert view.editor.undo_stack.undoText() == "Add a Linear with 3 outputs after Tanh"
    view.editor.undo_stack.undo()
    assert view.editor.document == before


def test_a_truth_of_another_size_gets_a_layer_before_the_prediction(view: CanvasView) -> None:
    loss = (Node("y", Target(), "Target", (240, 480)), Node("mse", MeanSquaredError(), "Loss", (840, 400)))
    with_loss = network().graph.put(*loss).join("three", "tanh", Z).join("tanh", "mse", "ŷ")
    view.editor.edit_graph(with_loss, "Add a loss")
    drag(view, port(view, "y"), port(view, "mse", "y"))
    graph = view.editor.graph
    assert graph.feeds["mse"]["y"] == "y"
    assert graph.node(graph.feeds["mse"]["ŷ"]).layer == Linear(1)
    assert view.editor.document.shapes.problems.keys() & {"mse"} == set()


def test_a_linear_right_before_the_prediction_gets_the_size_that_is_wanted(view: CanvasView) -> None:
    loss = (Node("y", Target(), "Target", (240, 480)), Node("mse", MeanSquaredError(), "Loss", (840, 400)))
    view.editor.edit_graph(network().graph.put(*loss).join("five", "mse", "ŷ"), "Add a loss")
    drag(view, port(view, "y"), port(view, "mse", "y"))
    graph = view.editor.graph
    assert graph.feeds["mse"] == {"ŷ": "five", "y": "y"}
    assert graph.node("five").layer == Linear(1)
    assert view.editor.undo_stack.undoText() == "Give Linear 2 1 output"


def test_an_edge_that_would_close_a_loop_is_refused(view: CanvasView, qtbot: QtBot) -> None:
    drag(view, port(view, "three"), port(view, "tanh", Z))
    drag(view, port(view, "tanh"), port(view, "relu", ReLU.ports[0]))
    with qtbot.waitSignal(view.editor.refused) as refusal:
        drag(view, port(view, "relu"), port(view, "three", "x"))
    assert "loop" in refusal.args[0]
    assert view.editor.undo_stack.count() == 2


def test_pulling_an_edge_off_plugs_it_elsewhere_in_one_step(view: CanvasView) -> None:
    drag(view, port(view, "add", "a"), port(view, "tanh", Z))
    assert view.editor.graph.feeds["tanh"] == {Z: "three"}
    assert view.editor.graph.feeds["add"] == {}
    assert undone(view, "Connect Linear to Tanh") == network()


def test_an_edge_pulled_into_the_void_is_gone(view: CanvasView) -> None:
    drag(view, port(view, "add", "a"), card(view, "add", QPointF(60, 190)))
    assert view.editor.graph.feeds["add"] == {}
    assert undone(view, "Disconnect") == network()


def test_a_click_on_a_plugged_input_leaves_its_edge_alone(view: CanvasView) -> None:
    QTest.mouseClick(view.viewport(), LEFT, NO_KEY, port(view, "add", "a"))
    assert view.editor.document == network()
    assert view.editor.undo_stack.count() == 0


def test_a_drop_on_a_plugged_input_replaces_its_edge(view: CanvasView) -> None:
    drag(view, port(view, "five"), port(view, "add", "a"))
    assert view.editor.graph.feeds["add"] == {"a": "five"}
    assert undone(view, "Connect Linear 2 to Add") == network()


@pytest.mark.parametrize("is_escaped", [False, True])
def test_control_and_the_right_button_cut_what_they_cross(view: CanvasView, is_escaped: bool) -> None:
    button, keys = Qt.MouseButton.RightButton, Qt.KeyboardModifier.ControlModifier
    start, end = card(view, "three", QPointF(-40, -40)), card(view, "five", QPointF(-40, 100))
    QTest.mousePress(view.viewport(), button, keys, start)
    for share in (0.5, 1.0):
        QTest.mouseMove(view.viewport(), start + (end - start) * share)
    if is_escaped:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), button, keys, end)
    if is_escaped:
        assert view.editor.document == network()
        return
    assert view.editor.graph.edges == (Edge("three", "add", "a"),)
    assert undone(view, "Cut 2 edges") == network()


def test_a_node_dropped_on_an_edge_goes_into_it(view: CanvasView) -> None:
    edge = view.canvas.edges[Edge("three", "add", "a")]
    start = card(view, "tanh")
    drag(view, start, view.mapFromScene(edge.path.pointAtPercent(0.5)))
    assert view.editor.graph.feeds["tanh"] == {Z: "three"}
    assert view.editor.graph.feeds["add"] == {"a": "tanh"}
    assert undone(view, "Insert Tanh") == network()


def test_what_is_behind_an_edge_makes_room_before_the_drop_and_goes_back(view: CanvasView) -> None:
    start = card(view, "tanh")
    middle = view.canvas.edges[Edge("three", "add", "a")].path.pointAtPercent(0.5)
    hold_over(view, start, view.mapFromScene(middle))
    assert view.canvas.nodes["add"].pos() == QPointF(600, 200)
    arrive(view)
    assert view.canvas.nodes["add"].pos().x() > 600
    assert view.editor.document == network()
    QTest.mouseMove(view.viewport(), start)
    arrive(view)
    assert view.canvas.nodes["add"].pos() == QPointF(600, 200)
    QTest.mouseMove(view.viewport(), view.mapFromScene(middle))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.canvas.nodes["add"].pos() == QPointF(600, 200)


def test_with_alt_nothing_snaps_and_nothing_is_inserted(view: CanvasView) -> None:
    start = card(view, "tanh")
    middle = view.canvas.edges[Edge("three", "add", "a")].path.pointAtPercent(0.5)
    end = view.mapFromScene(middle) + QPoint(1, 1)
    press(view, start)
    for share in (0.5, 1.0):
        move_with(view, start + (end - start) * share, ALT)
    QTest.mouseRelease(view.viewport(), LEFT, ALT, end)
    assert view.editor.graph.feeds["tanh"] == {}
    assert view.editor.graph.node("tanh").at == (600 + (end - start).x(), (end - start).y())


def test_a_card_beside_the_bend_of_an_edge_does_not_go_into_it(view: CanvasView) -> None:
    # Back to the left, an edge bends around a large area that is not the edge.
    view.editor.edit_graph(network().graph.join("add", "relu", ReLU.ports[0]), "Connect")
    path = view.canvas.edges[Edge("add", "relu", ReLU.ports[0])].path
    inside = QPointF(600, 322)
    assert path.contains(inside)
    start = card(view, "tanh")
    drag(view, start, view.mapFromScene(inside))
    assert view.editor.undo_stack.undoText() == "Move Tanh"


def test_an_edit_and_a_lost_focus_end_a_gesture_and_nothing_is_stuck(view: CanvasView) -> None:
    start = card(view, "tanh")
    hold_over(view, start, start + QPoint(80, 40))
    view.editor.edit_graph(network().graph.drop(["tanh"]), "Delete Tanh")
    QTest.mouseRelease(view.viewport(), LEFT, NO_KEY, start + QPoint(80, 40))
    assert view.editor.undo_stack.undoText() == "Delete Tanh"
    view.editor.undo_stack.undo()
    hold_over(view, start, start + QPoint(80, 40))
    QTest.keyPress(view, Qt.Key.Key_Space)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    assert view.canvas.nodes["tanh"].pos() == QPointF(600, 0)
    QTest.mouseRelease(view.viewport(), LEFT, NO_KEY, start + QPoint(80, 40))
    drag(view, start, start + QPoint(80, 40))
    assert view.editor.undo_stack.undoText() == "Move Tanh"


def test_escape_gives_a_marquee_back_what_was_selected(view: CanvasView) -> None:
    view.editor.select(["relu"])
    hold_over(view, card(view, "three", QPointF(-30, -30)), card(view, "five", QPointF(100, 60)))
    assert view.editor.selection == {"three", "five"}
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.editor.selection == {"relu"}


def scroll(view: CanvasView, at: QPoint, pixels: QPoint, phase: Qt.ScrollPhase) -> None:
    """A wheel event such as macOS makes: one notch up, with pixels too."""
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), pixels, QPoint(0, 120), Qt.MouseButton.NoButton, NO_KEY, phase, False
    )
    QApplication.sendEvent(view.viewport(), event)


def test_a_wheel_with_pixels_zooms_and_two_fingers_pan(view: CanvasView) -> None:
    at = card(view, "tanh")
    scroll(view, at, QPoint(0, 20), Qt.ScrollPhase.NoScrollPhase)
    assert view.zoom == pytest.approx(1.2)
    assert (card(view, "tanh") - at).manhattanLength() <= 2
    before = card(view, "tanh")
    scroll(view, at, QPoint(6, 20), Qt.ScrollPhase.ScrollUpdate)
    assert view.zoom == pytest.approx(1.2)
    assert card(view, "tanh") - before == QPoint(6, 20)


def test_the_switch_lets_the_wheel_pan(view: CanvasView) -> None:
    view.settings.set("wheel_zooms", False)
    before = card(view, "tanh")
    scroll(view, before, QPoint(), Qt.ScrollPhase.NoScrollPhase)
    assert view.zoom == pytest.approx(1.0)
    assert card(view, "tanh") - before == QPoint(0, 60)


def test_a_pinch_zooms_between_the_fingers(view: CanvasView) -> None:
    at = QPointF(card(view, "tanh"))
    there = QPointF(view.viewport().mapToGlobal(at))
    kind, device = Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice()
    pinch = QNativeGestureEvent(kind, device, 2, at, at, there, 0.5, QPointF())
    QApplication.sendEvent(view.viewport(), pinch)
    assert view.zoom == pytest.approx(1.5)
    assert (QPointF(card(view, "tanh")) - at).manhattanLength() <= 2
    assert view.editor.undo_stack.count() == 0


def test_the_middle_button_pans_from_a_node_too(view: CanvasView) -> None:
    before, start = card(view, "tanh"), card(view, "tanh")
    QTest.mousePress(view.viewport(), Qt.MouseButton.MiddleButton, NO_KEY, start)
    QTest.mouseMove(view.viewport(), start + QPoint(40, 25))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.MiddleButton, NO_KEY, start + QPoint(40, 25))
    assert (card(view, "tanh") - before - QPoint(40, 25)).manhattanLength() <= 2
    assert view.editor.document == network()


def test_arrows_walk_along_edges_and_alt_arrows_nudge_in_one_step(view: CanvasView) -> None:
    view.editor.select(["x"])
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.editor.selection == {"three"}
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.editor.selection == {"add"}
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.editor.selection == {"three"}
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Down, ALT)
    assert view.editor.graph.node("three").at == (240, 12)
    assert undone(view, "Nudge Linear") == network()
