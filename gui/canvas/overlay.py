"""Overlay: everything on the cards that changes while a network runs, painted over the still picture in every frame."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from engine.present import Present
from gui.canvas import metrics
from gui.canvas.card_map import CardMap
from gui.canvas.digits import Digits, paint_digits, single_colour
from gui.canvas.metrics import COLUMNS, NUMBER_HEIGHT, NUMBER_WIDTH, ROWS
from gui.canvas.stencils import Stencils
from gui.canvas.style import Style
from gui.paint.heat import Atlas, HeatMap
from gui.theme import Theme

KINDS = ("value", "gradient")
_SMALLEST_STENCIL = 2.0
"""Cells less high or wide than this, in pixels, are not parted from each other."""


class Overlay:
    """The heat maps of all nodes in one atlas, their numbers, and empty frames where nothing is computed."""

    def __init__(self, theme: Theme) -> None:
        self._atlas = Atlas(theme, ROWS, COLUMNS)
        self._stencils = Stencils()
        self._maps: dict[tuple[str, str], CardMap] = {}
        self._is_dirty = True
        # Where in a pass the session was when last asked what is current; training always asks at the same place.
        self._at: tuple[int, int | None] | None = None

    def bind(self, session: Present) -> None:
        """Show the arrays of a session's plan; call it whenever they are other arrays."""
        found: dict[tuple[str, str], np.ndarray] = {}
        for id in session.plan.values:
            for kind, array in zip(KINDS, (session.values_of(id), session.gradient_of(id)), strict=True):
                if array is not None:
                    found[id, kind] = array
        self._maps = {key: CardMap(slot, key[1], array) for slot, (key, array) in enumerate(found.items())}
        self._atlas.set_maps([HeatMap(each.array, each.kind, channels=each.channels) for each in self._maps.values()])
        for (id, kind), card_map in self._maps.items():
            card_map.is_seed = kind == "gradient" and session.plan.values[id].has_unit_gradient
        self._at = None
        self.refresh(session)

    def refresh(self, session: Present) -> None:
        """The numbers are others, or some are no longer current."""
        self._is_dirty = True
        at = session.moment.done, session.latest
        if at == self._at:
            return
        self._at = at
        for (id, kind), card_map in self._maps.items():
            is_stale = not session.is_current(id, kind)
            if is_stale != card_map.is_stale:
                card_map.is_stale = is_stale
                self._atlas.set_stale(card_map.slot, is_stale)

    def set_theme(self, theme: Theme) -> None:
        """Colour by another theme."""
        self._atlas.set_theme(theme)
        self._is_dirty = True

    def array(self, id: str, kind: str) -> np.ndarray | None:
        """The array behind a heat map; None where there is an empty frame: no such array, or nothing computed yet."""
        card_map = self._maps.get((id, kind))
        return None if card_map is None or self._is_empty(card_map) else card_map.array

    def cell(self, id: str, kind: str, at: QPointF) -> tuple[int, ...] | None:
        """The cell under a position on the card: row and column, of images after the channel; None beside them."""
        return self._maps[id, kind].cell(at)

    def index_at(self, id: str, kind: str, at: QPointF) -> tuple[int, ...] | None:
        """The place in the array of the number under a position on the card; None where none is shown."""
        card_map = self._maps.get((id, kind))
        return None if card_map is None or self._is_empty(card_map) else card_map.index_at(at)

    def place_of(self, id: str, kind: str, index: tuple[int, ...]) -> QRectF | None:
        """Where on its card a number is, given its place in the array; None where the card does not show it."""
        card_map = self._maps.get((id, kind))
        return None if card_map is None or self._is_empty(card_map) else card_map.place_of(index)

    def paint(self, painter: QPainter, cards: Iterable[tuple[str, QPointF]], style: Style, scale: float) -> None:
        """The heat maps of these cards (id, top left corner), at so many screen pixels per unit."""
        if self._is_dirty:
            self._atlas.update()
            self._is_dirty = False
        shown = 2 * metrics.detail(scale) - 1
        if shown <= 0:
            return
        self._stencils.use(style, painter.device().devicePixelRatio() * scale)
        painter.setOpacity(shown)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        numbered: list[Digits] = []
        for id, at in cards:
            for kind in KINDS:
                card_map = self._maps.get((id, kind))
                if card_map is None or self._is_empty(card_map):
                    frame = metrics.frame_rect(kind).translated(at)
                    _place(painter, frame, self._stencils.empty(frame.size()))
                else:
                    numbered += self._paint_map(painter, card_map, at, scale, style)
        paint_digits(painter, numbered, style)
        painter.setOpacity(1.0)

    def _is_empty(self, card_map: CardMap) -> bool:
        return card_map.is_stale and (card_map.is_seed or self._atlas.scale(card_map.slot) == 0.0)

    def _paint_map(
        self, painter: QPainter, card_map: CardMap, at: QPointF, scale: float, style: Style
    ) -> list[Digits]:
        """One heat map; gives the numbers to put on it where they can be read."""
        targets = card_map.placed(at)
        if card_map.array.size == 1:
            return [_paint_single(painter, card_map, targets[0], style)]
        parts = [(number, self._atlas.source(card_map.slot, number), each) for number, each in enumerate(targets)]
        if painter.paintEngine().type() == QPaintEngine.Type.SVG:
            for _, source, target in parts:
                self._paint_vectors(painter, card_map, source, target)
            return []
        width, height = card_map.width * scale, card_map.height * scale
        for number, source, target in parts:
            painter.drawImage(target, self._atlas.image, source)
            if min(width, height) >= _SMALLEST_STENCIL:
                goes_on = card_map.goes_on if number == len(parts) - 1 else (False, False)
                cells = self._stencils.cells(target.size(), card_map.rows, card_map.columns, goes_on)
                _place(painter, target, cells)
        if width < NUMBER_WIDTH or height < NUMBER_HEIGHT:
            return []
        return [Digits(card_map.numbers(number), self._grounds(source), target) for number, source, target in parts]

    def _grounds(self, source: QRect) -> list[list[QColor]]:
        """The colours of the cells in a part of the atlas."""
        columns, rows = range(source.x(), source.right() + 1), range(source.y(), source.bottom() + 1)
        return [[QColor.fromRgb(self._atlas.image.pixel(x, y)) for x in columns] for y in rows]

    def _paint_vectors(self, painter: QPainter, card_map: CardMap, source: QRect, target: QRectF) -> None:
        """Each cell as a shape of its own: an SVG knows no part of a picture, and is sharp at any size."""
        painter.setPen(Qt.PenStyle.NoPen)
        width, height = card_map.width, card_map.height
        for i, row in enumerate(self._grounds(source)):
            for j, ground in enumerate(row):
                painter.setBrush(ground)
                at = target.topLeft() + QPointF(j * width, i * height)
                painter.drawRect(QRectF(at.x(), at.y(), 0.94 * width, 0.94 * height))


def _paint_single(painter: QPainter, card_map: CardMap, target: QRectF, style: Style) -> Digits:
    """One number alone always shows."""
    number = card_map.array.reshape(1, 1)
    ground = single_colour(float(number[0, 0]), card_map.kind, style.theme, card_map.is_stale)
    painter.setPen(style.outline if number[0, 0] == 0 else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(target, 3, 3)
    return Digits(number, [[ground]], target)


def _place(painter: QPainter, target: QRectF, stencil: QPixmap) -> None:
    painter.drawPixmap(target, stencil, QRectF(stencil.rect()))
