"""Number grid: a matrix of any size as numbered heat-map cells; only what can be seen is painted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.inspector.cells import Cells, paint_cells, scale_for
from gui.inspector.matrix import Matrix
from gui.inspector.scrolled_grid import ScrolledGrid
from gui.theme import Look

_TYPED_KEYS = "0123456789.-+−,"


class NumberGrid(ScrolledGrid):
    """Shows a matrix. Arrows move the cell cursor; ``pointed`` tells the cell under the pointer or the cursor.

    ``asked`` tells the cell of which one wants to know where its number comes from: a click on a computed number asks,
    and one with Alt on any; where numbers can be typed, a click alone is for that.

    ``type_in(row, column, text)`` is asked to take what was typed and gives "" or why not; None: nothing can be typed.
    """

    pointed = Signal(int, int)
    asked = Signal(int, int)
    scale_changed = Signal()
    refused = Signal(str)
    menu_asked = Signal(QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._matrix: Matrix | None = None
        self._typed: np.ndarray | None = None
        self.scale = 0.0
        self.cursor_at = (0, 0)
        self._lit: frozenset[tuple[int, int]] = frozenset()
        self.type_in: Callable[[int, int, str], str] | None = None
        self.take_back: Callable[[int, int], None] | None = None
        self.cell_editor = QLineEdit(self.viewport())
        self.cell_editor.setAccessibleName("New number")
        self.cell_editor.hide()
        self.cell_editor.installEventFilter(self)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Numbers")
        look.changed.connect(self._lay_out)

    def show_matrix(self, matrix: Matrix | None, typed: np.ndarray | None = None) -> None:
        """Show these numbers, read again at every paint; ``typed`` marks the cells that someone typed in."""
        is_other = self._matrix is None or matrix is None or matrix.name != self._matrix.name
        before = self._numbers.shape
        self._matrix, self._typed = matrix, typed
        self._numbers = np.empty((0, 0)) if matrix is None else matrix.numbers
        if is_other or before != self._numbers.shape:
            self.close_editor()
            rows, columns = self._numbers.shape
            self.cursor_at = (min(self.cursor_at[0], max(rows - 1, 0)), min(self.cursor_at[1], max(columns - 1, 0)))
            self._lay_out()
        self.viewport().update()

    def show_lit(self, cells: frozenset[tuple[int, int]]) -> None:
        """Frame these cells."""
        if cells != self._lit:
            self._lit = cells
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._look.theme.panel)
        if self._matrix is None or not self._numbers.size:
            return
        rows, columns = self.places.visible(self._scrolled(), self.viewport().size())
        window = self._numbers[rows.start : rows.stop, columns.start : columns.stop]
        scale = scale_for(self._numbers, window)
        if scale != self.scale:
            self.scale = scale
            self.scale_changed.emit()
        theme = self._look.theme
        painter.setClipRect(self.places.body(self.viewport().size()))
        cells = Cells(window, self._matrix.kind, scale, self._matrix.is_stale)
        paint_cells(
            painter, cells, theme, theme.font("number"), lambda r, c: self.cell_rect(rows.start + r, columns.start + c)
        )
        self._paint_marks(painter, rows, columns)
        painter.setClipping(False)
        self._paint_headers(painter, rows, columns)

    def _paint_marks(self, painter: QPainter, rows: range, columns: range) -> None:
        theme = self._look.theme
        if self._typed is not None:
            side = theme.px(6)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ink)
            seen = ~np.isnan(self._typed[rows.start : rows.stop, columns.start : columns.stop])
            for row, column in np.argwhere(seen):
                corner = self.cell_rect(rows.start + int(row), columns.start + int(column)).topRight()
                painter.drawPolygon([corner, corner - QPoint(side, 0), corner + QPoint(0, side)])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.ink, theme.px(2)))
        for row, column in self._lit:
            if row in rows and column in columns:
                painter.drawRect(self.cell_rect(row, column).adjusted(1, 1, -1, -1))
        if self.hasFocus() or self.cell_editor.isVisible():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, theme.px(2)))
            painter.drawRect(self.cell_rect(*self.cursor_at).adjusted(1, 1, -1, -1))

    def _paint_headers(self, painter: QPainter, rows: range, columns: range) -> None:
        theme = self._look.theme
        painter.setFont(theme.font("small"))
        painter.setPen(theme.secondary)
        for row in rows:
            rect = self.places.row_header(row).translated(0, -self._scrolled().y())
            if rect.center().y() > self.places.top:
                painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row + 1))
        for column in columns:
            rect = self.places.column_header(column).translated(-self._scrolled().x(), 0)
            if rect.center().x() > self.places.left:
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(column + 1))

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None:
            self.pointed.emit(*cell)

    def leaveEvent(self, event: QEvent) -> None:
        if self._numbers.size:
            self.pointed.emit(*self.cursor_at)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go_to(*cell)
            if self.type_in is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.asked.emit(*cell)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu for the cell under the pointer, or by a key for that of the cursor."""
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cell = self.cursor_at if is_by_key else self.places.cell_at(event.pos(), self._scrolled())
        if cell is not None and self._numbers.size:
            self.go_to(*cell)
            at = self.cell_rect(*cell).center() if is_by_key else event.pos()
            self.menu_asked.emit(self.viewport().mapToGlobal(at))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.cell_at(event.position()) is not None:
            self.open_editor()

    def go_to(self, row: int, column: int) -> None:
        """Put the cell cursor on this cell, or the nearest there is, and make it visible."""
        rows, columns = self.shape
        if rows and columns:
            self.close_editor()
            self.cursor_at = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
            move = self.places.missing(*self.cursor_at, self._scrolled(), self.viewport().size())
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + move.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + move.y())
            self.pointed.emit(*self.cursor_at)
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self.cursor_at
        rows, columns = self.shape
        page = max(1, self.viewport().height() // self.places.cell_height - 2)
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        places = {
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_PageUp: (row - page, column),
            Qt.Key.Key_PageDown: (row + page, column),
            Qt.Key.Key_Home: (0 if is_far else row, 0),
            Qt.Key.Key_End: (rows if is_far else row, columns),
        }
        if event.key() in places:
            self.go_to(*places[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_editor()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.take_back is not None:
            self.take_back(row, column)
        elif event.text() and event.text() in _TYPED_KEYS:
            self.open_editor(event.text())
        else:
            super().keyPressEvent(event)

    # typing

    def open_editor(self, text: str = "") -> None:
        """Edit the cell at the cursor, starting with this text or with its number."""
        if self._matrix is None or not self._numbers.size:
            return
        if self.type_in is None:
            self.refused.emit(
                f"{self._matrix.name} is computed by the network, so it can't be typed; change a parameter."
            )
            return
        row, column = self.cursor_at
        self.cell_editor.setText(text or repr(float(self._numbers[row, column])))
        self.cell_editor.setGeometry(self.cell_rect(row, column).adjusted(0, 0, self.places.cell_width / 2, 0).toRect())
        self.cell_editor.show()
        self.cell_editor.setFocus()
        if not text:
            self.cell_editor.selectAll()

    def close_editor(self) -> None:
        """Leave the cell as it is."""
        if self.cell_editor.isVisible():
            had_focus = self.cell_editor.hasFocus()
            self.cell_editor.hide()
            if had_focus:
                self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes what was typed and goes one down, Esc forgets it, leaving takes it where it can be taken."""
        if watched is not self.cell_editor or not self.cell_editor.isVisible():
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._take_text():
                    self.go_to(self.cursor_at[0] + 1, self.cursor_at[1])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_editor()
                self.refused.emit("")
                return True
        elif event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._take_text()
        return super().eventFilter(watched, event)

    def _take_text(self) -> bool:
        text, (row, column) = self.cell_editor.text(), self.cursor_at
        sentence = self.type_in(row, column, text) if self.type_in is not None else ""
        self.refused.emit(sentence)
        if not sentence:
            self.close_editor()
        return not sentence

    # scrolling

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.close_editor()
        self.viewport().update()
