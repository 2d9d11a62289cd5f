"""The values page: which arrays there are, how they are pointed at, and numbers typed into parameters."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.layer import layer_kinds
from gui.inspector.matrix import Matrix
from gui.inspector.number_grid import NumberGrid
from gui.inspector.values import ValuesPage
from gui.lighting import NOTHING, Cell, Light
from gui.paint.numbers import exact
from tests.engine.networks import chain, moons
from tests.gui.panes import Desk, show

LEFT = Qt.MouseButton.LeftButton
KINDS = layer_kinds()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ValuesPage:
    pane = ValuesPage(desk.editor, desk.player, desk.look)
    show(qtbot, pane)
    return pane


def choose(page: ValuesPage, qtbot: QtBot, name: str) -> None:
    names = [page.chooser.itemText(row).split("   ")[0] for row in range(page.chooser.count())]
    qtbot.waitUntil(page.chooser.isVisible)
    page.chooser.setFocus()
    qtbot.keyClick(page.chooser, Qt.Key.Key_Home)
    for _ in range(names.index(name)):
        qtbot.keyClick(page.chooser, Qt.Key.Key_Down)
    # The array chosen is laid out when the app is idle; all of these are small enough to be seen whole.
    qtbot.waitUntil(lambda: page.grid.height() == page.grid.maximumHeight())
    page.grid.setFocus()


def centre(page: ValuesPage, row: int, column: int) -> QPoint:
    return page.grid.cell_rect(row, column).center().toPoint()


def test_nothing_selected_says_what_to_do(page: ValuesPage) -> None:
    assert "Select a layer" in page.words.text()
    assert not page.grid.isVisible()


def test_every_array_of_the_layer_can_be_chosen(page: ValuesPage, desk: Desk) -> None:
    desk.editor.select(["n1"])
    texts = [page.chooser.itemText(row) for row in range(page.chooser.count())]
    assert texts == ["value z   8×32", "∂L/∂z   8×32", "W   8×2", "∂L/∂W   8×2", "b   8", "∂L/∂b   8"]


def test_pointing_tells_the_whole_number_and_its_place(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "W")
    QTest.mouseMove(page.grid.viewport(), centre(page, 2, 1))
    number = desk.player.session.parameters_of("n1")["W"].value[2, 1]
    assert page.pointed_words.text() == f"W, row 3, column 2: joins input 2 to output 3 = {exact(number)}"


def test_a_weight_that_is_pointed_at_lights_up_and_says_what_it_joins(
    page: ValuesPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "W")
    QTest.mouseMove(page.grid.viewport(), centre(page, 5, 1))
    number = exact(float(desk.player.session.parameters_of("n1")["W"].value[5, 1]))
    assert page.pointed_words.text() == f"W, row 6, column 2: joins input 2 to output 6 = {number}"
    assert desk.editor.lighting.light == Light(cells=frozenset({Cell("n1", "W", (5, 1))}))
    page.grid.clearFocus()
    assert desk.editor.lighting.light == NOTHING


@pytest.mark.parametrize(
    ("name", "part", "index"),
    [("W", "W", (2, 1)), ("∂L/∂b", "∂b", (4,)), ("value z", "value", (3, 2)), ("∂L/∂z", "gradient", (0, 3))],
)
def test_a_number_that_is_lit_elsewhere_is_framed(
    page: ValuesPage, desk: Desk, qtbot: QtBot, name: str, part: str, index: tuple[int, ...]
) -> None:
    desk.player.step("iteration")
    desk.editor.select(["n1"])
    choose(page, qtbot, name)
    before = page.grid.grab().toImage()
    row, column = index if len(index) == 2 else (index[0], 0)
    for node, is_framed in (("n1", True), ("n3", False)):
        desk.editor.lighting.point(Light(cells=frozenset({Cell(node, part, index)})))
        after = page.grid.grab().toImage()
        inside = page.grid.cell_rect(row, column).topLeft().toPoint() + QPoint(1, 1)
        corner = page.grid.viewport().mapTo(page.grid, inside)
        assert (after.pixel(corner) != before.pixel(corner)) == is_framed
    desk.editor.lighting.point(None)
    assert page.grid.grab().toImage() == before


@given(shape=st.lists(st.integers(1, 4), min_size=1, max_size=4), data=st.data(), is_parameter=st.booleans())
def test_a_place_in_the_matrix_and_in_the_array_are_two_names_of_one_number(
    shape: list[int], data: st.DataObject, is_parameter: bool
) -> None:
    matrix = Matrix("any", np.arange(float(np.prod(shape))).reshape(shape), "value", is_parameter)
    rows, columns = matrix.numbers.shape
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    index = matrix.index(row, column)
    assert matrix.place(index) == (row, column)
    assert matrix.array[index] == matrix.numbers[row, column]


def test_arrows_move_the_cell_cursor_within_the_array(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "W")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(page.grid, key)
    assert page.grid.cursor_at == (1, 1)
    qtbot.keyClick(page.grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.grid.cursor_at == (7, 1)
    assert page.pointed_words.text().startswith("W, row 8, column 2: joins ")


def test_a_typed_number_is_an_edit_over_those_typed_before(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "W")
    QTest.mouseClick(page.grid.viewport(), LEFT, pos=centre(page, 0, 1))
    qtbot.keyClick(page.grid, Qt.Key.Key_2)
    assert page.grid.cell_editor.text() == "2"
    qtbot.keyClicks(page.grid.cell_editor, ".5")
    qtbot.keyClick(page.grid.cell_editor, Qt.Key.Key_Return)
    assert not page.grid.cell_editor.isVisible()
    assert page.grid.cursor_at == (1, 1)
    QTest.mouseDClick(page.grid.viewport(), LEFT, pos=centre(page, 1, 1))
    qtbot.keyClicks(page.grid.cell_editor, "-1")
    qtbot.keyClick(page.grid.cell_editor, Qt.Key.Key_Return)
    ((name, typed),) = desk.editor.graph.node("n1").typed
    assert (name, typed[0], typed[1], typed[2]) == ("W", (None, 2.5), (None, -1.0), (None, None))
    weights = desk.player.session.parameters_of("n1")["W"].value
    assert (weights[0, 1], weights[1, 1]) == (2.5, -1.0)
    assert desk.editor.undo_stack.count() == 2
    desk.editor.undo_stack.undo()
    assert desk.player.session.parameters_of("n1")["W"].value[1, 1] != -1.0


def test_delete_takes_a_typed_number_back(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "b")
    qtbot.keyClick(page.grid, Qt.Key.Key_1)
    qtbot.keyClick(page.grid.cell_editor, Qt.Key.Key_Return)
    assert desk.editor.graph.node("n1").typed == (("b", (1.0, *(None,) * 7)),)
    assert desk.player.session.parameters_of("n1")["b"].value[0] == 1.0
    qtbot.keyClick(page.grid, Qt.Key.Key_Up)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert desk.editor.graph.node("n1").typed == ()
    assert desk.player.session.parameters_of("n1")["b"].value[0] == 0.0


def test_a_wrong_number_is_refused_and_stays_to_be_mended(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "W")
    qtbot.keyClick(page.grid, Qt.Key.Key_1)
    qtbot.keyClicks(page.grid.cell_editor, "x")
    qtbot.keyClick(page.grid.cell_editor, Qt.Key.Key_Return)
    assert page.sentence.text() == "W, row 1, column 1 wants a number such as −0.5 or 1e-3 but is given “1x”."
    assert page.grid.cell_editor.text() == "1x"
    qtbot.keyClick(page.grid.cell_editor, Qt.Key.Key_Escape)
    assert not page.grid.cell_editor.isVisible()
    assert page.sentence.text() == ""
    assert desk.editor.graph.node("n1").typed == ()


def test_computed_numbers_can_not_be_typed_and_say_so(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_1)
    assert "can't be typed" in page.sentence.text()
    assert "Read only" in page.state.text()
    assert not page.grid.cell_editor.isVisible()


def test_what_is_not_computed_yet_is_grey_until_it_is(page: ValuesPage, desk: Desk) -> None:
    desk.editor.select(["n1"])
    assert "not computed" in page.state.text()
    while not desk.player.session.is_current("n1", "value"):
        desk.player.step()
    assert "not computed" not in page.state.text()


def test_typed_cells_carry_a_mark(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    choose(page, qtbot, "W")
    corner = page.grid.cell_rect(3, 0).topRight().toPoint() + QPoint(-2, 2)
    before = page.grid.viewport().grab().toImage().pixelColor(corner)
    node = desk.editor.graph.node("n1")
    typed = tuple((0.0, None) if row == 3 else (None, None) for row in range(8))
    desk.editor.edit_graph(desk.editor.graph.put(replace(node, typed=(("W", typed),))), "Type")
    assert page.grid.viewport().grab().toImage().pixelColor(corner) == desk.look.theme.ink
    assert before != desk.look.theme.ink


def test_a_variable_of_any_shape_is_typed_at_its_own_place(desk: Desk, page: ValuesPage, qtbot: QtBot) -> None:
    variable = KINDS["Variable"]
    desk.editor.open(replace(moons(), graph=chain(variable(size=(2, 3, 2)), KINDS["Sum"]()), data=None))
    desk.editor.select(["n0"])
    choose(page, qtbot, "w")
    assert page.grid.shape == (6, 2)
    page.grid.go_to(4, 1)
    qtbot.keyClick(page.grid, Qt.Key.Key_9)
    qtbot.keyClick(page.grid.cell_editor, Qt.Key.Key_Return)
    assert desk.player.session.parameters_of("n0")["w"].value[1, 1, 1] == 9.0


def test_a_huge_matrix_is_painted_by_its_window(desk: Desk, qtbot: QtBot) -> None:
    grid = NumberGrid(desk.look)
    show(qtbot, grid, 400, 300)
    whole = np.broadcast_to(np.arange(10_000.0), (10_000, 10_000))
    grid.show_matrix(Matrix("W", whole, "value", is_parameter=True))
    grid.go_to(9_999, 9_999)
    grid.grab()
    assert grid.viewport().rect().contains(grid.cell_rect(9_999, 9_999).toRect())
    rows, columns = grid.places.visible(grid._scrolled(), grid.viewport().size())
    assert len(rows) * len(columns) < 200
    assert grid.scale == 9_999


def test_places_are_told_in_the_terms_of_the_array() -> None:
    numbers = np.arange(24.0).reshape(2, 3, 4)
    per_example = Matrix("value a", numbers, "value", is_per_example=True)
    assert per_example.numbers.shape == (6, 4)
    assert per_example.words(4, 3) == "value a, row 2, column 2 of example 4"
    image = Matrix("value z", np.zeros((2, 3, 4, 5)), "value", is_per_example=True)
    assert image.words(13, 4) == "value z, channel 2, row 1, column 2 of example 5"
    assert numbers[per_example.index(4, 3)] == per_example.numbers[4, 3]
    single = Matrix("L", np.zeros(1), "value")
    assert (single.numbers.shape, single.words(0, 0)) == ((1, 1), "L")
    idle = Matrix("w", np.arange(6.0).reshape(2, 3, 1), "value")
    assert idle.numbers.shape == (2, 3)
    assert idle.array[idle.index(1, 2)] == idle.numbers[1, 2] == 5.0


def test_a_click_on_a_computed_number_asks_where_it_comes_from(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    asked: list[tuple[np.ndarray, tuple[int, ...]]] = []
    page.number_asked.connect(lambda *number: asked.append(number))
    choose(page, qtbot, "value z")
    qtbot.mouseClick(page.grid.viewport(), LEFT, pos=page.grid.cell_rect(2, 1).center().toPoint())
    ((array, index),) = asked
    value = desk.player.shown.values_of("n1")
    assert value is not None and np.shares_memory(array, value) and index == (2, 1)


def test_where_a_number_can_be_typed_a_click_alone_is_for_that(page: ValuesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.editor.select(["n1"])
    asked: list[tuple[int, ...]] = []
    page.number_asked.connect(lambda _, index: asked.append(index))
    choose(page, qtbot, "W")
    place = page.grid.cell_rect(2, 1).center().toPoint()
    qtbot.mouseClick(page.grid.viewport(), LEFT, pos=place)
    assert asked == [] and page.grid.cursor_at == (2, 1)
    qtbot.mouseClick(page.grid.viewport(), LEFT, Qt.KeyboardModifier.AltModifier, place)
    assert asked == [(2, 1)] and not page.grid.cell_editor.isVisible()
