"""Grid places: where the cells and headers of a number grid lie, and which of them can be seen. Sizes in pixels."""
from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize

from gui.theme import Theme


class GridPlaces:
    """``shape`` is rows and columns; nothing here depends on their numbers."""

    def __init__(self, theme: Theme, shape: tuple[int, int]) -> None:
        self.rows, self.columns = shape
        self.cell_width, self.cell_height = theme.px(54), theme.px(24)
        self.top = theme.px(18)
        self.left = theme.px(12 + 7 * len(str(self.rows)))
        self.whole = QSize(self.left + self.columns * self.cell_width, self.top + self.rows * self.cell_height)

    def cell(self, row: int, column: int) -> QRectF:
        """A cell of the unscrolled grid, with a gap of one pixel to its neighbours."""
        x, y = self.left + column * self.cell_width, self.top + row * self.cell_height
        return QRectF(x, y, self.cell_width - 1, self.cell_height - 1)

    def row_header(self, row: int) -> QRectF:
        """Where a row's number stands."""
        return QRectF(0, self.top + row * self.cell_height, self.left - 5, self.cell_height)

    def column_header(self, column: int) -> QRectF:
        """Where a column's number stands."""
        return QRectF(self.left + column * self.cell_width, 0, self.cell_width, self.top)

    def body(self, size: QSize) -> QRectF:
        """The part of a viewport of this size that is not headers."""
        return QRectF(self.left, self.top, size.width() - self.left, size.height() - self.top)

    def visible(self, scrolled: QPoint, size: QSize) -> tuple[range, range]:
        """The rows and columns of which something can be seen."""
        rows = _seen(scrolled.y(), size.height() - self.top, self.cell_height, self.rows)
        return rows, _seen(scrolled.x(), size.width() - self.left, self.cell_width, self.columns)

    def cell_at(self, place: QPoint, scrolled: QPoint) -> tuple[int, int] | None:
        """The cell at a place in the viewport."""
        if place.x() < self.left or place.y() < self.top:
            return None
        row = (place.y() - self.top + scrolled.y()) // self.cell_height
        column = (place.x() - self.left + scrolled.x()) // self.cell_width
        return (row, column) if row < self.rows and column < self.columns else None

    def missing(self, row: int, column: int, scrolled: QPoint, size: QSize) -> QPoint:
        """How far to scroll so that a cell can be seen whole."""
        x = _shift(column, self.cell_width, scrolled.x(), size.width() - self.left)
        return QPoint(x, _shift(row, self.cell_height, scrolled.y(), size.height() - self.top))


def _seen(scrolled: int, room: int, step: int, count: int) -> range:
    return range(min(scrolled // step, count), min((scrolled + max(room, 0)) // step + 1, count))


def _shift(number: int, step: int, scrolled: int, room: int) -> int:
    start, end = number * step, (number + 1) * step
    if start < scrolled:
        return start - scrolled
    return max(0, min(end - room, start) - scrolled)
