"""Number grid: any array as a numbered heat map, painted only where it can be seen."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from gui.paint.heat import heat_colours, scale_of, windowed
from gui.paint.numbers import exact, short
from gui.theme import Look, Theme, ink_on

_EVERYTHING = 10**9
Cell = tuple[int, int]


class NumberGrid(QAbstractScrollArea):
    """Rows are j, columns i or examples, both from 1. ``entered`` tells what was typed into which cell."""

    entered = Signal(int, int, str)
    taken_back = Signal(int, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._numbers = np.zeros((0, 0))
        self._kind, self._is_stale, self._typed = "value", False, frozenset[Cell]()
        self._text = ""
        self.cursor: Cell = (0, 0)
        self.is_editable = False
        self.describe: Callable[[int, int], str] = lambda row, column: f"row {row + 1}, column {column + 1}"
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName("Numbers")
        look.changed.connect(lambda _: self._fit())

    def show_array(self, array: np.ndarray, kind: str, is_stale: bool, typed: frozenset[Cell] = frozenset()) -> None:
        """Show an array of any shape; a vector is a row, higher ranks are flattened to rows."""
        self._numbers = windowed(np.asarray(array), _EVERYTHING, _EVERYTHING)
        self._kind, self._is_stale, self._typed = kind, is_stale, typed
        rows, columns = self._numbers.shape
        self.cursor = min(self.cursor[0], max(rows - 1, 0)), min(self.cursor[1], max(columns - 1, 0))
        self._fit()

    def cell_size(self) -> QSize:
        """Width and height of a cell in pixels."""
        return QSize(self._look.theme.px(58), self._look.theme.px(24))

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is in the viewport."""
        size, head = self.cell_size(), self._head()
        x = head.width() + column * size.width() - self.horizontalScrollBar().value()
        y = head.height() + row * size.height() - self.verticalScrollBar().value()
        return QRect(x, y, size.width(), size.height())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells that can be seen, their numbers, and the headers over them."""
        theme, painter = self._look.theme, QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.panel)
        rows, columns = self._visible()
        part = self._numbers[rows.start : rows.stop, columns.start : columns.stop]
        if part.size:
            colours = heat_colours(part, self._kind, theme, scale=scale_of(self._numbers), stale=self._is_stale)
            painter.setFont(theme.font("number"))
            for place, row in enumerate(rows):
                for across, column in enumerate(columns):
                    self._paint_cell(painter, (row, column), part[place, across], int(colours[place, across]), theme)
        self._paint_heads(painter, rows, columns, theme)

    def _paint_cell(self, painter: QPainter, cell: Cell, number: float, colour: int, theme: Theme) -> None:
        rect, ground = self.cell_rect(*cell).adjusted(1, 1, -1, -1), QColor.fromRgba(colour)
        painter.fillRect(rect, ground)
        is_cursor = cell == self.cursor and self.hasFocus()
        painter.setPen(theme.hint if self._is_stale else ink_on(ground))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._text if is_cursor and self._text else short(number))
        if cell in self._typed:
            painter.fillRect(rect.right() - 4, rect.top() + 1, 4, 4, theme.accent)
        if is_cursor:
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRect(rect)

    def _paint_heads(self, painter: QPainter, rows: range, columns: range, theme: Theme) -> None:
        head = self._head()
        painter.fillRect(0, 0, self.viewport().width(), head.height(), theme.panel)
        painter.fillRect(0, 0, head.width(), self.viewport().height(), theme.panel)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.hint)
        for column in columns:
            left = self.cell_rect(0, column).left()
            if left >= head.width() - 1:
                rect = QRect(left, 0, self.cell_size().width(), head.height())
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(column + 1))
        for row in rows:
            top = self.cell_rect(row, 0).top()
            if top >= head.height() - 1:
                rect = QRect(0, top, head.width(), self.cell_size().height())
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(row + 1))

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; a number typed edits; Enter takes it, Escape leaves it; Delete takes a typed number back."""
        moves = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        if event.key() in moves:
            self._finish()
            self._move(*moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Escape and self._text:
            self._text = ""
        elif event.key() == Qt.Key.Key_Backspace and self._text:
            self._text = self._text[:-1]
        elif event.key() == Qt.Key.Key_Delete and self.is_editable:
            self.taken_back.emit(*self.cursor)
        elif event.text() and event.text() in "0123456789.-+eE/," and self._numbers.size:
            self._text += event.text()
            if not self.is_editable:
                self._finish()
        else:
            super().keyPressEvent(event)
            return
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Keys that edit here are not for the window's commands."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ours = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or event.text().strip() != ""
            if is_ours and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The cell under the pointer becomes the current one."""
        cell = self._cell_at(event.position().toPoint())
        if cell is not None:
            self._finish()
            self.cursor = cell
            self.setFocus()
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip gives the exact number and says where it stands."""
        if isinstance(event, QHelpEvent):
            cell = self._cell_at(event.pos())
            if cell is not None:
                QToolTip.showText(event.globalPos(), f"{exact(self._numbers[cell])}\n{self.describe(*cell)}", self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll bars follow."""
        self._fit()

    # inside

    def _finish(self) -> None:
        text, self._text = self._text, ""
        if text:
            self.entered.emit(*self.cursor, text)

    def _move(self, down: int, right: int) -> None:
        rows, columns = self._numbers.shape
        row, column = self.cursor[0] + down, self.cursor[1] + right
        self.cursor = max(0, min(rows - 1, row)), max(0, min(columns - 1, column))
        rect, head, size = self.cell_rect(*self.cursor), self._head(), self.viewport().size()
        for bar, low, high, start, end in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), head.width(), size.width()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), head.height(), size.height()),
        ):
            bar.setValue(bar.value() + min(low - start, 0) + max(high - end, 0))

    def _cell_at(self, at: QPoint) -> Cell | None:
        head, size = self._head(), self.cell_size()
        column = (at.x() - head.width() + self.horizontalScrollBar().value()) // size.width()
        row = (at.y() - head.height() + self.verticalScrollBar().value()) // size.height()
        rows, columns = self._numbers.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def _visible(self) -> tuple[range, range]:
        size, view = self.cell_size(), self.viewport().size()
        first_row = self.verticalScrollBar().value() // size.height()
        first_column = self.horizontalScrollBar().value() // size.width()
        rows, columns = self._numbers.shape
        return (
            range(first_row, min(rows, first_row + view.height() // size.height() + 2)),
            range(first_column, min(columns, first_column + view.width() // size.width() + 2)),
        )

    def _head(self) -> QSize:
        return QSize(self._look.theme.px(34), self._look.theme.px(20))

    def _fit(self) -> None:
        size, head, view = self.cell_size(), self._head(), self.viewport().size()
        rows, columns = self._numbers.shape
        self.horizontalScrollBar().setRange(0, max(0, columns * size.width() + head.width() - view.width()))
        self.verticalScrollBar().setRange(0, max(0, rows * size.height() + head.height() - view.height()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.verticalScrollBar().setPageStep(view.height())
        self.viewport().update()
