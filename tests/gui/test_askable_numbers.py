"""Numbers of an equation that can be pointed at, gone through and asked about: operands larger than their windows."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.explain.askable_numbers import AskableNumbers
from gui.explain.explaining import Explaining
from gui.explain.number_page import NumberPage
from gui.explain.operands import Operand, matrix_of
from gui.explain.page import ExplainPage
from gui.lighting import NOTHING, Cell
from gui.paint.numbers import exact, short
from tests.engine.networks import KINDS, chain, moons
from tests.gui.conftest import OpenDesk
from tests.gui.panes import Desk, show
from tests.gui.pointing import point_at
from tests.painted import painted, painted_in

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """Two moons with two hidden layers of eight, stepped through the first layers of a pass."""
    linear, tanh = KINDS["Linear"], KINDS["Tanh"]
    graph = chain(KINDS["Input"](), linear(8), tanh(), linear(8), tanh(), linear(1), KINDS["MeanSquaredError"]())
    return open_desk(replace(moons(), graph=graph))


@pytest.fixture
def explaining(desk: Desk, qtbot: QtBot) -> Explaining:
    page = ExplainPage(desk.editor, desk.player, desk.look, desk.store, desk.settings)
    pane = Explaining(page, NumberPage(desk.editor, desk.player, desk.look), desk.editor, desk.player)
    show(qtbot, pane, height=900)
    return pane


@pytest.fixture
def numbers(explaining: Explaining, desk: Desk) -> AskableNumbers:
    """Those of z = W x + b in the second layer: W is 8×8, x and z are 8×32."""
    while explaining.step_page.title.text() != "Forward through Linear 2":
        desk.player.step("layer")
    return explaining.step_page.numbers


def array(desk: Desk, symbol: str) -> np.ndarray:
    session = desk.player.shown
    found = {"W": session.parameters_of("n3")["W"].value, "x": session.values_of("n2"), "z": session.values_of("n3")}
    value = found[symbol]
    assert value is not None
    return value


def block(numbers: AskableNumbers, symbol: str) -> int:
    return [each.operand.symbol for each in numbers.blocks].index(symbol)


def window(numbers: AskableNumbers, symbol: str) -> np.ndarray:
    return numbers.blocks[block(numbers, symbol)].operand.window


def move_on(numbers: AskableNumbers, symbol: str, way: tuple[int, int]) -> None:
    place = numbers.ways_on(numbers.blocks[block(numbers, symbol)])[way].center().toPoint()
    QTest.mouseClick(numbers, LEFT, pos=place)


def settle(numbers: AskableNumbers) -> None:
    """Give it the room that it asks for."""
    page = numbers.parentWidget()
    for _ in range(3):
        page.layout().activate()
        QApplication.processEvents()
    assert numbers.height() == numbers.sizeHint().height()


def cell(numbers: AskableNumbers, symbol: str, row: int, column: int) -> QPoint:
    found = numbers.blocks[block(numbers, symbol)]
    operand = found.operand
    return numbers.cell_rect(found, row - operand.first_row, column - operand.first_column).center().toPoint()


def test_rows_and_columns_beyond_the_window_are_a_click_away(numbers: AskableNumbers, desk: Desk) -> None:
    weights = array(desk, "W")
    assert np.array_equal(window(numbers, "W"), weights[:4, :5])
    move_on(numbers, "W", (1, 0))
    move_on(numbers, "W", (0, 1))
    assert np.array_equal(window(numbers, "W"), weights[4:, 3:])
    found = numbers.blocks[block(numbers, "W")]
    assert set(numbers.ways_on(found)) == {(-1, 0), (0, -1)}
    assert painted_in(numbers, numbers.cell_rect(found, 3, 4)) == short(weights[7, 7])
    assert "rows 5–8, columns 4–8" in [text.words for text in painted(numbers)]
    assert numbers.words_at(QPointF(cell(numbers, "W", 7, 7))) == f"W, row 8, column 8 = {exact(weights[7, 7])}"
    move_on(numbers, "W", (-1, 0))
    move_on(numbers, "W", (0, -1))
    assert np.array_equal(window(numbers, "W"), weights[:4, :5])


def test_the_examples_go_on_in_all_operands_at_once(numbers: AskableNumbers, desk: Desk) -> None:
    move_on(numbers, "x", (0, 1))
    assert np.array_equal(window(numbers, "x"), array(desk, "x")[:4, 5:10])
    assert np.array_equal(window(numbers, "z"), array(desk, "z")[:4, 5:10])
    move_on(numbers, "x", (1, 0))
    assert np.array_equal(window(numbers, "x"), array(desk, "x")[4:, 5:10])
    numbers.setFocus()
    QTest.keyClick(numbers, Qt.Key.Key_PageDown)
    assert np.array_equal(window(numbers, "z"), array(desk, "z")[:4, 10:15])
    QTest.keyClick(numbers, Qt.Key.Key_PageUp)
    move_on(numbers, "z", (0, -1))
    assert np.array_equal(window(numbers, "z"), array(desk, "z")[:4, :5])


def test_the_wheel_moves_columns_sideways_and_leaves_the_rest_to_the_page(numbers: AskableNumbers, desk: Desk) -> None:
    at = QPointF(cell(numbers, "W", 0, 0))

    def turn(x: int, y: int) -> bool:
        none, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, numbers.mapToGlobal(at), QPoint(), QPoint(x, y), LEFT, none, phase, False)
        QApplication.sendEvent(numbers, event)
        return event.isAccepted()

    assert not turn(0, -120)
    assert turn(-120, 0)
    assert np.array_equal(window(numbers, "W"), array(desk, "W")[:4, 3:])


def test_the_arrows_lead_through_every_number_of_every_operand(numbers: AskableNumbers, desk: Desk) -> None:
    numbers.setFocus()
    for _ in range(6):
        QTest.keyClick(numbers, Qt.Key.Key_Right)
    weights = array(desk, "W")
    assert numbers.accessibleDescription() == f"W, row 1, column 7 = {exact(weights[0, 6])}"
    assert window(numbers, "W")[0, -1] == weights[0, 7] or window(numbers, "W")[0, -1] == weights[0, 6]
    for _ in range(2):
        QTest.keyClick(numbers, Qt.Key.Key_Right)
    assert numbers.accessibleDescription() == f"x, row 1, column 1 = {exact(array(desk, 'x')[0, 0])}"
    QTest.keyClick(numbers, Qt.Key.Key_Left)
    assert numbers.accessibleDescription().startswith("W, ")


def test_pointing_at_a_result_frames_the_row_and_the_column_that_make_it(
    numbers: AskableNumbers, desk: Desk, qtbot: QtBot
) -> None:
    point_at(numbers, cell(numbers, "z", 2, 3))
    marks = {operand.symbol: set(numbers.marks.get(id(operand.array), ())) for operand in _operands(numbers)}
    assert marks["W"] == {(2, column) for column in range(8)}
    assert marks["x"] == {(row, 3) for row in range(8)}
    assert marks["b"] == {(2, 0)}
    light = desk.editor.lighting.light
    assert {Cell("n3", "value", (2, 3)), Cell("n3", "W", (2, 7)), Cell("n2", "value", (7, 3))} <= light.cells
    point_at(numbers, QPoint(numbers.width() - 1, 1))
    assert not any(numbers.marks.values()) and desk.editor.lighting.light == NOTHING


def test_the_operands_come_along_with_the_result(numbers: AskableNumbers, desk: Desk, qtbot: QtBot) -> None:
    move_on(numbers, "z", (1, 0))
    assert np.array_equal(window(numbers, "z"), array(desk, "z")[4:, :5])
    qtbot.waitUntil(lambda: np.array_equal(window(numbers, "W"), array(desk, "W")[4:, :5]))
    assert np.array_equal(window(numbers, "W"), array(desk, "W")[4:, :5])
    assert np.array_equal(window(numbers, "x"), array(desk, "x")[:4, :5])
    bias = numbers.blocks[block(numbers, "b")].operand
    assert bias.first_row == 4


def test_what_is_on_the_way_is_seen_through(explaining: Explaining, desk: Desk, qtbot: QtBot) -> None:
    while explaining.step_page.title.text() != "Backward through Tanh 2":
        desk.player.step("layer")
    numbers = explaining.step_page.numbers
    settle(numbers)
    point_at(numbers, cell(numbers, "∂L/∂z", 1, 2))
    marks = {operand.symbol: set(numbers.marks.get(id(operand.array), ())) for operand in _operands(numbers)}
    assert marks["a"] == marks["∂L/∂a"] == {(1, 2)}


def _operands(numbers: AskableNumbers) -> list:
    return [each.operand for each in numbers.blocks]


def test_a_click_or_enter_opens_a_number_of_a_transposed_operand_too(
    explaining: Explaining, desk: Desk, qtbot: QtBot
) -> None:
    while explaining.step_page.title.text() != "Backward through Linear 2":
        desk.player.step("layer")
    page, numbers = explaining.step_page, explaining.step_page.numbers
    page.cards[2].click()
    settle(numbers)
    QTest.mouseClick(numbers, LEFT, pos=cell(numbers, "Wᵀ", 1, 3))
    assert explaining.currentWidget() is explaining.number_page
    qtbot.waitUntil(explaining.number_page.widget().isEnabled)
    assert explaining.number_page.title.text() == "W of Linear 2, row 4, column 2"
    assert explaining.number_page.value.toolTip() == exact(array(desk, "W")[3, 1])
    QTest.keyClick(explaining.number_page, Qt.Key.Key_Escape)
    assert explaining.currentWidget() is page
    numbers.setFocus()
    QTest.keyClick(numbers, Qt.Key.Key_Down)
    QTest.keyClick(numbers, Qt.Key.Key_Return)
    assert explaining.number_page.title.text() == "W of Linear 2, row 4, column 3"
    # A parameter has no terms to go through.
    assert explaining.number_page.hasFocus()


def test_every_number_painted_is_the_engine_s(explaining: Explaining, desk: Desk) -> None:
    numbers, session = explaining.step_page.numbers, desk.player.shown
    for _ in range(2 * len(session.equations)):
        desk.player.step("equation")
        if numbers.isVisible():
            settle(numbers)
        for found in numbers.blocks:
            operand = found.operand
            for row, column in np.ndindex(operand.window.shape):
                index = operand.index(operand.first_row + row, operand.first_column + column)
                number = float(operand.array[index])
                assert painted_in(numbers, numbers.cell_rect(found, row, column)) == short(number)


@given(st.lists(st.integers(1, 5), max_size=4), st.booleans(), st.data())
def test_a_cell_and_its_place_in_the_array_are_two_ways_to_say_the_same(
    shape: list[int], is_turned: bool, data: st.DataObject
) -> None:
    numbers = np.arange(float(np.prod(shape, dtype=int))).reshape(shape)
    is_turned = is_turned and numbers.ndim == 2
    matrix = matrix_of(numbers, is_per_example=False)
    window = (matrix.T if is_turned else matrix)[:2, :2]
    operand = Operand("a", "", numbers, window, 0, 0, False, False, "value", is_turned)
    whole = operand.whole
    row, column = (data.draw(st.integers(0, size - 1)) for size in whole.shape)
    index = operand.index(row, column)
    assert numbers[index] == whole[row, column] and operand.cell(index) == (row, column)
    moved = operand.at(row, column)
    assert moved.window.shape == window.shape
    assert whole[row, column] in moved.window
