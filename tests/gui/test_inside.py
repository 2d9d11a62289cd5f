"""Inside a layer: zooming in opens it; what is written there is what the engine holds; it can be pointed at."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QPoint, QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine import files
from engine.document import Document
from engine.element import Element
from engine.graph import Graph
from engine.resources import resource
from gui.canvas import menus
from gui.canvas.inside import travel
from gui.canvas.inside.layout import HEADER
from gui.canvas.inside.numbers import EMPTY
from gui.canvas.inside.sheet import Bead, Sheet
from gui.canvas.metrics import CARD_RECT, OPEN_ABOVE, OPEN_FROM
from gui.canvas.port import Hit
from gui.canvas.style import style_of
from gui.canvas.view import CanvasView
from gui.editor import Editor
from gui.lighting import Cell, Light
from gui.paint.numbers import exact, short
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look
from tests.engine.networks import KINDS, chain, moons
from tests.gui.pointing import point_at

EXAMPLES = ["01-linear-regression", "02-chain-rule", "04-two-moons", "06-digits"]


def example(name: str) -> Document:
    return files.read(resource(f"examples/{name}.undertow")).document


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CanvasView]:
    document = moons()
    nodes = tuple(replace(node, at=(240.0 * place, 0.0)) for place, node in enumerate(document.graph.nodes))
    settings, look = Settings(), Look("light")
    settings.set("reduced_motion", True)
    editor = Editor(replace(document, graph=Graph(nodes, document.graph.edges)))
    player = Player(editor, settings)
    made = CanvasView(editor, player, look, settings)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    settings.reset("reduced_motion")
    made.canvas.pulses.clock.stop()
    for thing in (made, player, editor, look):
        thing.deleteLater()


def open_card(view: CanvasView, id: str, zoom: float = 4.0) -> None:
    view.zoom_to(zoom)
    view.centre_on([id])
    # As if it had come to rest.
    view.canvas.inside.pictures.is_moving = False


def sheet(view: CanvasView, id: str, scale: float = 4.0) -> Sheet:
    """What is drawn inside a card at a scale: at 4 its neurons, at 80 the sum of each of them too."""
    return view.canvas.inside.sheet(id, style_of(view.look.theme), scale, CARD_RECT)


def on_screen(view: CanvasView, id: str, at: QPointF) -> QPoint:
    return view.mapFromScene(view.canvas.nodes[id].pos() + at)


def bead(view: CanvasView, id: str, part: str, index: tuple[int, ...]) -> Bead:
    return next(each for each in sheet(view, id).beads if each.numbers.cell(each.place) == Cell(id, part, index))


def written(view: CanvasView) -> list[str]:
    """Every text that the canvas paints, read back from a picture."""
    buffer, generator = QBuffer(), QSvgGenerator()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(buffer)
    generator.setSize(view.viewport().size())
    generator.setViewBox(view.viewport().rect())
    painter = QPainter(generator)
    view.render(painter, view.viewport().rect())
    painter.end()
    found = re.findall(r"<text[^>]*>([^<]*)</text>", bytes(buffer.data().data()).decode())
    return [text.strip().replace("&quot;", '"') for text in found]


def to_the_end_of_the_backward_pass(view: CanvasView) -> None:
    while view.player.session.latest != len(view.player.session.plan.equations) - 1:
        view.player.step("layer")


def test_zooming_in_opens_a_card_and_zooming_out_closes_it(view: CanvasView) -> None:
    view.player.step("iteration")
    number = short(float(view.player.session.parameters_of("n1")["b"].value[3]))
    for zoom, is_open in ((1.0, False), (OPEN_FROM, False), (OPEN_ABOVE, True), (4.0, True), (1.0, False)):
        open_card(view, "n1", zoom)
        assert ("example 1 of 32" in written(view)) == is_open
        assert (number in written(view)) == is_open, "a bias is nowhere on a card that is shut"


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("steps", [0, 3, 8, 11, 30])
def test_every_number_inside_is_the_engine_s(view: CanvasView, name: str, steps: int) -> None:
    view.editor.open(example(name))
    for _ in range(steps):
        view.player.step("layer")
    session = view.player.session
    seen = 0
    for id in session.plan.values:
        assert view.canvas.inside.can_open(id)
        drawn = sheet(view, id, 80.0)
        assert len(drawn.graphs) == view.canvas.inside.of(id).own.count
        for each in (bead for part in (drawn, *drawn.graphs) for bead in part.beads):
            cell = each.numbers.cell(each.place)
            array = held(view, cell)
            assert array is each.numbers.array or np.shares_memory(array, each.numbers.array)
            if each.numbers.state(session) == EMPTY:
                assert each.text == ""
            else:
                assert each.text == short(float(array[cell.index]))
                seen += 1
    assert seen or not steps


def held(view: CanvasView, cell: Cell) -> np.ndarray:
    """The session's array for a cell, found another way."""
    session = view.player.session
    if cell.part in ("value", "gradient"):
        array = session.values_of(cell.node) if cell.part == "value" else session.gradient_of(cell.node)
    else:
        parameter = session.parameters_of(cell.node)[cell.part.removeprefix("∂")]
        array = parameter.grad if cell.part.startswith("∂") else parameter.value
    assert array is not None
    return array


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_sheet_is_what_is_painted(view: CanvasView, name: str) -> None:
    view.editor.open(example(name))
    for _ in range(4):
        view.player.step("layer")
    for id in view.player.session.plan.values:
        open_card(view, id, 5.0)
        painted = written(view)
        texts = [each.text for each in sheet(view, id).beads if each.text]
        assert all(painted.count(text) >= texts.count(text) for text in texts)
        assert view.editor.graph.node(id).name in painted


def test_before_a_step_there_is_no_number_but_the_parameters(view: CanvasView) -> None:
    beads = sheet(view, "n1").beads
    assert {each.numbers.part for each in beads if each.text} == {"W", "b"}
    assert {each.numbers.part for each in beads if not each.text} == {"value", "gradient"}


def test_what_is_not_of_this_pass_is_grey(view: CanvasView) -> None:
    view.player.step("iteration")
    current = bead(view, "n3", "value", (0, 0)).ground
    view.player.step("layer")
    stale = bead(view, "n3", "value", (0, 0))
    assert stale.text and stale.ground != current


def test_wires_are_as_strong_as_their_weights_and_carry_gradients_on_the_way_back(view: CanvasView) -> None:
    view.player.step("phase")
    weights = view.player.session.parameters_of("n1")["W"]
    (strand,) = sheet(view, "n1").strands
    assert strand.numbers.part == "W" and len(strand.lines) == 16
    np.testing.assert_allclose(strand.sizes.reshape(8, 2), weights.value / np.abs(weights.value).max())
    to_the_end_of_the_backward_pass(view)
    (strand,) = sheet(view, "n1").strands
    assert strand.numbers.part == "∂W"
    np.testing.assert_allclose(strand.sizes.reshape(8, 2), weights.grad / np.abs(weights.grad).max())
    view.player.step("layer")
    assert sheet(view, "n1").strands[0].numbers.part == "W", "after the update the weights are what matters"


def test_a_large_layer_says_how_much_is_not_drawn(view: CanvasView) -> None:
    view.editor.open(replace(example("06-digits"), seed=3))
    view.player.step("iteration")
    linear = next(id for id, node in view.editor.graph.by_id.items() if node.name == "Linear 1")
    texts = list(sheet(view, linear).texts())
    assert {"54 more", "22 more", "100 of 2,048 weights"} <= set(texts)
    inside = view.canvas.inside.of(linear)
    session = view.player.session
    z = np.abs(session.values_of(linear)[:, 0])
    drawn = [index[0] for index in inside.own.numbers.indices]
    assert z[drawn].min() >= np.delete(z, drawn).max()
    assert view.canvas.inside.summary(linear) == (
        "Inside Linear 1: x of 64 numbers in, z of 32 numbers out; drawn are the 10 of the largest |z| and the 10"
        " inputs of the largest |w·x|."
    )


def test_what_is_drawn_stays_while_training_runs_and_the_numbers_do_not(view: CanvasView) -> None:
    view.editor.open(example("06-digits"))
    view.player.step("iteration")
    linear = next(id for id, node in view.editor.graph.by_id.items() if node.name == "Linear 1")
    before = view.canvas.inside.of(linear)
    texts = list(sheet(view, linear).texts())
    view.player.train()
    try:
        view.player.session.train(5)
        view.player.moved.emit()
        assert view.canvas.inside.of(linear) is before
        assert list(sheet(view, linear).texts()) != texts
    finally:
        view.player.pause()


# one neuron


def test_a_neuron_is_the_sum_of_its_terms(view: CanvasView) -> None:
    for _ in range(3):
        view.player.step("layer")
    session = view.player.session
    x, weights = session.values_of("n0")[:, 0], session.parameters_of("n1")
    for j, graph in enumerate(sheet(view, "n1", 80.0).graphs):
        texts = list(graph.texts())
        w, b = weights["W"].value[j], float(weights["b"].value[j])
        terms = [short(float(number)) for number in (*x, *w, *(w * x), b, w @ x + b)]
        assert all(term in texts for term in terms), (terms, texts)
        assert {"×", "=", "+", f"z{'₁₂₃₄₅₆₇₈'[j]}", f"b{'₁₂₃₄₅₆₇₈'[j]}"} <= set(texts)
        thick, thin, _bias = (float(size) for strand in graph.strands[:2] for size in strand.sizes)
        assert np.sign([thick, thin]).tolist() == np.sign(w * x).tolist(), "a line has the sign of what it adds"


def test_of_a_sum_of_many_terms_the_largest_are_told_and_what_the_rest_comes_to(view: CanvasView) -> None:
    view.editor.open(example("06-digits"))
    for _ in range(3):
        view.player.step("layer")
    session = view.player.session
    linear = next(id for id, node in view.editor.graph.by_id.items() if node.name == "Linear 1")
    (source,) = view.editor.graph.sources(linear)
    inside = view.canvas.inside.of(linear)
    graph = sheet(view, linear, 80.0).graphs[0]
    (j, place) = inside.own.numbers.indices[0]
    products = session.parameters_of(linear)["W"].value[j] * session.values_of(source)[:, place]
    drawn = sorted(range(64), key=lambda i: -abs(products[i]))[:8]
    texts = list(graph.texts())
    assert all(short(float(products[i])) in texts for i in drawn)
    assert f"56 more: {short(float(products.sum() - products[drawn].sum()))}" in texts


def test_on_the_way_back_each_number_of_the_sum_has_its_gradient(view: CanvasView) -> None:
    to_the_end_of_the_backward_pass(view)
    session = view.player.session
    texts = list(sheet(view, "n1", 80.0).graphs[4].texts())
    weights = session.parameters_of("n1")
    gradients = (*weights["W"].grad[4], weights["b"].grad[4], session.gradient_of("n1")[4, 0])
    assert all(short(float(number)) in texts for number in gradients)
    assert {strand.numbers.part for strand in sheet(view, "n1", 80.0).graphs[4].strands} == {"∂W", "∂b", "gradient"}


def test_a_step_by_term_adds_one_product_at_a_time(view: CanvasView) -> None:
    for _ in range(2):
        view.player.step("layer")
    view.player.step("term")
    session = view.player.session
    x, weights = session.values_of("n0")[:, 0], session.parameters_of("n1")
    w, b = weights["W"].value[0], float(weights["b"].value[0])
    products = [short(float(number)) for number in w * x]
    sums = [w[0] * x[0], w[0] * x[0] + w[1] * x[1], w @ x + b]
    for done, so_far in enumerate(sums, 1):
        first, second = sheet(view, "n1", 80.0).graphs[:2]
        texts = list(first.texts())
        assert short(float(so_far)) in texts
        assert [product in texts for product in products] == [done > k for k in range(2)]
        (at_work,) = (bead for bead in sheet(view, "n1").beads if bead.is_at_work)
        assert (at_work.index, at_work.text) == ((0, 0), short(float(so_far)))
        sizes = [float(size) for strand in first.strands[:2] for size in strand.sizes]
        assert [size != 0 for size in sizes] == [True, done > 1, done > 2 and b != 0]
        assert "=" not in list(second.texts()) and bead(view, "n1", "value", (1, 0)).text == ""
        view.player.step("term")
    assert not any(each.is_at_work for each in sheet(view, "n1").beads), "it is at the next example"


def test_a_function_of_a_number_says_which(view: CanvasView) -> None:
    view.player.step("iteration")
    texts = list(sheet(view, "n2", 80.0).graphs[0].texts())
    session = view.player.session
    numbers = session.values_of("n1")[0, 0], session.values_of("n2")[0, 0]
    assert "tanh z" in texts and all(short(float(number)) in texts for number in numbers)


def test_data_has_all_its_digits_and_its_name(view: CanvasView) -> None:
    view.player.step("iteration")
    texts = list(sheet(view, "n0", 80.0).graphs[1].texts())
    assert texts == ["x2", exact(float(view.player.session.values_of("n0")[1, 0]))]


def test_a_neuron_opens_without_a_jump(view: CanvasView) -> None:
    view.player.step("iteration")
    shown = []
    for scale in np.linspace(8, 40, 120):
        graphs = sheet(view, "n1", float(scale)).graphs
        shown.append(graphs[0].shown if graphs else 0.0)
    assert shown == sorted(shown) and shown[0] == 0 and shown[-1] == 1
    assert max(np.diff(shown)) < 0.1


def test_only_neurons_in_view_are_opened(view: CanvasView) -> None:
    view.player.step("iteration")
    rect = bead(view, "n1", "value", (3, 0)).rect
    graphs = view.canvas.inside.sheet("n1", style_of(view.look.theme), 80.0, rect).graphs
    assert len(graphs) == 1


# pointing


def test_pointing_at_a_wire_says_what_it_joins_and_lights_its_weight(view: CanvasView, qtbot: QtBot) -> None:
    view.player.step("iteration")
    open_card(view, "n1")
    (strand,) = sheet(view, "n1").strands
    place = strand.numbers.places[5, 1]
    said: list[str] = []
    view.hover_words.connect(said.append)
    point_at(view.viewport(), on_screen(view, "n1", strand.lines[place].pointAt(0.9)))
    number = exact(float(view.player.session.parameters_of("n1")["W"].value[5, 1]))
    assert said[-1].startswith(f"W row 6, column 2: joins input 2 to output 6: {number}; ∂L/∂W: ")
    assert view.editor.lighting.light == Light(cells=frozenset({Cell("n1", "W", (5, 1))}))
    point_at(view.viewport(), QPoint(5, 5))
    assert not view.editor.lighting.light.cells


def test_pointing_at_a_neuron_lights_the_weights_that_lead_to_it(view: CanvasView) -> None:
    view.player.step("iteration")
    open_card(view, "n1")
    said: list[str] = []
    view.hover_words.connect(said.append)
    point_at(view.viewport(), on_screen(view, "n1", bead(view, "n1", "value", (2, 0)).rect.center()))
    number = exact(float(view.player.session.values_of("n1")[2, 0]))
    assert said[-1] == f"z, number 3, example 1: {number}"
    cells = view.editor.lighting.light.cells
    assert cells == {Cell("n1", "value", (2, 0)), Cell("n1", "W", (2, 0)), Cell("n1", "W", (2, 1))}


def test_a_number_of_the_data_is_called_as_the_data_calls_it(view: CanvasView) -> None:
    view.editor.open(example("09-iris"))
    view.player.step("iteration")
    source = next(id for id, node in view.editor.graph.by_id.items() if node.name == "Input")
    open_card(view, source)
    said: list[str] = []
    view.hover_words.connect(said.append)
    point_at(view.viewport(), on_screen(view, source, bead(view, source, "value", (1, 0)).rect.center()))
    assert said[-1].startswith("x, number 2, sepal width, example 1: ")


def test_a_weight_that_is_lit_elsewhere_lights_its_wire(view: CanvasView) -> None:
    view.player.step("iteration")
    open_card(view, "n1")
    before = view.grab().toImage()
    view.editor.lighting.point(Light(cells=frozenset({Cell("n1", "W", (4, 0))})))
    lit = view.grab().toImage()
    assert lit != before
    (strand,) = sheet(view, "n1").strands
    at = on_screen(view, "n1", strand.lines[strand.numbers.places[4, 0]].pointAt(0.1))
    assert any(lit.pixel(at + QPoint(0, dy)) != before.pixel(at + QPoint(0, dy)) for dy in range(-3, 4))


def test_a_click_asks_about_a_number_and_a_drag_moves_the_view(view: CanvasView, qtbot: QtBot) -> None:
    view.player.step("iteration")
    open_card(view, "n1")
    asked: list[tuple[np.ndarray, tuple[int, ...]]] = []
    view.number_asked.connect(lambda array, index: asked.append((array, index)))
    at = on_screen(view, "n1", bead(view, "n1", "b", (3,)).rect.center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    ((array, index),) = asked
    assert np.shares_memory(array, view.player.session.weights.everything) and index == (3,)
    assert view.editor.selection == {"n1"}
    centre, places = view.visible_centre(), {node.id: node.at for node in view.editor.graph.nodes}
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    for way in (20, 60, 120):
        QTest.mouseMove(view.viewport(), at + QPoint(way, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(120, 0))
    assert (centre - view.visible_centre()).x() == pytest.approx(120 / 4, abs=1)
    assert {node.id: node.at for node in view.editor.graph.nodes} == places and len(asked) == 1


def test_the_examples_of_the_batch_are_leafed_through(view: CanvasView) -> None:
    view.player.step("iteration")
    open_card(view, "n1")
    assert "example 1 of 32" in written(view)
    later = next(each for each in sheet(view, "n1").buttons if each.name == "later")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=on_screen(view, "n1", later.rect.center()))
    assert "example 2 of 32" in written(view)
    assert bead(view, "n1", "value", (0, 1)).text == short(float(view.player.session.values_of("n1")[0, 1]))
    view.canvas.inside.show_example(99)
    assert "example 32 of 32" in written(view)


def test_the_keyboard_turns_to_another_example_as_far_as_there_are_any(view: CanvasView) -> None:
    view.player.step("iteration")
    said: list[str] = []
    view.hover_words.connect(said.append)
    assert travel.why_not_turn(view, -1) and not travel.why_not_turn(view, 1)
    travel.turn(view, 1)
    assert said == ["Example 2 of 32 of the batch"] and not travel.why_not_turn(view, -1)
    view.canvas.inside.show_example(31)
    assert "no more" in travel.why_not_turn(view, 1)


def test_the_menu_of_a_card_opens_it(view: CanvasView) -> None:
    menu = menus.menu_at(view, Hit("node", "n1"), QPointF())
    (action,) = (each for each in menu.actions() if each.text() == "Open")
    assert action.isEnabled()
    action.trigger()
    assert travel.where(view) == ("n1", "layer")
    menu.deleteLater()


def test_the_header_of_an_open_card_still_moves_it(view: CanvasView) -> None:
    open_card(view, "n1")
    at = on_screen(view, "n1", QPointF(40, 6))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    for way in (20, 60, 120):
        QTest.mouseMove(view.viewport(), at + QPoint(0, way))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(0, 120))
    assert view.editor.undo_stack.undoText().startswith("Move")


def test_the_name_of_an_open_card_is_edited_where_it_stands(view: CanvasView) -> None:
    open_card(view, "n1")
    view.name_field.open("n1")
    field = view.name_field.geometry()
    header = view.mapFromScene(HEADER.translated(view.canvas.nodes["n1"].pos())).boundingRect()
    assert header.contains(field.center()) and field.right() < header.right()
    assert field.bottom() < on_screen(view, "n1", bead(view, "n1", "value", (0, 0)).rect.topLeft()).y()


def test_pictures_are_not_opened(view: CanvasView) -> None:
    graph = chain(KINDS["Input"](), KINDS["Reshape"]((1, 8, 8)), KINDS["Flatten"](), KINDS["Linear"](3))
    view.editor.open(replace(example("06-digits"), graph=graph))
    view.player.step("iteration")
    assert [view.canvas.inside.can_open(id) for id in ("n0", "n1", "n2", "n3")] == [True, False, True, True]
    open_card(view, "n1")
    assert not view.canvas.nodes["n1"].face.can_open
    assert [column.role for column in view.canvas.inside.of("n2").columns] == ["own"], "what feeds it is pictures"


def test_every_kind_that_can_be_opened_has_something_inside(view: CanvasView) -> None:
    for name in ("LayerNorm", "BatchNorm", "ScaleAndShift", "Dropout", "Softmax", "LogSoftmax", "Sum", "Norm", "Slice"):
        graph = chain(KINDS["Input"](), KINDS["Linear"](3), KINDS[name]())
        view.editor.open(moons(graph=graph))
        view.player.step("iteration")
        assert view.canvas.inside.of("n2").columns[0].role == "source", name
        assert sheet(view, "n2").strands[0].lines


# by keyboard


def test_the_selected_layer_fills_the_view_and_is_left_again(view: CanvasView) -> None:
    view.fit()
    assert travel.why_not_open(view.editor, view) and travel.why_not_leave(view.editor, view)
    view.editor.select(["n1"])
    travel.open_selected(view.editor, view)
    assert travel.where(view) == ("n1", "layer")
    card = CARD_RECT.translated(view.canvas.nodes["n1"].pos())
    assert view.visible_rect().contains(card) and view.visible_rect().height() < 1.1 * card.height()
    travel.open_selected(view.editor, view)
    assert travel.where(view) == ("n1", "neuron") and travel.why_not_open(view.editor, view)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert travel.where(view) == ("n1", "neuron") and view.canvas.inside.row == 1
    travel.leave(view.editor, view)
    assert travel.where(view) == ("n1", "layer")
    travel.leave(view.editor, view)
    assert travel.where(view) == ("", "") and view.visible_rect().contains(view.canvas.content_rect())


def test_a_derivative_that_is_shown_is_seen_inside_too(view: CanvasView) -> None:
    view.player.step("iteration")
    derivative = view.player.session.gradient(Element("n3", (0,), 2), "n1")
    view.player.show(derivative)
    while not derivative.is_current("n1", "gradient"):
        view.player.step("layer")
    drawn = sheet(view, "n1")
    assert "∂o/∂z" in list(drawn.texts())
    view.canvas.inside.show_example(2)
    gradient = derivative.gradient_of("n1")
    assert bead(view, "n1", "gradient", (3, 2)).text == short(float(gradient[3, 2]))
    assert float(gradient[3, 2])


@pytest.mark.parametrize("size", [1.0, 1.75, 2.5])
def test_fitting_a_network_opens_no_card_however_large_everything_is(view: CanvasView, size: float) -> None:
    view.look.set_scale(size)
    view.player.step("iteration")
    view.editor.select(["n1"])
    view.fit()
    assert travel.where(view) == ("", "") and "example 1 of 32" not in written(view)
    travel.open_selected(view.editor, view)
    assert travel.where(view) == ("n1", "layer")
    view.look.set_scale(1.0)
