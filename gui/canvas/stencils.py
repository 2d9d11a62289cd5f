"""Stencils: small pictures laid over heat maps that part them into cells, and empty frames, made once for a zoom."""
from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from gui.canvas.style import WIDEST_AT, Style, pen

_GAP = 1.0
_PALE = 0.6
_LARGEST = 4096.0


class Stencils:
    """The stencils for one style and one zoom; another zoom starts anew."""

    def __init__(self) -> None:
        self._key: tuple[Style, float] | None = None
        self._made: dict[tuple[object, ...], QPixmap] = {}

    def use(self, style: Style, pixels: float) -> None:
        """From now on for this style, at so many device pixels per canvas unit."""
        if self._key != (style, pixels):
            self._key = style, pixels
            self._made.clear()

    def cells(self, size: QSizeF, rows: int, columns: int, goes_on: tuple[bool, bool]) -> QPixmap:
        """Card colour with a rounded hole for each cell; the last ones are pale where the array ``goes_on``.

        That is downwards, and to the right.
        """
        key = size.width(), size.height(), rows, columns, goes_on
        if key not in self._made:
            self._made[key] = self._cut(size, rows, columns, goes_on)
        return self._made[key]

    def empty(self, size: QSizeF) -> QPixmap:
        """A dashed frame."""
        key = size.width(), size.height(), 0, 0, (False, False)
        if key not in self._made:
            style, pixels = self._of()
            picture, painter = self._begin(size)
            dashes = QPen(pen(style.theme.line, 1.2 * min(1.0, WIDEST_AT / pixels)))
            dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
            dashes.setDashPattern([2.4, 2.4])
            painter.setPen(dashes)
            half = 0.6 * dashes.widthF()
            round_by = min(3.0, 0.25 * size.height())
            frame = QRectF(half, half, size.width() - 2 * half, size.height() - 2 * half)
            painter.drawRoundedRect(frame, round_by, round_by)
            painter.end()
            self._made[key] = picture
        return self._made[key]

    def hole(self, size: QSizeF, radius: float) -> QPixmap:
        """Card colour with a single hole as round as that, and a fine line around it."""
        key = size.width(), size.height(), radius
        if key not in self._made:
            style, pixels = self._of()
            picture, painter = self._begin(size)
            hole, around = QPainterPath(), QPainterPath()
            whole = QRectF(0, 0, size.width(), size.height())
            half = 0.5 / pixels
            hole.addRoundedRect(whole.adjusted(half, half, -half, -half), radius, radius)
            around.setFillRule(Qt.FillRule.OddEvenFill)
            around.addRect(whole.adjusted(-1, -1, 1, 1))
            around.addPath(hole)
            painter.fillPath(around, style.card)
            painter.strokePath(hole, pen(style.cell.color(), 1 / pixels))
            painter.end()
            self._made[key] = picture
        return self._made[key]

    def _of(self) -> tuple[Style, float]:
        assert self._key is not None, "say `use` first"
        return self._key

    def _begin(self, size: QSizeF) -> tuple[QPixmap, QPainter]:
        _, pixels = self._of()
        pixels = min(pixels, _LARGEST / size.width())
        picture = QPixmap(max(1, round(size.width() * pixels)), max(1, round(size.height() * pixels)))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(picture.width() / size.width(), picture.height() / size.height())
        return picture, painter

    def _cut(self, size: QSizeF, rows: int, columns: int, goes_on: tuple[bool, bool]) -> QPixmap:
        style, _ = self._of()
        width, height = size.width() / columns, size.height() / rows
        gap = min(_GAP, 0.22 * min(width, height))
        round_by = min(3.0, 0.22 * min(width, height))
        card, cells = QPainterPath(), QPainterPath()
        card.setFillRule(Qt.FillRule.OddEvenFill)
        # A little more than the map, as the picture under it ends on a whole pixel.
        card.addRect(QRectF(-1, -1, size.width() + 2, size.height() + 2))
        for row in range(rows):
            for column in range(columns):
                cell = QRectF(column * width, row * height, width, height)
                cells.addRoundedRect(cell.adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2), round_by, round_by)
        card.addPath(cells)
        picture, painter = self._begin(size)
        painter.fillPath(card, style.card)
        # A hair around each cell, so that a zero, which has the colour of the card, is still seen to be there.
        painter.strokePath(cells, style.cell)
        painter.setOpacity(_PALE)
        if goes_on[0]:
            painter.fillRect(QRectF(0, size.height() - height, size.width(), height), style.card)
        if goes_on[1]:
            painter.fillRect(QRectF(size.width() - width, 0, width, size.height()), style.card)
        painter.end()
        return picture
