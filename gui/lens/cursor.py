"""Cursor: one number of a value, walked through with the arrow keys as its heat map is drawn. No Qt in here."""
from __future__ import annotations

from dataclasses import dataclass, replace

from engine.element import Element
from engine.present import Present
from gui.inspector.matrix import Matrix


@dataclass(frozen=True)
class Cursor:
    """A row and a column of what a node gives; the first number of it to begin with."""

    node: str
    row: int = 0
    column: int = 0

    def number(self, present: Present) -> Element:
        """Which number that is."""
        *index, example = self._matrix(present).index(self.row, self.column)
        return Element(self.node, tuple(index), example)

    def moved(self, present: Present, down: int, across: int) -> Cursor:
        """So many rows and columns further, as far as there are any."""
        rows, columns = self._matrix(present).numbers.shape
        row, column = min(max(self.row + down, 0), rows - 1), min(max(self.column + across, 0), columns - 1)
        return replace(self, row=row, column=column)

    def has_others(self, present: Present) -> bool:
        """Whether there are more numbers to go to."""
        return self._matrix(present).numbers.size > 1

    def _matrix(self, present: Present) -> Matrix:
        array = present.values_of(self.node)
        assert array is not None, "a cursor stands on a value that there is"
        return Matrix("", array, "value", is_per_example=present.plan.values[self.node].examples > 1)
