"""Overlay: everything on the cards that changes while a network runs, painted over the still picture in every frame."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from engine.session import Session
from gui.canvas import metrics
from gui.canvas.digits import Digits, paint_digits, single_colour
from gui.canvas.metrics import COLUMNS, NUMBER_HEIGHT, NUMBER_WIDTH
from gui.canvas.stencils import Stencils
from gui.canvas.style import Style
from gui.paint.heat import Atlas, HeatMap, windowed
from gui.theme import Theme

KINDS = ("value", "gradient")


class Overlay:
    """The heat maps of all nodes in one atlas, their numbers, and empty frames where nothing is computed."""

    def __init__(self, theme: Theme) -> None:
        self._atlas = Atlas(theme, metrics.ROWS, COLUMNS)
        self._stencils = Stencils()
        self._slots: dict[tuple[str, str], int] = {}
        self._arrays: list[np.ndarray] = []
        self._stale: list[bool] = []
        self._is_dirty = True

    def bind(self, session: Session) -> None:
        """Show the arrays of a session's plan; call it whenever they are other arrays."""
        found: dict[tuple[str, str], np.ndarray] = {}
        for id in session.plan.values:
            for kind, array in zip(KINDS, (session.values_of(id), session.gradient_of(id)), strict=True):
                if array is not None:
                    found[id, kind] = array
        self._slots = {key: slot for slot, key in enumerate(found)}
        self._arrays = list(found.values())
        self._atlas.set_maps([HeatMap(array, kind) for (_, kind), array in found.items()])
        self._stale = [False] * len(found)
        self.refresh(session)

    def refresh(self, session: Session) -> None:
        """The numbers are others, or some are no longer current."""
        for (id, kind), slot in self._slots.items():
            is_stale = not session.is_current(id, kind)
            if is_stale != self._stale[slot]:
                self._stale[slot] = is_stale
                self._atlas.set_stale(slot, is_stale)
        self._is_dirty = True

    def set_theme(self, theme: Theme) -> None:
        """Colour by another theme."""
        self._atlas.set_theme(theme)
        self._is_dirty = True

    def array(self, id: str, kind: str) -> np.ndarray | None:
        """The array behind a heat map, None where there is none."""
        slot = self._slots.get((id, kind))
        return None if slot is None else self._arrays[slot]

    def is_empty(self, id: str, kind: str) -> bool:
        """Whether there is an empty frame: no such array, or nothing computed in it yet."""
        slot = self._slots.get((id, kind))
        return slot is None or (self._stale[slot] and self._atlas.scale(slot) == 0.0)

    def cell(self, id: str, kind: str, at: QPointF) -> tuple[int, int] | None:
        """Row and column of the cell under a position on the card, None beside them."""
        source = self._atlas.source(self._slots[id, kind])
        target = metrics.map_rect(kind, source.height(), source.width())
        if not target.contains(at):
            return None
        row = int((at.y() - target.y()) / target.height() * source.height())
        column = int((at.x() - target.x()) / target.width() * source.width())
        return min(row, source.height() - 1), min(column, source.width() - 1)

    def paint(self, painter: QPainter, cards: Iterable[tuple[str, QPointF]], style: Style, scale: float) -> None:
        """The heat maps of these cards (id, top left corner), at so many screen pixels per unit."""
        if self._is_dirty:
            self._atlas.update()
            self._is_dirty = False
        shown = metrics.detail(scale)
        if not shown:
            return
        self._stencils.use(style, painter.device().devicePixelRatio() * scale)
        painter.setOpacity(shown)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        digits = [
            found
            for id, at in cards
            for kind in KINDS
            if (found := self._paint_row(painter, id, kind, at, scale, style))
        ]
        paint_digits(painter, digits, style)
        painter.setOpacity(1.0)

    def _paint_row(
        self, painter: QPainter, id: str, kind: str, at: QPointF, scale: float, style: Style
    ) -> Digits | None:
        """One heat map, and the numbers to put on it where they can be read."""
        if self.is_empty(id, kind):
            frame = metrics.frame_rect(kind).translated(at)
            self._place(painter, frame, self._stencils.empty(frame.size()))
            return None
        slot = self._slots[id, kind]
        source = self._atlas.source(slot)
        rows, columns = source.height(), source.width()
        target = metrics.map_rect(kind, rows, columns).translated(at)
        if rows == columns == 1:
            return self._paint_single(painter, slot, kind, target, style)
        painter.drawImage(target, self._atlas.image, source)
        self._place(painter, target, self._stencils.cells(target.size(), rows, columns))
        width, height = target.width() / columns * scale, target.height() / rows * scale
        if width < NUMBER_WIDTH or height < NUMBER_HEIGHT:
            return None
        pixels = [[(source.x() + j, source.y() + i) for j in range(columns)] for i in range(rows)]
        grounds = [[QColor.fromRgb(self._atlas.image.pixel(*pixel)) for pixel in row] for row in pixels]
        return Digits(windowed(self._arrays[slot], metrics.ROWS, COLUMNS), grounds, target)

    def _paint_single(self, painter: QPainter, slot: int, kind: str, target: QRectF, style: Style) -> Digits:
        """One number alone always shows."""
        number = self._arrays[slot].reshape(1, 1)
        ground = single_colour(float(number[0, 0]), kind, style.theme, self._stale[slot])
        painter.setPen(style.outline if number[0, 0] == 0 else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(target, 3, 3)
        return Digits(number, [[ground]], target)

    def _place(self, painter: QPainter, target: QRectF, stencil: QPixmap) -> None:
        painter.drawPixmap(target, stencil, QRectF(stencil.rect()))
