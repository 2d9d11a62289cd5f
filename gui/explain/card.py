"""Card: one equation set in type, whose terms can be pointed at, with its shapes below; the chosen one is outlined."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip

from engine.forms.ledger import Part
from gui.explain.lines import Line
from gui.explain.term_formula import NO_TERM, TermFormula
from gui.paint.formula import FormulaStore
from gui.theme import Look

_PAD, _SHAPES = 14, 18


class EquationCard(QAbstractButton):
    """Click or Enter chooses it. Formulas wider than the card are painted smaller.

    ``term_pointed(n)``: the pointer or the arrow keys are on the n-th term, -1 when they leave. ``term_asked(n)``: a
    click or Enter on it.
    """

    term_pointed = Signal(int)
    term_asked = Signal(int)

    def __init__(self, look: Look, store: FormulaStore) -> None:
        super().__init__()
        self._look, self._formula = look, TermFormula(look, store)
        self._line: Line | None = None
        self._is_chosen, self._has_run = False, True
        self._term = NO_TERM
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        store.ready.connect(self._on_ready)
        look.changed.connect(lambda _: self._resize())

    def show_line(self, line: Line, is_chosen: bool, has_run: bool) -> None:
        """Show another line; nothing is painted anew where nothing changed."""
        before = self._line
        is_other = before is None or (before.marked, before.terms) != (line.marked, line.terms)
        if is_other:
            self._point(NO_TERM)
        if is_other or (is_chosen, has_run) != (self._is_chosen, self._has_run):
            self._line, self._is_chosen, self._has_run = line, is_chosen, has_run
            self._formula.marked, self._formula.inks = line.marked, line.inks
            self.setAccessibleName(f"{line.statement.text}; shapes {line.statement.shapes}")
            self._describe()
            if is_other:
                self._resize()
            self.update()

    @property
    def text_shown(self) -> str:
        """The statement."""
        return self._line.statement.text if self._line else ""

    @property
    def shapes_shown(self) -> str:
        """Its shapes in words."""
        return self._line.statement.shapes if self._line else ""

    @property
    def is_chosen(self) -> bool:
        """Whether it is outlined."""
        return self._is_chosen

    def term_rect(self, number: int) -> QRectF:
        """Where a term is painted; empty until the formula is set in type."""
        return self._formula.term_rect(number, self._room())

    def sizeHint(self) -> QSize:
        px = self._look.theme.px
        return QSize(px(240), round(self._formula.height()) + px(_SHAPES) + px(20))

    # pointing

    def event(self, event: QEvent) -> bool:
        """A tooltip that says what the term under the pointer is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._line is not None:
            number = self._formula.term_at(QPointF(event.pos()), self._room())
            QToolTip.showText(event.globalPos(), "" if number == NO_TERM else self._line.meanings[number].words, self)
            return True
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self._point(NO_TERM)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._formula.term_at(event.position(), self._room()))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_down = self.isDown()
        super().mouseReleaseEvent(event)
        number = self._formula.term_at(event.position(), self._room())
        if was_down and event.button() == Qt.MouseButton.LeftButton and number != NO_TERM:
            self.term_asked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        count = len(self._line.terms) if self._line is not None else 0
        if event.key() in steps and count:
            step = steps[Qt.Key(event.key())]
            start = self._term if self._term != NO_TERM else (-1 if step > 0 else count)
            self._point(min(max(start + step, 0), count - 1))
        elif event.key() == Qt.Key.Key_Escape and self._term != NO_TERM:
            self._point(NO_TERM)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            number = self._term
            self.click()
            if number != NO_TERM:
                self.term_asked.emit(number)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(NO_TERM)
        super().focusOutEvent(event)

    def _point(self, number: int) -> None:
        if number != self._term:
            self._term = number
            self._describe()
            self.update()
            self.term_pointed.emit(number)

    def _describe(self) -> None:
        said = "shown below" if self._is_chosen else "" if self._has_run else "not computed yet"
        if self._line is not None and self._term != NO_TERM:
            said = self._line.meanings[self._term].words
        self.setAccessibleDescription(said)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._look.theme, self._look.theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent if self._is_chosen or self.hasFocus() else theme.line, 1))
        painter.setBrush(theme.accent_soft if self._is_chosen else theme.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(9), px(9))
        self._formula.paint(painter, self._room(), self._term, 1.0 if self._has_run else 0.5)
        self._paint_shapes(painter)

    def _paint_shapes(self, painter: QPainter) -> None:
        """The sizes below the formula, those that must agree in the accent's colour."""
        theme, px = self._look.theme, self._look.theme.px
        parts = list(self._line.statement.sizes) if self._line is not None else []
        if not self._has_run:
            parts.append(Part(" · comes next"))
        x, y = float(px(_PAD)), self.height() - px(_SHAPES) - px(8)
        end = x + self._room().width()
        for part in parts:
            painter.setFont(theme.font("number", bold=part.is_inner))
            painter.setPen(theme.readable(theme.accent) if part.is_inner else theme.secondary)
            text = painter.fontMetrics().elidedText(part.text, Qt.TextElideMode.ElideRight, max(0, int(end - x) + 1))
            painter.drawText(QRectF(x, y, end - x + 2, px(_SHAPES)), Qt.AlignmentFlag.AlignVCenter, text)
            x += painter.fontMetrics().horizontalAdvance(part.text)

    def _room(self) -> QRectF:
        """Where the formula is painted."""
        px = self._look.theme.px
        return QRectF(px(_PAD), px(9), self.width() - 2 * px(_PAD), self._formula.height())

    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def _on_ready(self, text: str) -> None:
        if text == self._formula.marked:
            self._resize()
