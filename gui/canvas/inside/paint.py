"""Paint: puts a sheet onto a card. Lines have their width, and letters their size, in pixels of the screen."""
from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from gui.canvas.inside.numbers import STALE
from gui.canvas.inside.sheet import LEVELS, Bead, Button, Sheet, Strand, Words
from gui.canvas.metrics import CARD_RECT
from gui.canvas.stencils import Stencils
from gui.canvas.style import Style, pen
from gui.lighting import Light
from gui.theme import Theme, mix

_SHADES = 16
_THINNEST, _THICKEST, _THICKEST_OF_MANY = 0.7, 4.0, 2.4
_MANY = 36
"""More lines than this are thinner, or the strong ones would hide all others."""
_SMALLEST, _LARGEST = 7, 16
_LETTER = 0.6
"""Width of a letter of the number font, in font sizes."""
_FEWEST_LETTERS = 5
_CORNER, _ROUNDED = 1.6, 0.25
"""How round cells are: so many units, but no more than a share of their height."""
_LARGEST_STENCIL = 240.0
"""Higher beads, in pixels, are painted as shapes; there are only a few of them in view."""
_DASHES = [3.2, 1.9]


class SheetPainter:
    """Paints what of a sheet is in view: the ``part`` of the card. ``shown`` is how far it has come to the fore.

    Lines come in colours mixed with the card's, for Qt takes six times as long for lines one can see through.
    """

    def __init__(
        self, painter: QPainter, style: Style, stencils: Stencils, light: Light, part: QRectF, shown: float
    ) -> None:
        self._painter, self._style, self._stencils, self._light = painter, style, stencils, light
        self._part, self._shown = part, shown
        self._is_whole = part.contains(CARD_RECT)
        self._transform = painter.worldTransform()
        self._scale = self._transform.m11()

    def paint(self, sheet: Sheet, at: QPointF) -> None:
        """All of it, on the card whose top left corner is at ``at``, with what is lit marked."""
        before = self._painter.worldTransform()
        self._painter.translate(at)
        self._transform = self._painter.worldTransform()
        self._paint(sheet)
        shown = self._shown
        for graph in sheet.graphs:
            self._shown = shown * graph.shown
            self._paint(graph)
        self._shown = shown
        self._painter.setWorldTransform(before)

    def _paint(self, sheet: Sheet) -> None:
        painter = self._painter
        for strand in sheet.strands:
            self._paint_strand(strand)
        if self._light.cells:
            for strand in sheet.strands:
                self._paint_lit(strand)
        painter.setOpacity(self._shown)
        painter.resetTransform()
        seen = [bead for bead in sheet.beads if bead.rect.intersects(self._part)]
        boxes = [self._transform.mapRect(bead.rect) for bead in seen]
        for bead, box in zip(seen, boxes, strict=True):
            self._paint_bead(bead, box)
        for bead, box in zip(seen, boxes, strict=True):
            if bead.text and bead.opened < 0.5:
                self._write_number(bead, box)
        for words in sheet.words:
            if words.rect.intersects(self._part):
                self._write_words(words, self._transform.mapRect(words.rect))
        for button in sheet.buttons:
            self._write_button(button, self._transform.mapRect(button.rect))
        painter.setWorldTransform(self._transform)
        painter.setOpacity(1.0)

    # lines

    def _paint_strand(self, strand: Strand) -> None:
        """The lines of a strand, all of one width and colour at once, the thick ones last."""
        for level, lines in strand.bundles.items():
            seen = lines if self._is_whole else [each for line in lines if (each := clipped(line, self._part))]
            if seen:
                self._painter.setPen(self._line(strand, level))
                self._painter.drawLines(seen)

    def _paint_lit(self, strand: Strand) -> None:
        for cell in self._light.cells:
            for numbers in (strand.numbers, strand.other):
                if numbers is None or (numbers.node, numbers.part) != (cell.node, cell.part):
                    continue
                place = numbers.places.get(cell.index)
                if place is not None:
                    level = round(strand.sizes[place] * LEVELS)
                    ink = mix(self._style.theme.card, self._style.theme.ink, 0.85 * self._shown)
                    self._painter.setPen(_cosmetic(ink, _width(level, len(strand.lines) > _MANY) + 3))
                    self._painter.drawLine(strand.lines[place])
                    self._painter.setPen(self._line(strand, level))
                    self._painter.drawLine(strand.lines[place])

    def _line(self, strand: Strand, level: int) -> QPen:
        shade = round(self._shown * _SHADES)
        is_one_of_many = len(strand.lines) > _MANY
        return _line(self._style.theme, strand.numbers.kind, level, strand.state == STALE, shade, is_one_of_many)

    # numbers and words

    def _paint_bead(self, bead: Bead, box: QRectF) -> None:
        rect, painter, theme = bead.rect, self._painter, self._style.theme
        least = min(rect.width(), rect.height())
        radius = least / 2 if bead.is_round else min(_CORNER, _ROUNDED * least)
        radius = min(radius, (1 - bead.opened) * radius + bead.opened * 0.08 * rect.height())
        if bead.ground is None and box.height() <= _LARGEST_STENCIL:
            empty = self._stencils.empty(rect.size())
            painter.drawPixmap(box, empty, QRectF(empty.rect()))
        elif bead.ground is not None and box.height() <= _LARGEST_STENCIL:
            painter.fillRect(box.adjusted(0.5, 0.5, -0.5, -0.5), bead.ground)
            hole = self._stencils.hole(rect.size(), radius)
            painter.drawPixmap(box, hole, QRectF(hole.rect()))
        else:
            ground = theme.card if bead.ground is None else bead.ground
            painter.setBrush(mix(ground, theme.card, bead.opened))
            painter.setPen(_cosmetic(mix(theme.line, ground, bead.opened), 1 + bead.opened, bead.ground is None))
            painter.drawRoundedRect(box, radius * self._scale, radius * self._scale)
        if bead.is_at_work:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_cosmetic(theme.accent, 2))
            painter.drawRoundedRect(box, radius * self._scale, radius * self._scale)
        if self._light.cells and bead.numbers.cell(bead.place) in self._light.cells:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_cosmetic(theme.ink, 2))
            painter.drawRoundedRect(box, radius * self._scale, radius * self._scale)

    def _write_number(self, bead: Bead, box: QRectF) -> None:
        letters = max(_FEWEST_LETTERS, len(bead.text))
        room = box.width() * (0.86 if bead.is_round else 0.94)
        size = int(min(box.height() * 0.66, room / (letters * _LETTER), _LARGEST * self._style.theme.scale))
        if size < _SMALLEST:
            return
        self._painter.setFont(_font(self._style, "number", size))
        self._painter.setPen(bead.ink)
        x = box.center().x() - len(bead.text) * size * _LETTER / 2
        self._painter.drawText(QPointF(x, box.center().y() + size * 0.36), bead.text)

    def _write_words(self, words: Words, box: QRectF) -> None:
        """Words in a box of the screen; none where they would be too small to read."""
        painter = self._painter
        room = box.width() / (len(words.text) * _LETTER) if words.font == "number" else np.inf
        pixels = int(min(words.size * self._scale, words.most * self._style.theme.scale, room))
        if pixels < _SMALLEST:
            return
        painter.setFont(_font(self._style, words.font, pixels))
        if words.is_knot:
            self._paint_knot(box, painter.fontMetrics().horizontalAdvance(words.text))
        painter.setPen(words.ink)
        painter.drawText(box, words.align | Qt.TextFlag.TextDontClip, words.text)

    def _paint_knot(self, box: QRectF, width: float) -> None:
        """A round place in which lines meet, wide enough for its words."""
        half = max(box.height(), width + 0.6 * box.height()) / 2
        self._painter.setPen(_cosmetic(self._style.theme.secondary, 1.4))
        self._painter.setBrush(self._style.theme.card)
        around = QRectF(box.center().x() - half, box.top(), 2 * half, box.height())
        self._painter.drawRoundedRect(around, box.height() / 2, box.height() / 2)

    def _write_button(self, button: Button, box: QRectF) -> None:
        pixels = int(min(5.0 * self._scale, 18 * self._style.theme.scale))
        self._painter.setFont(_font(self._style, "title", pixels))
        self._painter.setPen(self._style.theme.accent if button.is_on else self._style.theme.line)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, button.text)


def clipped(line: QLineF, part: QRectF) -> QLineF | None:
    """The stretch of a line within a rectangle and a little beyond; None where it does not come near. Liang, Barsky."""
    margin = 0.05 * part.width()
    first, last, dx, dy = 0.0, 1.0, line.dx(), line.dy()
    for way, room in (
        (-dx, line.x1() - part.left() + margin), (dx, part.right() + margin - line.x1()),
        (-dy, line.y1() - part.top() + margin), (dy, part.bottom() + margin - line.y1()),
    ):  # fmt: skip
        if way == 0:
            if room < 0:
                return None
        elif way < 0:
            first = max(first, room / way)
        else:
            last = min(last, room / way)
    if first > last:
        return None
    return line if (first, last) == (0.0, 1.0) else QLineF(line.pointAt(first), line.pointAt(last))


def _width(level: float, is_one_of_many: bool) -> float:
    thickest = _THICKEST_OF_MANY if is_one_of_many else _THICKEST
    return _THINNEST + (thickest - _THINNEST) * abs(level) / LEVELS


@lru_cache(maxsize=1024)
def _line(theme: Theme, kind: str, level: int, is_stale: bool, shade: int, is_one_of_many: bool) -> QPen:
    """The pen of a wire: wide and full of colour where its number is large, dashed on the way back."""
    shown = shade / _SHADES
    if not level:
        return _cosmetic(mix(theme.card, theme.line, 0.9 * shown), _THINNEST)
    colour = getattr(theme, f"{kind}_{'positive' if level > 0 else 'negative'}")
    if is_stale:
        colour = mix(theme.faint, theme.card, 0.35)
    strength = 0.25 + 0.75 * abs(level) / LEVELS
    width = _width(level, is_one_of_many)
    return _cosmetic(mix(theme.card, colour, strength * shown), width, dashed=kind == "gradient")


def _cosmetic(colour: QColor, width: float, dashed: bool = False) -> QPen:
    """A pen of so many pixels at every zoom."""
    made = pen(colour, width)
    made.setCosmetic(True)
    # With round ends Qt takes thirty times as long.
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        made.setDashPattern(_DASHES)
    return made


@lru_cache(maxsize=256)
def _font(style: Style, name: str, pixels: int) -> QFont:
    made = QFont(getattr(style, name))
    made.setPixelSize(pixels)
    return made
