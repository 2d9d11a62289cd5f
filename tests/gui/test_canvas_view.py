"""The canvas as a widget: zoom, pan, fit, hover, what the palette drops, and the minimap."""
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from engine.datasets.digits import Digits
from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Edge, Graph, Node
from engine.layers.activations.relu import ReLU
from engine.layers.activations.tanh import Tanh
from engine.layers.data.input import Input
from engine.layers.trained.linear import Linear
from engine.layers.trained.reshape import Reshape
from engine.tables.data import DataRecipe
from gui.canvas import metrics
from gui.canvas.view import CanvasView
from gui.editor import Editor
from gui.paint.numbers import exact
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look
from tests.engine.networks import KINDS, chain

MIDDLE = QPointF(metrics.WIDTH / 2, metrics.HEIGHT / 2)


def network() -> Document:
    """Input, Linear and Tanh in a row with room between."""
    nodes = (
        Node("x", Input(), "Input", (0, 0)),
        Node("linear", Linear(3), "Linear", (300, 0)),
        Node("tanh", Tanh(), "Tanh", (600, 0)),
    )
    return Document(Graph(nodes, (Edge("x", "linear", "x"), Edge("linear", "tanh", "z"))), DataRecipe(TwoMoons()))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CanvasView]:
    settings, look, editor = Settings(), Look("light"), Editor(network())
    player = Player(editor, settings)
    made = CanvasView(editor, player, look, settings)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.fit()
    yield made
    made.canvas.pulses.clock.stop()
    for thing in (made, player, editor, look):
        thing.deleteLater()


def on_screen(view: CanvasView, id: str, at: QPointF = MIDDLE) -> QPoint:
    """Where a point of a card is in the view."""
    return view.mapFromScene(view.canvas.nodes[id].pos() + at)


def on_desk(view: CanvasView, at: QPointF) -> QPoint:
    """Where a point of the scene is among all windows."""
    return view.viewport().mapToGlobal(view.mapFromScene(at))


def test_fit_shows_every_card_and_stays_fitted_when_the_window_changes(view: CanvasView, qtbot: QtBot) -> None:
    assert view.visible_rect().contains(view.canvas.content_rect())
    view.resize(500, 300)
    qtbot.waitUntil(lambda: view.viewport().width() == 500)
    assert view.visible_rect().contains(view.canvas.content_rect())


def test_after_a_zoom_the_view_is_left_where_it_was_put(view: CanvasView, qtbot: QtBot) -> None:
    view.zoom_to(2.0)
    view.resize(700, 500)
    qtbot.waitUntil(lambda: view.viewport().width() == 700)
    assert view.zoom == pytest.approx(2.0)


def test_zoom_keeps_what_is_under_the_pointer(view: CanvasView) -> None:
    at = QPoint(321, 234)
    before = view.mapToScene(at)
    for factor in (1.3, 1.3, 0.5, 2.2):
        view.zoom_at(at, factor)
        assert (view.mapToScene(at) - before).manhattanLength() < 2.5 / view.zoom


def test_zoom_has_limits(view: CanvasView) -> None:
    view.zoom_to(1000)
    largest = view.zoom
    view.zoom_in()
    assert view.zoom == pytest.approx(largest)
    view.zoom_to(0.0001)
    assert 0.01 < view.zoom < 0.2


def test_the_scale_of_the_theme_enlarges_the_canvas_and_leaves_the_zoom(view: CanvasView) -> None:
    view.zoom_to(1.0)
    middle = view.visible_centre()
    view.look.set_scale(1.5)
    assert view.zoom == pytest.approx(1.0)
    assert view.transform().m11() == pytest.approx(1.5)
    assert (view.visible_centre() - middle).manhattanLength() < 4


def test_pan_and_centre(view: CanvasView) -> None:
    before = view.mapFromScene(QPointF(0, 0))
    view.pan_by(QPoint(30, -20))
    assert view.mapFromScene(QPointF(0, 0)) - before == QPoint(30, -20)
    view.centre_on(["tanh"])
    centre = QPointF(600, 0) + MIDDLE
    assert (view.visible_centre() - centre).manhattanLength() < 4


def test_hover_says_what_lies_under_the_pointer(view: CanvasView, qtbot: QtBot) -> None:
    said: list[str] = []
    view.hover_words.connect(said.append)
    view.player.step("iteration")
    qtbot.mouseMove(view.viewport(), on_screen(view, "linear", QPointF(30, 20)))
    assert said[-1].startswith("Linear: W 3×2, b 3; value 3×32")
    qtbot.mouseMove(view.viewport(), view.mapFromScene(view.canvas.port_position("tanh", "z")))
    assert said[-1] == "Input z of Tanh: fed by Linear."
    qtbot.mouseMove(view.viewport(), on_screen(view, "linear", metrics.map_rect("value", 3, 8).center()))
    assert said[-1].startswith("Value of Linear, 3×32; full colour is")
    assert "row 2, column 5: " in said[-1]
    qtbot.mouseMove(view.viewport(), QPoint(5, 5))
    assert said[-1] == ""


def test_what_is_said_under_the_pointer_keeps_up_with_the_steps(view: CanvasView, qtbot: QtBot) -> None:
    said: list[str] = []
    view.hover_words.connect(said.append)
    qtbot.mouseMove(view.viewport(), on_screen(view, "linear", QPointF(30, 20)))
    assert "value 3×32, not computed in this pass yet" in said[-1]
    view.player.step("iteration")
    assert "value 3×32; fed by" in said[-1]
    view.player.to_start()
    assert "value 3×32, not computed in this pass yet" in said[-1]


def test_hover_over_an_image_names_channel_and_pixel(view: CanvasView, qtbot: QtBot) -> None:
    said: list[str] = []
    view.hover_words.connect(said.append)
    graph = view.editor.graph
    conv = chain(KINDS["Input"](), KINDS["Conv2D"](4, 3))
    moved = [replace(node, at=graph.node(id).at) for node, id in zip(conv.nodes, ("x", "linear"), strict=True)]
    data = DataRecipe(Digits(as_images=True))
    view.editor.edit(replace(view.editor.document, graph=conv.put(*moved), data=data), "Show images")
    view.player.step("phase")
    view.player.step("phase")
    third = metrics.picture_rects("value", 6, 6, 4)[2]
    at = third.topLeft() + QPointF(1.5 * third.width() / 6, 3.5 * third.height() / 6)
    qtbot.mouseMove(view.viewport(), on_screen(view, "n1", at))
    number = view.player.session.values_of("n1")[2, 3, 1, 0]
    assert said[-1].startswith("Value of Conv 2-D, 4×6×6×32; full colour is")
    assert said[-1].endswith(f"first example, channel 3, row 4, column 2: {exact(number)}")


def test_the_reason_for_a_problem_is_the_tool_tip(view: CanvasView, qtbot: QtBot) -> None:
    view.editor.edit_graph(view.editor.graph.cut("tanh", "z"), "Cut")
    qtbot.mouseMove(view.viewport(), on_screen(view, "tanh"))
    assert "nothing connected" in view.viewport().toolTip()
    qtbot.mouseMove(view.viewport(), on_screen(view, "x"))
    assert view.viewport().toolTip() == ""


def test_a_layer_dropped_on_the_void_is_a_new_node_in_the_middle_of_the_pointer(view: CanvasView) -> None:
    at = QPointF(374, 254)
    view.preview("Tanh", on_desk(view, at))
    view.place("Tanh", on_desk(view, at))
    (new,) = view.editor.selection
    node = view.editor.graph.node(new)
    assert isinstance(node.layer, Tanh)
    assert abs(node.at[0] + MIDDLE.x() - at.x()) <= 4
    assert abs(node.at[1] + MIDDLE.y() - at.y()) <= 4
    assert view.editor.undo_stack.count() == 1


def test_a_layer_dropped_on_an_edge_goes_into_it(view: CanvasView) -> None:
    at = QPointF(560, metrics.PORT_LINE)
    view.place("ReLU", on_desk(view, at))
    (new,) = view.editor.selection
    assert view.editor.graph.feeds["tanh"] == {"z": new}
    assert view.editor.graph.feeds[new] == {"z": "linear"}


@pytest.mark.parametrize("is_fitted", [False, True])
def test_what_the_keyboard_adds_outside_the_view_comes_into_it(view: CanvasView, is_fitted: bool) -> None:
    view.zoom_to(2.0)
    view.centre_on(["tanh"])
    if is_fitted:
        view.fit()
    zoom = view.zoom
    view.editor.select(["tanh"])
    for _ in range(6):
        view.add_beside_selection("Tanh")
    assert view.visible_rect().contains(view.canvas.content_rect(view.editor.selection))
    assert view.visible_rect().contains(view.canvas.content_rect()) == is_fitted
    assert (view.zoom < zoom) == is_fitted


def test_what_a_drop_would_do_shows_before_it_and_goes_when_the_layer_leaves(view: CanvasView) -> None:
    before = view.editor.document
    view.preview("ReLU", on_desk(view, QPointF(560, metrics.PORT_LINE)))
    view.glide.clock.setCurrentTime(view.glide.clock.duration())
    assert view.canvas.nodes["tanh"].pos().x() > 600
    view.preview("ReLU", on_desk(view, QPointF(600, 0) + MIDDLE + QPointF(300, 200)))
    view.glide.clock.setCurrentTime(view.glide.clock.duration())
    assert view.canvas.nodes["tanh"].pos() == QPointF(600, 0)
    view.preview("ReLU", on_desk(view, QPointF(560, metrics.PORT_LINE)))
    view.end_preview()
    assert view.canvas.nodes["tanh"].pos() == QPointF(600, 0)
    assert view.editor.document == before


def test_outside_the_canvas_a_drop_does_nothing(view: CanvasView) -> None:
    before = view.editor.document
    view.preview("ReLU", view.viewport().mapToGlobal(QPoint(-30, 40)))
    view.place("ReLU", view.viewport().mapToGlobal(QPoint(-30, 40)))
    assert view.editor.document == before


def test_a_layer_without_an_input_is_not_put_into_an_edge(view: CanvasView) -> None:
    joined = view.editor.graph.edges
    view.place("Input", on_desk(view, QPointF(560, metrics.PORT_LINE)))
    assert view.editor.graph.edges == joined
    assert view.editor.undo_stack.undoText() == "Add Input"


def test_a_layer_dropped_on_a_node_replaces_it(view: CanvasView) -> None:
    view.place("ReLU", on_desk(view, QPointF(600, 0) + MIDDLE))
    assert isinstance(view.editor.graph.node("tanh").layer, ReLU)
    assert view.editor.graph.feeds["tanh"] == {"z": "linear"}


def test_a_layer_chosen_with_the_keyboard_is_connected_after_the_selected_one(view: CanvasView) -> None:
    view.editor.select(["tanh"])
    view.add_beside_selection("Linear")
    (new,) = view.editor.selection
    assert view.editor.graph.feeds[new] == {"x": "tanh"}
    assert view.editor.graph.node(new).at[0] > 600 + metrics.WIDTH


def test_a_press_in_the_minimap_goes_there(view: CanvasView, qtbot: QtBot) -> None:
    view.zoom_to(3.0)
    view.centre_on(["x"])
    minimap = view.minimap
    qtbot.waitUntil(minimap.isVisible)
    places = []
    for share in (0.2, 0.5, 0.8):
        at = QPoint(int(minimap.width() * share), minimap.height() // 2)
        qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=at)
        places.append(view.visible_centre().x())
    assert all(left + 100 < right for left, right in pairwise(places))


def test_a_narrow_canvas_has_no_minimap(view: CanvasView, qtbot: QtBot) -> None:
    view.resize(420, 500)
    qtbot.waitUntil(lambda: not view.minimap.isVisible())


def test_numbers_appear_in_the_pixels_when_zoomed_in(view: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[int] = []

    def count(_painter: object, maps: list[Digits], _style: object) -> None:
        painted.append(sum(each.numbers.size for each in maps))

    monkeypatch.setattr("gui.canvas.overlay.paint_digits", count)
    graph = chain(Input(), Reshape((1, 8, 8)))
    view.editor.open(Document(graph, DataRecipe(Digits())))
    (_, pictures) = graph.order
    view.player.step("iteration")
    view.canvas.pulses.finish()
    view.zoom_to(1.0)
    view.centre_on([pictures])
    view.grab()
    assert painted[-1] == 0
    view.zoom_to(12.0)
    view.centre_at(view.canvas.nodes[pictures].pos() + metrics.frame_rect("value").topLeft())
    view.grab()
    assert painted[-1] == 8 * 8


def test_cards_at_rest_are_painted_anew_after_an_edit_and_not_after_a_step(view: CanvasView) -> None:
    painted: list[str] = []
    view.grab()
    original = view.canvas.drawBackground

    def note(painter: object, rect: object) -> None:
        painted.append("background")
        original(painter, rect)

    view.canvas.drawBackground = note  # type: ignore[method-assign]
    view.player.step("layer")
    view.grab()
    assert painted == []
    view.editor.select(["x"])
    view.grab()
    assert painted
