"""Cards: paints the cards of the scene, anew at rest, and from pictures kept of them while the zoom changes."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas import metrics
from gui.canvas.node import Face, NodeItem, paint_card, paint_ports
from gui.canvas.style import Style

FEW = 24
"""So many cards are painted anew fast enough."""
MOST_NEW = 4
"""So many pictures are made anew in one frame, or between two; the other cards have to wait for the next one."""
_AROUND = metrics.CARD_RECT.adjusted(-8, -8, 8, 8)
_SMALLEST, _LARGEST = 0.5, 1.8
_FARTHEST_DETAIL = 0.3


class _Picture:
    """A card as it looked in one style at one scale."""

    def __init__(self, item: NodeItem, style: Style, scale: float, ratio: float) -> None:
        self.face, self.style, self.scale = item.face, style, scale
        self.pixmap = QPixmap((_AROUND.size() * scale * ratio).toSize())
        self.pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(self.pixmap.width() / _AROUND.width(), self.pixmap.height() / _AROUND.height())
        painter.translate(-_AROUND.topLeft())
        _paint(painter, item, style, scale)
        painter.end()

    def shows(self, face: Face, style: Style) -> bool:
        """Whether it is of this card at all."""
        return self.face is face and self.style is style

    def suits(self, scale: float) -> bool:
        """Whether it is good enough at this scale, while the scale goes on changing."""
        is_near = _SMALLEST <= scale / self.scale <= _LARGEST
        ways = (metrics.detail, self.style.openness)
        return is_near and all(abs(way(scale) - way(self.scale)) < _FARTHEST_DETAIL for way in ways)


class Cards:
    """While ``is_zooming``, many cards are pictures of themselves, a little soft but fast; otherwise they are sharp.

    ``is_ready`` says that there are pictures from before the zoom began to change.
    """

    def __init__(self) -> None:
        self.is_zooming = self.is_ready = False
        self._pictures: dict[str, _Picture] = {}

    def rest(self) -> None:
        """The zoom has come to rest."""
        self.is_zooming = False

    def make_ahead(self, items: Sequence[NodeItem], style: Style, scale: float, ratio: float) -> bool:
        """A few pictures of the cards in view, for the zoom to find; False where all are there, or none are needed."""
        if len(items) <= FEW:
            self._pictures.clear()
            self.is_ready = False
            return False
        self._pictures = {id: kept for item in items if (kept := self._pictures.get(id := item.face.node.id))}
        due = [item for item in items if not self._has(item, style, scale)]
        for item in due[:MOST_NEW]:
            self._pictures[item.face.node.id] = _Picture(item, style, scale, ratio)
        self.is_ready = len(due) <= MOST_NEW
        return not self.is_ready

    def _has(self, item: NodeItem, style: Style, scale: float) -> bool:
        kept = self._pictures.get(item.face.node.id)
        return kept is not None and kept.shows(item.face, style) and kept.suits(scale)

    def paint(self, painter: QPainter, items: Sequence[NodeItem], style: Style, scale: float) -> None:
        """These cards with their ports, in scene coordinates."""
        if self.is_zooming and len(items) > FEW:
            self._paint_pictures(painter, items, style, scale)
            return
        for item in items:
            painter.translate(item.pos())
            _paint(painter, item, style, scale)
            painter.translate(-item.pos())

    def _paint_pictures(self, painter: QPainter, items: Sequence[NodeItem], style: Style, scale: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # Of a picture nobody sees the difference at its rim, and it takes three times as long.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        made = 0
        for item in items:
            picture = self._pictures.get(item.face.node.id)
            is_shown = picture is not None and picture.shows(item.face, style)
            if picture is None or not is_shown or (made < MOST_NEW and not picture.suits(scale)):
                picture = _Picture(item, style, scale, painter.device().devicePixelRatio())
                self._pictures[item.face.node.id] = picture
                made += is_shown
            painter.drawPixmap(_AROUND.translated(item.pos()), picture.pixmap, QRectF(picture.pixmap.rect()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint(painter: QPainter, item: NodeItem, style: Style, scale: float) -> None:
    paint_card(painter, item.face, style, scale)
    paint_ports(painter, item, style, scale)
