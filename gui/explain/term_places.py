"""Term places: where the terms of a number lie in their list, and which factor is under a point. Sizes in pixels."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF

from gui.theme import Theme


class TermPlaces:
    """A sum is a table with a line for each term: its factors, their product, and what the lines so far come to.

    Whatever has one term is a list with a line for each of its factors. Rows, terms and factors count from 0.
    """

    def __init__(self, theme: Theme, width: int, terms: int, factors: int, is_table: bool) -> None:
        px = theme.px
        self.is_table, self.factors = is_table, factors
        self.rows = terms if is_table else factors
        self.top, self._step = (px(36), px(26)) if is_table else (0, px(36))
        self._label, self._gap = (px(28), px(14)) if is_table else (0, px(10))
        self._width, self._height = width, px(23)
        # A product has a column of its own where there is something to multiply.
        columns = factors + 1 + (factors > 1)
        room = (width - self._label - (columns - 1) * self._gap) / columns
        self.cell = min(float(px(60)), room) if is_table else float(px(60))

    @property
    def height(self) -> int:
        """Of the whole list."""
        return self.top + self.rows * self._step

    def chip(self, term: int, factor: int) -> QRectF:
        """Where a factor stands; the columns after the last one are for what comes of them."""
        row, place = (term, factor) if self.is_table else (factor, 0)
        y = self.top + row * self._step + (self._step - self._height) / 2
        return QRectF(self._label + place * (self.cell + self._gap), y, self.cell, self._height)

    def label(self, row: int) -> QRectF:
        """Where the number of a row stands."""
        chip = self.chip(row, 0)
        return QRectF(0, chip.y(), self._label - 4, chip.height())

    def sign(self, term: int, factor: int) -> QRectF:
        """The gap before a factor."""
        chip = self.chip(term, factor)
        return QRectF(chip.x() - self._gap, chip.y(), self._gap, chip.height())

    def head(self, factor: int, line: int) -> QRectF:
        """One of the two lines above a column."""
        chip = self.chip(0, factor)
        reach = self._gap / 2
        return QRectF(chip.x() - reach, line * self.top / 2, chip.width() + 2 * reach, self.top / 2)

    def words(self, factor: int) -> QRectF:
        """Where a factor is described, in a list."""
        chip = self.chip(0, factor)
        return QRectF(chip.right() + self._gap, factor * self._step, self._width - chip.right() - self._gap, self._step)

    def seen(self, rect: QRect) -> range:
        """The rows that a part of the list has in it."""
        first, last = (rect.top() - self.top) // self._step, (rect.bottom() - self.top) // self._step
        return range(max(first, 0), min(last + 1, self.rows))

    def at(self, place: QPointF) -> tuple[int, int] | None:
        """The term and the factor there; in a list, anywhere in the line of the factor."""
        row = int((place.y() - self.top) // self._step)
        if not 0 <= row < self.rows or place.y() < self.top:
            return None
        if not self.is_table:
            return 0, row
        return next(((row, each) for each in range(self.factors) if self.chip(row, each).contains(place)), None)
