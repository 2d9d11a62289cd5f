"""Askable numbers: the operands and the result of an equation to be pointed at, gone through, and asked about."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent

from engine.inquiry.needed import owner
from engine.inquiry.record import Spot
from gui.explain.numbers_view import Block, NumbersView
from gui.explain.operands import Operand, Shown
from gui.paint.formula import FormulaStore
from gui.paint.numbers import exact
from gui.theme import Look

if TYPE_CHECKING:
    from engine.inquiry.walk import Walk

_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class AskableNumbers(NumbersView):
    """Operands that are larger than their windows can be moved on in, the examples in all of them at once.

    ``number_asked(array, index)``: a number was clicked, or Enter pressed on it. ``pointed`` tells the same of the
    number that the pointer or the cursor comes to; an index of None when it leaves. ``examples_asked`` is −1 for
    earlier examples, 1 for later ones. ``moved_on`` tells the first number of the result that is seen now.
    """

    number_asked = Signal(object, object)
    pointed = Signal(object, object)
    examples_asked = Signal(int)
    moved_on = Signal(object, object)

    def __init__(self, look: Look, store: FormulaStore) -> None:
        super().__init__(look, store)
        self._given: Shown | None = None
        self._firsts: dict[tuple[str, tuple[int, ...]], tuple[int, int]] = {}
        self._cursor = (0, 0, 0)
        self._under: tuple[Block, int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Numbers of the equation")

    def show_numbers(self, shown: Shown | None, is_stale: bool, walk: Walk | None = None) -> None:
        """Show these, each in the window that was last looked at in an operand of its name and size."""
        self._given = shown
        if shown is not None:
            operands = tuple(self._moved(operand) for operand in shown.operands)
            shown = replace(shown, operands=operands, result=self._moved(shown.result))
        super().show_numbers(shown, is_stale, walk)
        arrays = {id(block.operand.array) for block in self.blocks}
        if not self.marks.keys() <= arrays:
            self.show_feeding(())

    def show_feeding(self, places: Iterable[tuple[np.ndarray, tuple[int, ...]]]) -> None:
        """Frame the numbers at these places, as far as they are in the operands."""
        self.marks = _cells([block.operand for block in self.blocks], places)
        self.update()

    def follow(self, places: Iterable[tuple[np.ndarray, tuple[int, ...]]]) -> None:
        """Move on in the operands to where some of these places are seen, all but along the examples."""
        for number, cells in _cells([block.operand for block in self.blocks], places).items():
            operand = next(block.operand for block in self.blocks if id(block.operand.array) == number)
            firsts = [operand.first_row, operand.first_column]
            for axis, (first, seen) in enumerate(zip(firsts, operand.window.shape, strict=True)):
                at = {cell[axis] for cell in cells}
                if not any(first <= each < first + seen for each in at):
                    firsts[axis] = min(at)
            self._firsts[_key(operand)] = firsts[0], firsts[1]
        self.show_numbers(self._given, self._is_stale, self._walk)

    def number_at(self, place: QPointF) -> tuple[np.ndarray, tuple[int, ...]] | None:
        """The number that is painted there."""
        found = self.cell_at(place)
        return None if found is None else (found[0].operand.array, found[0].operand.index(*found[1:]))

    def number_in_focus(self) -> tuple[np.ndarray, tuple[int, ...]] | None:
        """The number that the keyboard has come to."""
        found = self._at_cursor()
        return None if found is None else (found[0].operand.array, found[0].operand.index(*found[1:]))

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.cell_at(event.position())
        if found is None and _way_at(self, event.position()) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if found != self._under:
            self._under = found
            self._tell(found)

    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self._tell(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found, way = self.cell_at(event.position()), _way_at(self, event.position())
        if event.button() != Qt.MouseButton.LeftButton or (found is None and way is None):
            event.ignore()
        elif found is not None:
            block, row, column = found
            self._cursor = self.blocks.index(block), row, column
            self.number_asked.emit(block.operand.array, block.operand.index(row, column))
        elif way is not None:
            self._move_on(way[0].operand, way[1])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What a press began is done."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways, the columns of the operand below; up and down belongs to the page."""
        turned = event.angleDelta()
        sideways = turned.x() or (turned.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        found = self.cell_at(event.position())
        if sideways and found is not None:
            self._move_on(found[0].operand, (0, -1 if sideways > 0 else 1))
        else:
            event.ignore()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found, key = self._at_cursor(), event.key()
        if found is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._go(found, *_ARROWS[Qt.Key(key)])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.examples_asked.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.number_asked.emit(found[0].operand.array, found[0].operand.index(*found[1:]))
        else:
            super().keyPressEvent(event)

    def _go(self, found: tuple[Block, int, int], down: int, across: int) -> None:
        """To the next number, at an edge to the next operand; the window comes along."""
        number, (block, row, column) = self.blocks.index(found[0]), found
        rows, columns = block.operand.whole.shape
        if 0 <= row + down < rows and 0 <= column + across < columns:
            self._cursor = number, row + down, column + across
            operand = block.operand
            axis = 0 if down else 1
            seen = (operand.first_row, operand.first_column)[axis], operand.window.shape[axis]
            if not 0 <= self._cursor[1 + axis] - seen[0] < seen[1]:
                self._move_on(operand, (down, across))
        elif 0 <= number + down + across < len(self.blocks):
            other = self.blocks[number + down + across].operand
            self._cursor = number + down + across, other.first_row, other.first_column
        self._tell(self._at_cursor())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell(self._at_cursor())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        found = self._at_cursor()
        if self.hasFocus() and found is not None:
            block, row, column = found
            painter = QPainter(self)
            painter.setPen(QPen(self._look.theme.accent, 2))
            cell = self.cell_rect(block, row - block.operand.first_row, column - block.operand.first_column)
            painter.drawRect(cell.adjusted(1, 1, -1, -1))

    # inside

    def _at_cursor(self) -> tuple[Block, int, int] | None:
        """The cursor, on the nearest number that its window shows."""
        if not self.blocks:
            return None
        number, row, column = self._cursor
        block = self.blocks[min(number, len(self.blocks) - 1)]
        operand, (rows, columns) = block.operand, block.operand.window.shape
        row = min(max(row, operand.first_row), operand.first_row + rows - 1)
        return block, row, min(max(column, operand.first_column), operand.first_column + columns - 1)

    def _tell(self, found: tuple[Block, int, int] | None) -> None:
        if found is None:
            self.pointed.emit(None, None)
        else:
            operand, (row, column) = found[0].operand, found[1:]
            words = f"{operand.symbol}, row {row + 1}, column {column + 1} = {exact(float(operand.whole[row, column]))}"
            self.setAccessibleDescription(words)
            self.pointed.emit(operand.array, operand.index(row, column))
        self.update()

    def _moved(self, operand: Operand) -> Operand:
        first = [*self._firsts.get(_key(operand), (operand.first_row, operand.first_column))]
        if operand.example_axis is not None:
            first[operand.example_axis] = (operand.first_row, operand.first_column)[operand.example_axis]
        return operand.at(*first)

    def _move_on(self, operand: Operand, way: tuple[int, int]) -> None:
        """A window further; along the examples, in all operands."""
        if operand.example_axis is not None and way[operand.example_axis]:
            self.examples_asked.emit(sum(way))
            return
        rows, columns = operand.window.shape
        to = operand.at(operand.first_row + way[0] * rows, operand.first_column + way[1] * columns)
        self._firsts[_key(operand)] = to.first_row, to.first_column
        self.show_numbers(self._given, self._is_stale, self._walk)
        if self._given is not None and operand.array is self._given.result.array:
            self.moved_on.emit(to.array, to.index(to.first_row, to.first_column))


def _key(operand: Operand) -> tuple[str, tuple[int, ...]]:
    return operand.symbol, operand.array.shape


def _cells(
    operands: list[Operand], places: Iterable[tuple[np.ndarray, tuple[int, ...]]]
) -> dict[int, set[tuple[int, int]]]:
    """The rows and columns of these places by the id of the operand's array."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for array, index in places:
        spot = Spot.of(array[(*index, np.newaxis)])
        for operand in operands:
            at = spot.index_in(operand.array) if owner(operand.array) is spot.owner else None
            if at is not None:
                found[id(operand.array)].add(operand.cell(at))
    return found


def _way_at(view: NumbersView, at: QPointF) -> tuple[Block, tuple[int, int]] | None:
    """The block that there is more of there, and which way."""
    ways = ((block, way, place) for block in view.blocks for way, place in view.ways_on(block).items())
    return next(((block, way) for block, way, place in ways if place.contains(at)), None)
