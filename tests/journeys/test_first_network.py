"""A newcomer's way, by mouse and keys alone: from an empty canvas to a trained, saved and reopened network."""
from __future__ import annotations

import dataclasses
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from engine.dataset import dataset_kinds
from engine.document import Document
from engine.moment import Moment
from engine.tables.data import DataRecipe
from gui.canvas.metrics import CARD_RECT
from tests.engine.networks import seen


def press_move_release(widget, start, end_widget, end):
    """A drag as a hand makes it: press, a few moves, release."""
    target = widget.mapFromGlobal(end_widget.mapToGlobal(end))
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.1, 0.5, 0.9, 1.0):
        QTest.mouseMove(widget, start + (target - start) * share)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=target)


def drag_from_palette(window, kind, x, y):
    """Drag a kind from the palette to a place on the canvas, in canvas units; gives the new node's id."""
    palette, view = window.palette_pane, window.view
    before = set(window.editor.graph.by_id)
    kinds = palette.list
    row = next(r for r in range(kinds.count()) if kinds.item(r).data(Qt.ItemDataRole.UserRole) == kind)
    kinds.scrollToItem(kinds.item(row))
    start = kinds.visualItemRect(kinds.item(row)).center()
    press_move_release(kinds.viewport(), start, view.viewport(), view.mapFromScene(x, y))
    (new,) = set(window.editor.graph.by_id) - before
    return new


def connect(window, source, target, port):
    """Drag from the output of one node to an input of another."""
    scene, view = window.view.canvas, window.view
    start = view.mapFromScene(scene.port_position(source, ""))
    end = view.mapFromScene(scene.port_position(target, port))
    press_move_release(view.viewport(), start, view.viewport(), end)


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """A key, with the canvas in focus."""
    window.view.setFocus()
    QTest.keyClick(window.view, key, modifiers)


def test_from_the_palette_to_a_trained_network(window, qtbot, tmp_path):
    line = DataRecipe(dataset_kinds()["NoisyLine"]())
    window.editor.open(Document(data=line))
    window.view.zoom_to(0.6)
    window.view.centre_at(window.view.mapToScene(QPoint(0, 0)) * 0)
    kinds = ["Input", "Linear", "Tanh", "Linear", "MeanSquaredError"]
    ids = [drag_from_palette(window, kind, -380.0 + 190 * place, -60.0) for place, kind in enumerate(kinds)]
    target = drag_from_palette(window, "Target", 190.0, 120.0)
    for source, sink in pairwise(ids):
        connect(window, source, sink, window.editor.graph.by_id[sink].layer.ports[0])
    # The second Linear has 4 outputs and the truth 1 column: the canvas offers to mend that, and a drop accepts it.
    connect(window, target, ids[-1], "y")
    assert window.editor.graph.by_id[ids[3]].layer.units == 1
    assert len(window.editor.graph.edges) == 5
    assert window.player.session.why_not_train == ""

    window.settings.set("step_granularity", "layer")
    session = window.player.session
    states = [seen(session)]
    while session.moment < Moment(1):
        press(window, Qt.Key.Key_Space)
        states.append(seen(session))
    for state in reversed(states[:-1]):
        press(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
        assert seen(session) == state

    press(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: session.moment.iteration >= 300)
    press(window, Qt.Key.Key_F5)
    assert not window.player.is_playing
    trained = session.score("train").loss
    assert trained < 0.1

    assert window.files.write(tmp_path / "line.undertow")
    document = window.editor.document
    window.files.new()
    assert window.files.open(tmp_path / "line.undertow")
    assert window.editor.document == document
    assert window.player.session.score("train").loss == trained


def test_undo_takes_everything_back(window):
    before = window.editor.document
    void = window.view.mapToScene(QPoint(90, window.view.viewport().height() - 60))
    drag_from_palette(window, "Tanh", void.x(), void.y())
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_Delete)
    assert window.editor.graph.nodes == ()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.editor.document == before


def test_a_layer_let_go_outside_the_canvas_is_not_added(window):
    palette = window.palette_pane.list
    row = next(r for r in range(palette.count()) if palette.item(r).data(Qt.ItemDataRole.UserRole) == "Tanh")
    start, before = palette.visualItemRect(palette.item(row)).center(), window.editor.document
    QTest.mousePress(palette.viewport(), Qt.MouseButton.LeftButton, pos=start)
    over = palette.viewport().mapFromGlobal(window.view.viewport().mapToGlobal(QPoint(90, 90)))
    QTest.mouseMove(palette.viewport(), over)
    assert not palette.ghost.isVisible()
    QTest.mouseMove(palette.viewport(), start + QPoint(20, 40))
    assert palette.ghost.isVisible()
    QTest.mouseRelease(palette.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(20, 40))
    assert window.editor.document == before


def test_with_alt_a_layer_lands_exactly_there_and_not_in_the_edge(window):
    palette, view, graph = window.palette_pane.list, window.view, window.editor.graph
    row = next(r for r in range(palette.count()) if palette.item(r).data(Qt.ItemDataRole.UserRole) == "Tanh")
    start, alt = palette.visualItemRect(palette.item(row)).center(), Qt.KeyboardModifier.AltModifier
    edge = next(edge for edge in view.canvas.edges if edge.target == "tanh1")
    at = view.mapFromScene(view.canvas.edges[edge].path.pointAtPercent(0.5)) + QPoint(1, 1)
    over = palette.viewport().mapFromGlobal(view.viewport().mapToGlobal(at))
    QTest.mousePress(palette.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(palette.viewport(), over)
    QTest.mouseRelease(palette.viewport(), Qt.MouseButton.LeftButton, alt, over)
    (new,) = set(window.editor.graph.by_id) - set(graph.by_id)
    assert window.editor.graph.edges == graph.edges
    middle = QPointF(*window.editor.graph.node(new).at) + CARD_RECT.center()
    assert (middle - view.mapToScene(at)).manhattanLength() < 0.01


def test_space_held_moves_the_canvas_and_a_tap_steps(window):
    view, session = window.view, window.player.session
    place, start = view.mapFromScene(0, 0), session.moment
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_Space)
    at = view.mapFromScene(view.canvas.nodes["linear1"].pos() + QPointF(70, 20))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(view.viewport(), at + QPoint(30, 20))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(30, 20))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert (view.mapFromScene(0, 0) - place - QPoint(30, 20)).manhattanLength() <= 2
    assert session.moment == start
    assert not window.editor.selection
    press(window, Qt.Key.Key_Space)
    assert session.moment > start


def test_undoing_a_knob_brings_the_trained_weights_back(window):
    window.player.session.train(50)
    trained = window.player.session.weights.parameters.copy()
    graph = window.editor.graph
    linear = graph.by_id["linear1"]
    window.editor.edit_graph(graph.replace("linear1", dataclasses.replace(linear.layer, units=3)), "Change Linear 1")
    assert window.player.session.weights.parameters.size != trained.size
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (window.player.session.weights.parameters == trained).all()
    assert window.player.session.moment.iteration == 50


def test_a_file_that_is_no_document_changes_nothing_and_says_so(window, tmp_path):
    picture = tmp_path / "picture.undertow"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    before = window.editor.document
    assert not window.files.open(picture)
    assert window.editor.document == before
    assert "is not an Undertow document" in window.statusBar().currentMessage()


def test_a_rate_far_too_high_stops_with_a_sentence_and_one_can_go_back(window, qtbot):
    document = window.editor.document
    wild = dataclasses.replace(document.optimizer, rate=1e9)
    window.editor.edit(dataclasses.replace(document, optimizer=wild), "Change the learning rate")
    press(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not window.player.is_playing)
    assert "iteration" in window.statusBar().currentMessage()
    press(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert window.player.session.trouble == ""


def test_escape_stops_the_training_and_keeps_the_selection(window, qtbot):
    window.editor.select(["linear1"])
    press(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.player.session.moment.iteration > 5)
    press(window, Qt.Key.Key_Escape)
    assert not window.player.is_playing
    assert window.editor.selection == {"linear1"}
    press(window, Qt.Key.Key_Escape)
    assert not window.editor.selection


def test_nothing_trains_on_behind_the_question_whether_to_save(window, qtbot, monkeypatch):
    press(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.player.session.moment.iteration > 5)
    asked = []

    def answer(box):
        asked.append(window.player.is_playing)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert not window.close()
    assert asked == [False]
    assert window.isVisible()


def test_the_window_fits_into_900_by_600(window, qtbot):
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.height() <= 610)
    assert window.transport.step_button.isVisible()
    assert window.view.viewport().height() > 60


def test_saving_amid_a_pass_moves_nothing_and_the_file_goes_on_from_the_start_of_the_pass(window, tmp_path):
    press(window, Qt.Key.Key_F11)
    start = window.player.session.trained()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Space)
    amid, numbers = window.player.session.moment, seen(window.player.session)
    window.files.path = tmp_path / "amid.undertow"
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert window.player.session.moment == amid and seen(window.player.session) == numbers
    window.files.take_as_saved()
    assert window.files.open(tmp_path / "amid.undertow")
    assert window.player.session.moment == Moment(1)
    opened = window.player.session.trained().parameters
    for id, held in start.parameters.items():
        assert all((opened[id][name] == array).all() for name, array in held.items())
