"""Overlay: everything on the cards that changes while a network runs, painted over the still picture in every frame."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPixmap

from engine.present import Present, currency
from gui.canvas import metrics
from gui.canvas.card_map import CardMap
from gui.canvas.digits import Digits, paint_digits, single_colour
from gui.canvas.metrics import COLUMNS, ROWS
from gui.canvas.partial import Partial, paint_partial
from gui.canvas.stencils import Stencils
from gui.canvas.style import Style
from gui.canvas.waves import Key
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
        self._maps: dict[Key, CardMap] = {}
        # What is shown of heat maps that are still to be filled.
        self._before = self._atlas.sheet
        self.partial: Partial | None = None
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
        self._before = self._atlas.sheet
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
        is_current = currency(session)
        for (id, kind), card_map in self._maps.items():
            is_stale = not is_current(id, kind)
            if is_stale != card_map.is_stale:
                card_map.is_stale = is_stale
                self._atlas.set_stale(card_map.slot, is_stale)

    def keep_seen(self) -> None:
        """From now on, what was seen last is what heat maps show that are still to be filled."""
        self._before = self._atlas.greyed()

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

    def number_at(self, id: str, at: QPointF, scale: float) -> tuple[np.ndarray, tuple[int, ...]] | None:
        """The array and the place in it of the number that can be read at a position on the card; None beside them."""
        for kind in KINDS:
            card_map = self._maps.get((id, kind))
            if card_map is not None and card_map.is_readable(scale):
                index = self.index_at(id, kind, at)
                if index is not None:
                    return card_map.array, index
        return None

    def place_of(self, id: str, kind: str, index: tuple[int, ...]) -> QRectF | None:
        """Where on its card a number is, given its place in the array; None where the card does not show it."""
        card_map = self._maps.get((id, kind))
        return None if card_map is None or self._is_empty(card_map) else card_map.place_of(index)

    def place(self, key: Key) -> QRectF:
        """Where on its card a heat map lies; where it would, if there is none."""
        return self._maps[key].rect if key in self._maps else metrics.frame_rect(key[1])

    def paint(
        self,
        painter: QPainter,
        cards: Iterable[tuple[str, QPointF]],
        style: Style,
        scale: float,
        awaited: Mapping[Key, float] | None = None,
        strength: float = 1.0,
    ) -> None:
        """The heat maps of these cards (id, top left corner), at so many screen pixels per unit.

        Those ``awaited`` are filled to a share only; what was before shows in the rest. The ``strength`` is less
        than 1 where they fade into what is inside.
        """
        if self._is_dirty:
            self._atlas.update()
            self._is_dirty = False
        shown = strength * (2 * metrics.detail(scale) - 1)
        if shown <= 0:
            return
        self._stencils.use(style, painter.device().devicePixelRatio() * scale)
        painter.setOpacity(shown)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        # Pictures of maps and stencils begin and end on whole pixels: that is three times as fast.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_maps(painter, cards, style, scale, awaited or {})
        painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_maps(
        self,
        painter: QPainter,
        cards: Iterable[tuple[str, QPointF]],
        style: Style,
        scale: float,
        awaited: Mapping[Key, float],
    ) -> None:
        numbered: list[Digits] = []
        filling: list[tuple[CardMap, QPointF, float]] = []
        for id, at in cards:
            for kind in KINDS:
                card_map = self._maps.get((id, kind))
                share = awaited.get((id, kind), 1.0)
                if card_map is None:
                    self._paint_frame(painter, kind, at)
                elif share == 1.0:
                    numbered += self._paint_map(painter, card_map, at, scale, style)
                else:
                    numbered += self._paint_map(painter, card_map, at, scale, style, is_before=True)
                    filling.append((card_map, at, share))
        paint_digits(painter, numbered, style)
        for card_map, at, share in filling:
            self._fill(painter, card_map, at, share, scale, style)

    def _fill(
        self, painter: QPainter, card_map: CardMap, at: QPointF, share: float, scale: float, style: Style
    ) -> None:
        """Over what was before, as much of a heat map as is filled: values from the left, gradients from the right."""
        if not share:
            return
        frame = card_map.rect.united(metrics.frame_rect(card_map.kind)).translated(at).adjusted(-1, -1, 1, 1)
        width = frame.width() * share
        frame.setLeft(frame.left() if card_map.kind == "value" else frame.right() - width)
        frame.setWidth(width)
        painter.save()
        painter.setClipRect(frame)
        painter.fillRect(frame, style.card)
        paint_digits(painter, self._paint_map(painter, card_map, at, scale, style), style)
        painter.restore()

    def _paint_frame(self, painter: QPainter, kind: str, at: QPointF) -> None:
        frame = metrics.frame_rect(kind).translated(at)
        _place(painter, frame, self._stencils.empty(frame.size()))

    def _is_empty(self, card_map: CardMap, is_before: bool = False) -> bool:
        sheet = self._before if is_before else self._atlas.sheet
        is_stale = is_before or card_map.is_stale
        return is_stale and (card_map.is_seed or sheet.scale(card_map.slot) == 0.0)

    def _paint_map(
        self, painter: QPainter, card_map: CardMap, at: QPointF, scale: float, style: Style, is_before: bool = False
    ) -> list[Digits]:
        """One heat map, as it is or as it was before; gives the numbers to put on it where they can be read."""
        if self._is_empty(card_map, is_before):
            self._paint_frame(painter, card_map.kind, at)
            return []
        sheet = self._before if is_before else self._atlas.sheet
        partial = self.partial if not is_before and self._is_partial(card_map) else None
        targets = card_map.placed(at)
        parts = [(self._atlas.source(card_map.slot, number), each) for number, each in enumerate(targets)]
        if card_map.array.size == 1:
            is_stale = is_before or card_map.is_stale
            number = np.array([[partial.value]]) if partial else sheet.numbers_at(parts[0][0])
            return [_paint_single(painter, number, card_map.kind, targets[0], style, is_stale)]
        if painter.paintEngine().type() == QPaintEngine.Type.SVG:
            for source, target in parts:
                self._paint_vectors(painter, card_map, source, target)
            return []
        width, height = card_map.width * scale, card_map.height * scale
        for part, (source, target) in enumerate(parts):
            painter.drawImage(target, sheet.image, source)
            if min(width, height) >= _SMALLEST_STENCIL:
                goes_on = card_map.goes_on if part == len(parts) - 1 else (False, False)
                cells = self._stencils.cells(target.size(), card_map.rows, card_map.columns, goes_on)
                _place(painter, target, cells)
        digits: list[Digits] = []
        if card_map.is_readable(scale):
            image = sheet.image
            digits = [Digits(sheet.numbers_at(source), _grounds(image, source), target) for source, target in parts]
        if partial is None:
            return digits
        paint_digits(painter, digits, style)
        paint_partial(painter, partial, card_map.cells(at), sheet.scale(card_map.slot), style, scale)
        return []

    def _is_partial(self, card_map: CardMap) -> bool:
        return self.partial is not None and self._maps.get(self.partial.key) is card_map

    def _paint_vectors(self, painter: QPainter, card_map: CardMap, source: QRect, target: QRectF) -> None:
        """Each cell as a shape of its own: an SVG knows no part of a picture, and is sharp at any size."""
        painter.setPen(Qt.PenStyle.NoPen)
        width, height = card_map.width, card_map.height
        for i, row in enumerate(_grounds(self._atlas.sheet.image, source)):
            for j, ground in enumerate(row):
                painter.setBrush(ground)
                at = target.topLeft() + QPointF(j * width, i * height)
                painter.drawRect(QRectF(at.x(), at.y(), 0.94 * width, 0.94 * height))


def _grounds(image: QImage, source: QRect) -> list[list[QColor]]:
    """The colours of the cells in a part of the picture."""
    columns, rows = range(source.x(), source.right() + 1), range(source.y(), source.bottom() + 1)
    return [[QColor.fromRgb(image.pixel(x, y)) for x in columns] for y in rows]


def _paint_single(
    painter: QPainter, number: np.ndarray, kind: str, target: QRectF, style: Style, is_stale: bool = False
) -> Digits:
    """One number alone always shows."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = single_colour(number.item(), kind, style.theme, is_stale)
    painter.setPen(style.outline if number.item() == 0 else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(target, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    return Digits(number, [[ground]], target)


def _place(painter: QPainter, target: QRectF, stencil: QPixmap) -> None:
    painter.drawPixmap(target, stencil, QRectF(stencil.rect()))
