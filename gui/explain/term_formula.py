"""Term formula: a formula in the room that a widget has for it, and where each of its terms is painted there."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.paint.formula import Formula, FormulaStore
from gui.paint.typeset import plain
from gui.theme import Look

NO_TERM = -1
_PIXELS, _NEAR = 16, 3


class TermFormula:
    """``marked`` is its text with marked terms, ``inks`` their colours. Where it is too wide it is painted smaller."""

    def __init__(self, look: Look, store: FormulaStore) -> None:
        self._look, self._store = look, store
        self.marked = ""
        self.inks: tuple[str, ...] = ()

    def height(self) -> float:
        """How high it wants to be."""
        px = self._look.theme.px
        formula = self._formula()
        return max(formula.size(px(_PIXELS)).height(), px(20)) if formula else px(20)

    def term_rect(self, number: int, room: QRectF) -> QRectF:
        """Where a term is painted; empty until the formula is set in type."""
        formula = self._formula()
        if formula is None:
            return QRectF()
        box = formula.term_boxes(self._pixels(formula, room)).get(number, QRectF())
        return box.translated(room.left(), self._top(formula, room))

    def term_at(self, place: QPointF, room: QRectF) -> int:
        """The number of the term that is painted there, or NO_TERM."""
        near = self._look.theme.px(_NEAR)
        rects = (self.term_rect(number, room) for number in range(len(self.inks)))
        found = (n for n, rect in enumerate(rects) if rect.adjusted(-near, -near, near, near).contains(place))
        return next(found, NO_TERM)

    def paint(self, painter: QPainter, room: QRectF, term: int = NO_TERM, opacity: float = 1.0) -> None:
        """Paint into ``room``; the ground of one term is marked."""
        theme, formula = self._look.theme, self._formula()
        if formula is None:
            font = theme.font("formula")
            font.setPixelSize(theme.px(_PIXELS))
            painter.setFont(font)
            painter.setPen(theme.ink)
            text = plain(self.marked)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(QPointF(room.left(), room.top() + 0.75 * room.height()), shown)
            return
        if term != NO_TERM:
            near = theme.px(_NEAR)
            painter.setPen(QPen(theme.readable(theme.ink_of(self.inks[term])), 1))
            painter.setBrush(theme.panel)
            painter.drawRoundedRect(self.term_rect(term, room).adjusted(-near, -near, near, near), near + 1, near + 1)
        painter.setOpacity(opacity)
        formula.paint(painter, room.left(), self._top(formula, room), self._pixels(formula, room))
        painter.setOpacity(1.0)

    def _formula(self) -> Formula | None:
        return self._store.get(self.marked, self._look.theme, inks=self.inks) if self.marked else None

    def _pixels(self, formula: Formula, room: QRectF) -> float:
        wanted = self._look.theme.px(_PIXELS)
        return min(wanted, wanted * room.width() / max(formula.size(wanted).width(), 1.0))

    def _top(self, formula: Formula, room: QRectF) -> float:
        return room.top() + (room.height() - formula.size(self._pixels(formula, room)).height()) / 2
