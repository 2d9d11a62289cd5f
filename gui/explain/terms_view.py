"""Terms view: the terms of one number below each other; each of their factors can be opened in turn."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.inquiry.record import Number
from gui.explain.listed import Listed
from gui.explain.number_words import full_name
from gui.explain.term_places import TermPlaces
from gui.explain.terms_paint import paint_factors, paint_heads, paint_table
from gui.paint.numbers import exact
from gui.theme import Look

_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class TermsView(QWidget):
    """Click a factor, or go there with the arrows and press Enter: ``asked(term, factor)``, both from 0.

    ``pointed`` tells the Number under the pointer or the cursor, or None. Only what can be seen is painted.
    """

    asked = Signal(int, int)
    pointed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._listed: Listed | None = None
        self._most = 0
        self._cursor = (0, 0)
        self._under: tuple[int, int] | None = None
        self.places = TermPlaces(look.theme, 0, 0, 0, is_table=False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Terms")
        look.changed.connect(self._lay_out)

    def show_terms(self, listed: Listed | None, most: int) -> None:
        """List the first terms, at most so many. Where the cursor is stays, as far as there is such a place."""
        self._listed, self._most, self._under = listed, most, None
        self._lay_out()
        self._go(*self._cursor)

    @property
    def listed(self) -> Number | None:
        """The number whose terms these are."""
        return None if self._listed is None else self._listed.number

    def number(self, term: int, factor: int) -> Number:
        """One of the factors."""
        assert self._listed is not None, "nothing is listed"
        return self._listed.number.term(term)[factor]

    def sizeHint(self) -> QSize:
        return QSize(100, self.places.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        listed, places, theme = self._listed, self.places, self._look.theme
        if listed is None or not places.rows:
            return
        painter = QPainter(self)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        if places.is_table:
            paint_heads(painter, listed, places, theme)
            paint_table(painter, listed, places, theme, places.seen(event.rect()))
        else:
            paint_factors(painter, listed, places, theme)
        painter.setPen(QPen(theme.accent, theme.px(2)))
        marked = {self._under, self._cursor if self.hasFocus() else None} - {None}
        for spot in marked:
            assert spot is not None
            painter.drawRect(places.chip(*spot).adjusted(1, 1, -1, -1))

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.places.at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.places.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self._go(*spot)
            self.asked.emit(*spot)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What a press began is done."""

    def event(self, event: QEvent) -> bool:
        """A tooltip with the name and the whole number under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, place: QPointF) -> str:
        """The name and the whole number of the factor there; "" beside them."""
        spot = self.places.at(place)
        return "" if spot is None else self._words(spot)

    def _point(self, spot: tuple[int, int] | None) -> None:
        if spot != self._under:
            self._under = spot
            if spot is None:
                self.unsetCursor()
            else:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.pointed.emit(None if spot is None else self.number(*spot))
            self.update()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.places.rows or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in _ARROWS:
            row, column = _ARROWS[Qt.Key(event.key())]
            term, factor = self._cursor
            self._go(term + row, factor + column) if self.places.is_table else self._go(0, factor + row)
            self.pointed.emit(self.number(*self._cursor))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(*self._cursor)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.pointed.emit(None)
        super().focusOutEvent(event)

    # inside

    def _go(self, term: int, factor: int) -> None:
        rows, factors = (self.places.rows, self.places.factors) if self.places.is_table else (1, self.places.rows)
        self._cursor = min(max(term, 0), max(rows - 1, 0)), min(max(factor, 0), max(factors - 1, 0))
        self.setAccessibleDescription(self._words(self._cursor) if rows and factors else "")
        self.update()

    def _words(self, spot: tuple[int, int]) -> str:
        number = self.number(*spot)
        return f"{full_name(number)} = {exact(number.value)}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self, *_: object) -> None:
        number = self._listed.number if self._listed is not None else None
        terms = min(number.count, self._most) if number is not None else 0
        factors = len(number.values) if number is not None else 0
        height = self.places.height
        is_table = number is not None and number.count > 1
        self.places = TermPlaces(self._look.theme, self.width(), terms, factors, is_table)
        if self.places.height != height:
            self.updateGeometry()
        self.update()
