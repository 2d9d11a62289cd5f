"""Path rows: paths as a list, each with its factors, its product and what it goes through; rows and factors point."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.theme import Look

_PAD, _LINE, _BAR, _TIMES = 8, 18, 4, " × "


@dataclass(frozen=True)
class PathRow:
    """A path in words: its factors, each with a sentence of its own, the product, its size and its way.

    A factor may stand for several steps; ``steps`` says for which, first and one after the last. ``share`` is the
    product's size, with its sign, among those of the list: 1 or −1 for the largest.
    """

    factors: tuple[str, ...]
    steps: tuple[tuple[int, int], ...]
    sentences: tuple[str, ...]
    product: str
    share: float
    way: str


class PathRows(QWidget):
    """``pointed`` tells of the row and the factor under the pointer or the cursor, −1 where there is none.

    By the keyboard, up and down choose a row, left and right a factor in it.
    """

    pointed = Signal(int, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[PathRow, ...] = ()
        self._places: list[list[QRectF]] = []
        self._tops: list[float] = [0.0]
        self._at = self._cursor = -1, -1
        self.setAccessibleName("Paths, the largest first")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        look.changed.connect(self._lay_out)

    def show_rows(self, rows: Sequence[PathRow]) -> None:
        """Show other paths; nothing is pointed at any more unless they are the same."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._point(-1, -1)
            self._cursor = -1, -1
            self._lay_out()

    @property
    def rows(self) -> tuple[PathRow, ...]:
        """What is shown."""
        return self._rows

    def factor_rect(self, row: int, factor: int) -> QRectF:
        """Where a factor is painted."""
        return self._places[row][factor]

    def row_rect(self, row: int) -> QRectF:
        """Where a row is painted."""
        return QRectF(0, self._tops[row], self.width(), self._tops[row + 1] - self._tops[row])

    def sizeHint(self) -> QSize:
        return QSize(100, round(self._tops[-1]))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, row in enumerate(self._rows):
            rect = self.row_rect(number)
            if rect.intersects(QRectF(event.rect())):
                self._paint_row(painter, number, row, rect)

    def _paint_row(self, painter: QPainter, number: int, row: PathRow, rect: QRectF) -> None:
        theme, px = self._look.theme, self._look.theme.px
        here, factor = self._at
        if number == here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), px(6), px(6))
        hue = theme.gradient_positive if row.share >= 0 else theme.gradient_negative
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue)
        bar = max(abs(row.share) * (rect.height() - px(_PAD)), 1.0)
        painter.drawRoundedRect(QRectF(0, rect.center().y() - bar / 2, px(_BAR) - 1, bar), 1.5, 1.5)
        painter.setFont(theme.font("number"))
        for place, (text, at) in enumerate(zip(row.factors, self._places[number], strict=True)):
            if (number, place) == (here, factor):
                painter.setPen(theme.accent)
                painter.setBrush(theme.accent_soft)
                painter.drawRoundedRect(at.adjusted(-2, 0, 2, 0), px(4), px(4))
            painter.setPen(theme.ink)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, text)
            if place:
                painter.setPen(theme.secondary)
                sign = QRectF(at.left() - self._advance(_TIMES), at.top(), self._advance(_TIMES), at.height())
                painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "×")
        below = QRectF(px(_PAD + _BAR), rect.bottom() - px(_LINE) - px(4), self.width() - px(2 * _PAD), px(_LINE))
        painter.setFont(theme.font("number", bold=True))
        painter.setPen(theme.readable(hue))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, f"= {row.product}")
        room = below.width() - painter.fontMetrics().horizontalAdvance(f"= {row.product}") - px(12)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.secondary)
        words = painter.fontMetrics().elidedText(row.way, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)

    def _lay_out(self, *_: object) -> None:
        """Factors side by side, on another line where they would not fit; the product and the way below them."""
        px, self._places, self._tops = self._look.theme.px, [], [0.0]
        left, times, height = float(px(_PAD + _BAR)), self._advance(_TIMES), float(px(_LINE))
        for row in self._rows:
            x, y, places = left, self._tops[-1] + px(4), []
            for place, text in enumerate(row.factors):
                wide = self._advance(text)
                gap = times if place else 0.0
                if place and x + gap + wide > self.width() - px(_PAD):
                    x, y = left, y + height
                places.append(QRectF(x + gap, y, wide, height))
                x += gap + wide
            self._places.append(places)
            self._tops.append(y + 2 * height + px(6))
        self.updateGeometry()
        self.update()

    def _advance(self, text: str) -> float:
        return float(QFontMetricsF(self._look.theme.font("number")).horizontalAdvance(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    # pointing

    def _spot(self, at: QPointF) -> tuple[int, int]:
        """The row and the factor at a position."""
        for number, places in enumerate(self._places):
            if self.row_rect(number).contains(at):
                margin = self._advance(" ")
                found = (n for n, each in enumerate(places) if each.adjusted(-margin, 0, margin, 0).contains(at))
                return number, next(found, -1)
        return -1, -1

    def _point(self, row: int, factor: int) -> None:
        if (row, factor) != self._at:
            self._at = row, factor
            self.setAccessibleDescription(self._words(row, factor))
            self.update()
            self.pointed.emit(row, factor)

    def _words(self, row: int, factor: int) -> str:
        if row < 0:
            return ""
        here = self._rows[row]
        return here.sentences[factor] if factor >= 0 else f"{_TIMES.join(here.factors)} = {here.product}; {here.way}"

    def event(self, event: QEvent) -> bool:
        """A tooltip says what a factor is."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._words(*self._spot(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(*self._spot(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(*(self._cursor if self.hasFocus() else (-1, -1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, factor = self._cursor
        moves = {Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1)}
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self._rows:
            super().keyPressEvent(event)
            return
        row = min(max(row + move[0], 0), len(self._rows) - 1)
        last = len(self._rows[row].factors) - 1
        factor = min(max(factor + move[1], -1), last)
        self._cursor = row, factor
        self._point(row, factor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._cursor = max(self._cursor[0], 0 if self._rows else -1), self._cursor[1]
        self._point(*self._cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(-1, -1)
