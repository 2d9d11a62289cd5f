"""Gutter: the numbers of the lines beside them, and a mark at those that ran last."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QTextBlock
from PySide6.QtWidgets import QWidget

from gui.theme import Look

if TYPE_CHECKING:
    from gui.code.view import CodeView

_MARK, _GAP = 10, 6


class Gutter(QWidget):
    """Stands at the left edge of a code view, which makes room for it."""

    def __init__(self, view: CodeView, look: Look) -> None:
        super().__init__(view)
        self._view, self._look = view, look

    def place(self) -> None:
        """As wide as the largest number, as high as the view."""
        px, view = self._look.theme.px, self._view
        self.setFont(self._look.theme.font("small"))
        digits = self.fontMetrics().horizontalAdvance("0" * max(2, len(str(view.document().blockCount()))))
        width = digits + px(_MARK + 2 * _GAP)
        # Qt reckons from the frame of the view, whose padding the style sheet sets.
        view.setViewportMargins(width, 0, 0, 0)
        inside = view.contentsRect()
        self.setGeometry(inside.left(), inside.top(), width, inside.height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._look.theme, self._look.theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        line = self._view.fontMetrics().height()
        for block in self._blocks_in_sight():
            rect = self._view.rect_of(block)
            piece, (marked, current) = self._view.piece_at(block), self._view.marked
            is_marked, is_current = piece in marked, piece == current >= 0
            painter.setPen(theme.readable(theme.accent) if is_current else theme.hint)
            beside = QRectF(0, rect.top(), self.width() - px(_GAP), line)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _number(block))
            if is_marked:
                edge = QRectF(0, rect.top(), px(2), rect.height())
                painter.fillRect(edge, theme.accent if is_current else theme.line)
            if is_current and self._view.piece_at(block.previous()) != piece:
                self._paint_arrow(painter, QPointF(px(_GAP), rect.top() + line / 2))

    def _blocks_in_sight(self) -> Iterator[QTextBlock]:
        block = self._view.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid() and self._view.rect_of(block).top() < self.height():
            yield block
            block = block.next()

    def _paint_arrow(self, painter: QPainter, tip: QPointF) -> None:
        theme, px = self._look.theme, self._look.theme.px
        half = px(3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        corners = [QPointF(0, -half), QPointF(px(4), 0), QPointF(0, half)]
        painter.drawPolygon(QPolygonF([tip + corner for corner in corners]))


def _number(block: QTextBlock) -> str:
    return str(block.blockNumber() + 1)
