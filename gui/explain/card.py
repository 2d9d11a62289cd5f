"""Card: one equation set in type, with its shapes below; the chosen one is outlined."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from gui.paint.formula import FormulaStore
from gui.theme import Look

_PIXELS, _PAD, _SHAPES = 16, 14, 18


class EquationCard(QAbstractButton):
    """Click or Enter chooses it. Formulas wider than the card are painted smaller."""

    def __init__(self, look: Look, store: FormulaStore) -> None:
        super().__init__()
        self._look, self._store = look, store
        self._shown: tuple[str, str, bool, bool] = ("", "", False, True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        store.ready.connect(self._on_ready)
        look.changed.connect(lambda _: self._resize())

    def show_statement(self, text: str, shapes: str, is_chosen: bool, has_run: bool) -> None:
        """Show another statement; nothing is painted anew where nothing changed."""
        shown = text, shapes, is_chosen, has_run
        if shown != self._shown:
            is_other = text != self._shown[0]
            self._shown = shown
            self.setAccessibleName(f"{text}; shapes {shapes}")
            self.setAccessibleDescription("shown below" if is_chosen else "" if has_run else "not computed yet")
            if is_other:
                self._resize()
            self.update()

    @property
    def text_shown(self) -> str:
        """The statement."""
        return self._shown[0]

    @property
    def shapes_shown(self) -> str:
        """Its shapes in words."""
        return self._shown[1]

    @property
    def is_chosen(self) -> bool:
        """Whether it is outlined."""
        return self._shown[2]

    def sizeHint(self) -> QSize:
        px = self._look.theme.px
        return QSize(px(240), round(self._formula_height()) + px(_SHAPES) + px(20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._look.theme, self._look.theme.px
        text, shapes, is_chosen, has_run = self._shown
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent if is_chosen or self.hasFocus() else theme.line, 1))
        painter.setBrush(theme.accent_soft if is_chosen else theme.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(9), px(9))
        room = self.width() - 2 * px(_PAD)
        formula = self._store.get(text, theme) if text else None
        if formula:
            wanted = px(_PIXELS)
            pixels = min(wanted, wanted * room / max(formula.size(wanted).width(), 1.0))
            top = px(9) + (self._formula_height() - formula.size(pixels).height()) / 2
            painter.setOpacity(1.0 if has_run else 0.5)
            formula.paint(painter, px(_PAD), top, pixels)
            painter.setOpacity(1.0)
        else:
            font = theme.font("formula")
            font.setPixelSize(px(_PIXELS))
            painter.setFont(font)
            painter.setPen(theme.ink)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(px(_PAD), px(9) + 0.75 * self._formula_height()), shown)
        painter.setFont(theme.font("number"))
        painter.setPen(theme.secondary)
        below = QRectF(px(_PAD), self.height() - px(_SHAPES) - px(8), room, px(_SHAPES))
        words = shapes if has_run else f"{shapes} · comes next"
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, elided)

    def _formula_height(self) -> float:
        px = self._look.theme.px
        formula = self._store.get(self._shown[0], self._look.theme) if self._shown[0] else None
        return max(formula.size(px(_PIXELS)).height(), px(20)) if formula else px(20)

    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def _on_ready(self, text: str) -> None:
        if text == self._shown[0]:
            self._resize()
