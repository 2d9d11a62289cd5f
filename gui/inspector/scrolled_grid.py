"""Scrolled grid: a grid of cells larger than what can be seen, and the keys that stay inside it."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gui.inspector.grid_places import GridPlaces
from gui.theme import Look


class ScrolledGrid(QAbstractScrollArea):
    """Where each cell is while the numbers scroll below their headers."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._numbers = np.empty((0, 0))
        self.places = GridPlaces(look.theme, (0, 0))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self._numbers.shape
        return rows, columns

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is in the viewport."""
        return self.places.cell(row, column).translated(-self._scrolled())

    def event(self, event: QEvent) -> bool:
        """Typing, Delete and the keys that move belong to the grid, not to the window's commands."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            is_function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35 or event.key() == Qt.Key.Key_Space
            if not is_command and not is_function:
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_scroll_ranges()

    def _lay_out(self, *_: object) -> None:
        self.places = GridPlaces(self._look.theme, self.shape)
        # A small matrix takes no more room than it needs, so that what belongs to it stands right below.
        self.setMaximumHeight(self.places.whole.height() + self._look.theme.px(14))
        self._set_scroll_ranges()
        self.viewport().update()

    def _set_scroll_ranges(self) -> None:
        size, whole = self.viewport().size(), self.places.whole
        for bar, room, needed, step in (
            (self.horizontalScrollBar(), size.width(), whole.width(), self.places.cell_width),
            (self.verticalScrollBar(), size.height(), whole.height(), self.places.cell_height),
        ):
            bar.setRange(0, max(0, needed - room))
            bar.setPageStep(room)
            bar.setSingleStep(step)

    def _scrolled(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """The cell at a place in the viewport."""
        return self.places.cell_at(place.toPoint(), self._scrolled())
