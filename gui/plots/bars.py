"""Bars: one for each of many numbers, on a scale of powers of ten, each with its name and its number."""
from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from gui.paint.numbers import exact, short, superscript
from gui.plots.read_out import paint_read_out
from gui.theme import Look, Theme

_ROW, _BAR, _EDGE = 22, 9, 16
# A bar is drawn over so many powers of ten at most, and over so many at least.
_MOST_DECADES, _LEAST_DECADES = 12, 2
_LEFT, _RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Row:
    """One bar: whose it is, its number if there is one, and whether that is of the pass shown."""

    node: str
    title: str
    symbol: str
    number: float | None
    is_computed: bool

    @property
    def words(self) -> str:
        """Whose, and exactly how large."""
        if self.number is None:
            return f"{self.title}\n{self.symbol}: none{'' if self.is_computed else ' yet'}"
        age = "" if self.is_computed else "\nnot computed in this pass yet"
        return f"{self.title}{age}\n{self.symbol} = {exact(self.number)}"


class Bars(QWidget):
    """The bars themselves. ``pointed`` tells the node under the pointer or "", ``chosen`` the one to select."""

    pointed = Signal(str)
    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows: tuple[Row, ...] = ()
        self.why_nothing, self._is_of_update = "", False
        self.decades: tuple[int, int] | None = None
        self.hovered: int | None = None
        # The widest name, in pixels, at the scale of the theme.
        self._widest: dict[float, float] = {}
        self.scroller: QScrollArea | None = None
        self.scale = Scale(self, look)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Sizes by layer")

    def show_rows(self, rows: tuple[Row, ...], why_nothing: str, is_of_update: bool) -> None:
        """Show these, or the sentence why there are none. The scale grows with them and never shrinks."""
        if [row.title for row in rows] != [row.title for row in self.rows]:
            self.hovered, self._widest = None, {}
        self.rows, self.why_nothing, self._is_of_update = rows, why_nothing, is_of_update
        self.setMinimumHeight(self._look.theme.px(_ROW) * len(rows))
        self._widen()
        self.setAccessibleDescription(why_nothing or "; ".join(row.words.replace("\n", ", ") for row in rows[:20]))
        self.update()
        self.scale.update()

    def forget_scale(self) -> None:
        """Other numbers come: let the scale be as long as they need."""
        self.decades = None

    def share(self, number: float) -> float:
        """How much of the whole length a number's bar has, 0 to 1."""
        if self.decades is None or not number > 0.0:
            return 0.0
        low, high = self.decades
        return 1.0 if math.isinf(number) else min(max((math.log10(number) - low) / (high - low), 0.0), 1.0)

    def lengths(self) -> QRectF:
        """Where the bars lie across, from no length to the whole."""
        theme = self._look.theme
        metrics = QFontMetricsF(theme.font("small"))
        if theme.scale not in self._widest:
            widest = max((metrics.horizontalAdvance(row.title) for row in self.rows), default=0.0)
            self._widest = {theme.scale: widest}
        left = min(self._widest[theme.scale], 0.42 * self.width()) + theme.px(10)
        right = metrics.horizontalAdvance("−0.0000") + theme.px(6)
        return QRectF(left, 0, max(self.width() - left - right, 1.0), self.height())

    def row_rect(self, number: int) -> QRectF:
        """The place of a row."""
        height = self._look.theme.px(_ROW)
        return QRectF(0, number * height, self.width(), height)

    # Qt

    def sizeHint(self) -> QSize:
        px = self._look.theme.px
        return QSize(px(200), px(_ROW) * max(len(self.rows), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A name, a bar and a number for each row; or the reason why there is none."""
        theme, painter = self._look.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        if self.why_nothing:
            painter.setPen(theme.hint)
            painter.drawText(QRectF(self.rect()), _LEFT | Qt.TextFlag.TextWordWrap, self.why_nothing)
            return
        visible = QRectF(event.rect())
        height, lengths = theme.px(_ROW), self.lengths()
        for number in range(int(visible.top() // height), min(int(visible.bottom() // height) + 1, len(self.rows))):
            self._paint_row(painter, number, self.rows[number], lengths)
        if self.hovered is not None:
            row, rect = self.rows[self.hovered], self.row_rect(self.hovered)
            at = QPointF(lengths.center().x(), rect.center().y())
            paint_read_out(painter, row.words, at, QRectF(self.visibleRegion().boundingRect()), theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is lit, and told exactly."""
        self._point_at(int(event.position().y() // self._look.theme.px(_ROW)))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects the layer."""
        self.mouseMoveEvent(event)
        if self.hovered is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.rows[self.hovered].node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from row to row, Enter selects the layer."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self.rows:
            at = 0 if self.hovered is None else self.hovered + step
            self._point_at(min(max(at, 0), len(self.rows) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hovered is not None:
            self.chosen.emit(self.rows[self.hovered].node)
        else:
            super().keyPressEvent(event)

    # inside

    def _widen(self) -> None:
        numbers = [row.number for row in self.rows if row.number and math.isfinite(row.number)]
        if not numbers:
            return
        low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
        if self.decades is not None:
            low, high = min(low, self.decades[0]), max(high, self.decades[1])
        low = min(low, high - _LEAST_DECADES)
        self.decades = max(low, high - _MOST_DECADES), high

    def _paint_row(self, painter: QPainter, number: int, row: Row, lengths: QRectF) -> None:
        rect, theme = self.row_rect(number), self._look.theme
        if number == self.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
        metrics = QFontMetricsF(painter.font())
        name = metrics.elidedText(row.title, Qt.TextElideMode.ElideMiddle, lengths.left() - theme.px(10))
        painter.setPen(theme.ink if row.is_computed else theme.hint)
        painter.drawText(rect.adjusted(theme.px(2), 0, 0, 0), _LEFT | _MIDDLE, name)
        told = "–" if row.number is None else short(row.number)
        painter.drawText(rect.adjusted(0, 0, -theme.px(2), 0), _RIGHT | _MIDDLE, told)
        height = theme.px(_BAR)
        bar = QRectF(lengths.left(), rect.center().y() - height / 2, lengths.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hover if number != self.hovered else theme.line)
        painter.drawRoundedRect(bar, height / 2, height / 2)
        if row.number is not None and (share := self.share(row.number)) > 0.0:
            bar.setWidth(max(share * bar.width(), height))
            painter.setBrush(self.colour(row, theme))
            painter.drawRoundedRect(bar, height / 2, height / 2)

    def colour(self, row: Row, theme: Theme) -> QColor:
        """Gradients have their colour, updates that of the values they move; what is not of this pass is grey."""
        if row.number is not None and not math.isfinite(row.number):
            return theme.error
        if not row.is_computed:
            return theme.faint
        return theme.value_positive if self._is_of_update else theme.gradient_positive

    def _point_at(self, number: int | None) -> None:
        found = number if number is not None and 0 <= number < len(self.rows) else None
        if found != self.hovered:
            self.hovered = found
            self.pointed.emit("" if found is None else self.rows[found].node)
            if found is not None and self.scroller is not None:
                self.scroller.ensureVisible(0, round(self.row_rect(found).center().y()), 0, self._look.theme.px(_ROW))
            self.update()


class Scale(QWidget):
    """The powers of ten below the bars."""

    def __init__(self, bars: Bars, look: Look) -> None:
        super().__init__()
        self._bars, self._look = bars, look
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.px(100), self._look.theme.px(_EDGE))

    def words(self) -> tuple[str, ...]:
        """What stands at the ends."""
        return tuple(power(at) for at in self._bars.decades) if self._bars.decades and self._bars.rows else ()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The two ends."""
        words = () if self._bars.why_nothing else self.words()
        if not words:
            return
        theme, painter, lengths = self._look.theme, QPainter(self), self._bars.lengths()
        painter.setFont(theme.font("small"))
        painter.setPen(theme.hint)
        at = QRectF(QPointF(lengths.left(), 0), QPointF(lengths.right(), self.height()))
        painter.drawText(at, _LEFT | _MIDDLE, words[0])
        painter.drawText(at, _RIGHT | _MIDDLE, words[1])


def power(exponent: int) -> str:
    """10⁻⁴, and 1 and 10 as they are."""
    return {0: "1", 1: "10"}.get(exponent, f"10{superscript(exponent)}")
