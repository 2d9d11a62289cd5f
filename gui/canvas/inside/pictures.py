"""Pictures: the insides of cards as they were painted a moment ago, for the frames in which the view moves."""
from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.inside.sheet import Sheet
from gui.canvas.metrics import CARD_RECT
from gui.canvas.style import Style
from gui.lighting import Light

MOST_NEW = 2
"""So many pictures are made in one frame; the other insides are painted anew in it."""
_AROUND = CARD_RECT.adjusted(-8, -8, 8, 8)
_SMALLEST, _LARGEST = 0.75, 1.35
_MOST_PIXELS = 500_000
"""To stretch a larger picture takes as long as to paint what it shows."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A sheet as it looked in one style and light at one scale."""

    sheet: Sheet
    style: Style
    light: Light
    scale: float
    pixmap: QPixmap

    def shows(self, sheet: Sheet, style: Style, light: Light) -> bool:
        """Whether it is of this sheet at all: one with other numbers is another sheet."""
        return self.sheet is sheet and self.style is style and self.light == light

    def suits(self, scale: float) -> bool:
        """Whether it is good enough at this scale, while the view goes on moving."""
        return _SMALLEST <= scale / self.scale <= _LARGEST

    def place(self, painter: QPainter, at: QPointF, scale: float, shown: float) -> None:
        """On the card whose top left corner is at ``at``, as far as it has come to the fore."""
        painter.setOpacity(shown)
        if scale == self.scale:
            # Pixel by pixel, which is many times as fast.
            transform = painter.worldTransform()
            painter.resetTransform()
            painter.drawPixmap(transform.map(at + _AROUND.topLeft()).toPoint(), self.pixmap)
            painter.setWorldTransform(transform)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(_AROUND.translated(at), self.pixmap, QRectF(self.pixmap.rect()))
        painter.setOpacity(1.0)


class Pictures:
    """While ``is_moving``, insides are pictures of themselves where that is faster; otherwise there are none."""

    def __init__(self) -> None:
        self.is_moving = False
        self._kept: dict[str, Picture] = {}
        self.made = 0

    def begin(self) -> None:
        """Another frame."""
        self.made = 0

    def keep(self, ids: Collection[str]) -> None:
        """Forget the pictures of all other cards."""
        self._kept = {id: kept for id, kept in self._kept.items() if id in ids}

    def of(
        self, id: str, sheet: Sheet, style: Style, light: Light, scale: float, ratio: float,
        paint: Callable[[QPainter], None],
    ) -> Picture | None:
        """The picture of a sheet, made with ``paint`` in the card's coordinates; None where it is to be painted anew.

        That is where neurons are open, and where enough pictures are new in this frame.
        """
        size = _AROUND.size() * scale
        is_large = size.width() * size.height() * ratio * ratio > _MOST_PIXELS
        if is_large or sheet.graphs or any(bead.opened for bead in sheet.beads):
            return None
        kept = self._kept.get(id)
        is_shown = kept is not None and kept.shows(sheet, style, light)
        if kept is not None and is_shown and (kept.suits(scale) or self.made >= MOST_NEW):
            return kept
        if self.made >= MOST_NEW:
            return None
        self.made += 1
        self._kept[id] = Picture(sheet, style, light, scale, _painted(scale, ratio, paint))
        return self._kept[id]


def _painted(scale: float, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
    made = QPixmap((_AROUND.size() * scale * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    painter.translate(-_AROUND.topLeft())
    paint(painter)
    painter.end()
    return made
