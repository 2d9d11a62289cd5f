"""Overlay: everything on the cards that changes while a network runs, painted over the still picture in every frame."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from engine.session import Session
from gui.canvas import metrics
from gui.canvas.metrics import COLUMNS, NUMBER_HEIGHT, NUMBER_WIDTH
from gui.canvas.stencils import Stencils
from gui.canvas.style import Style
from gui.paint.heat import Atlas, HeatMap, windowed
from gui.paint.numbers import short
from gui.theme import Theme, ink_on

KINDS = ("value", "gradient")
_LETTER = 0.6
"""Width of a letter of the number font, in font sizes."""
_SMALLEST_LETTERS, _LARGEST_LETTERS = 6, 16


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
        numbered: list[tuple[int, QRectF]] = []
        for id, at in cards:
            for kind in KINDS:
                self._paint_row(painter, id, kind, at, scale, numbered)
        transform = painter.worldTransform()
        painter.resetTransform()
        for slot, target in numbered:
            self._paint_numbers(painter, slot, transform.mapRect(target), style)
        painter.setWorldTransform(transform)
        painter.setOpacity(1.0)

    def _paint_row(
        self, painter: QPainter, id: str, kind: str, at: QPointF, scale: float, numbered: list[tuple[int, QRectF]]
    ) -> None:
        if self.is_empty(id, kind):
            frame = metrics.frame_rect(kind).translated(at)
            self._place(painter, frame, self._stencils.empty(frame.size()))
            return
        slot = self._slots[id, kind]
        source = self._atlas.source(slot)
        rows, columns = source.height(), source.width()
        target = metrics.map_rect(kind, rows, columns).translated(at)
        if rows == columns == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._stencils.single(self._single(slot), kind, self._stale[slot]))
            painter.drawRoundedRect(target, 3, 3)
            numbered.append((slot, target))
            return
        painter.drawImage(target, self._atlas.image, source)
        self._place(painter, target, self._stencils.cells(target.size(), rows, columns))
        width, height = target.width() / columns * scale, target.height() / rows * scale
        if width >= NUMBER_WIDTH and height >= NUMBER_HEIGHT:
            numbered.append((slot, target))

    def _single(self, slot: int) -> float:
        return float(self._arrays[slot].reshape(-1)[0])

    def _place(self, painter: QPainter, target: QRectF, stencil: QPixmap) -> None:
        painter.drawPixmap(target, stencil, QRectF(stencil.rect()))

    def _paint_numbers(self, painter: QPainter, slot: int, target: QRectF, style: Style) -> None:
        """The numbers in the cells of a map; ``target`` in pixels of the screen, so that letters are sharp."""
        numbers = windowed(self._arrays[slot], metrics.ROWS, COLUMNS)
        rows, columns = numbers.shape
        width, height = target.width() / columns, target.height() / rows
        words = [[short(number) for number in row] for row in numbers.tolist()]
        longest = max(5, max(len(word) for row in words for word in row))
        size = int(min(height * 0.66, width * 0.94 / (longest * _LETTER), _LARGEST_LETTERS * style.theme.scale))
        if size < _SMALLEST_LETTERS:
            return
        font = QFont(style.number)
        font.setPixelSize(size)
        painter.setFont(font)
        if rows == columns == 1:
            _, kind = self._keys[slot]
            ground = self._stencils.single(self._single(slot), kind, self._stale[slot])
            inks = [[ink_on(ground)]]
        else:
            source, image = self._atlas.source(slot), self._atlas.image
        base = target.y() + height / 2 + size * 0.36
        for i, row in enumerate(words):
            for j, word in enumerate(row):
                painter.setPen(ink_on(QColor.fromRgb(image.pixel(source.x() + j, source.y() + i))))
                x = target.x() + (j + 0.5) * width - len(word) * size * _LETTER / 2
                painter.drawText(QPointF(x, base + i * height), word)

