"""Change grids: a parameter before an update, its change, and after it, with one number of it chosen."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from engine.inquiry.update_numbers import Change
from gui.explain.numbers_view import NumbersView
from gui.explain.operands import COLUMNS, ROWS, Operand, Shown
from gui.paint.formula import FormulaStore
from gui.theme import Look

_KEYS = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
}  # fmt: skip


class ChangeGrids(NumbersView):
    """A click or the arrow keys choose a number; the windows follow. ``chosen(row, column)`` counts from 0.

    ``asked``: Enter, or a click on the number that is chosen already, wants to know where it came from.
    """

    chosen = Signal(int, int)
    asked = Signal()

    def __init__(self, look: Look, store: FormulaStore) -> None:
        super().__init__(look, store)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The parameter before and after the update; arrow keys choose a number")
        self._place = (0, 0)
        self._sizes = (1, 1)

    def show_change(self, name: str, change: Change, place: tuple[int, int], is_over: bool) -> None:
        """Windows around ``place`` into the parameter as rows and columns; greyed until the update is over."""
        matrices = {
            f"{name} before": as_matrix(change.before),
            f"Δ{name}": as_matrix(change.after - change.before),
            f"{name} after": as_matrix(change.after),
        }
        self._place, self._sizes = place, as_matrix(change.before).shape
        first = _window_start(place[0], ROWS, self._sizes[0]), _window_start(place[1], COLUMNS, self._sizes[1])
        parts = [_operand(symbol, matrix, first) for symbol, matrix in matrices.items()]
        self.show_numbers(Shown((parts[0], parts[1]), parts[2], 0, 0, 0), not is_over)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found, way = self.cell_at(event.position()), self._way_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        elif way is not None:
            self._go(way[0] * ROWS, way[1] * COLUMNS)
        elif found is None:
            event.ignore()
        elif found[1:] == self._place:
            self.asked.emit()
        else:
            self.chosen.emit(*found[1:])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press was taken, so the release is too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
            return
        if step is None:
            super().keyPressEvent(event)
            return
        self._go(*step)

    def _go(self, down: int, right: int) -> None:
        """So many rows down and columns right, as far as there are any."""
        steps = zip(self._place, (down, right), self._sizes, strict=True)
        row, column = (min(max(at + by, 0), size - 1) for at, by, size in steps)
        self.chosen.emit(row, column)

    def _way_at(self, position: QPointF) -> tuple[int, int] | None:
        """The direction of the arrow beside a window that is there."""
        ways = (way for block in self.blocks for way in self.ways_on(block).items())
        return next((step for step, place in ways if place.contains(position)), None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.theme.accent if self.hasFocus() else self._look.theme.ink, 2))
        for block in self.blocks:
            row, column = self._place[0] - block.operand.first_row, self._place[1] - block.operand.first_column
            painter.drawRoundedRect(self.cell_rect(block, row, column).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)


def as_matrix(array: np.ndarray) -> np.ndarray:
    """An array as rows and columns: a list is a column."""
    return array.reshape(len(array) if array.ndim else 1, -1)


def _window_start(at: int, seen: int, size: int) -> int:
    """Where a window of ``seen`` out of ``size`` begins, so that ``at`` is in its middle where it can be."""
    return min(max(at - seen // 2, 0), max(size - seen, 0))


def _operand(symbol: str, matrix: np.ndarray, first: tuple[int, int]) -> Operand:
    row, column = first
    window = matrix[row : row + ROWS, column : column + COLUMNS]
    more_rows, more_columns = row + window.shape[0] < matrix.shape[0], column + window.shape[1] < matrix.shape[1]
    is_change = symbol.startswith("Δ")
    kind, sign = ("gradient", "+") if is_change else ("value", "")
    return Operand(symbol, sign, matrix, window, row, column, more_rows, more_columns, kind)
