"""Spotlight: the node at work and what flows to or from it, and the name of a port under the pointer."""
from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.graph import Edge
from gui.canvas import metrics
from gui.canvas.chips import Chips, between, on_way, paint_mark, paint_sign, place_on, side_by_side, size_of
from gui.canvas.edge import EdgeItem
from gui.canvas.metrics import CARD_RECT, LEFT, RADIUS
from gui.canvas.node import NodeItem, paint_ports, row_line, row_words
from gui.canvas.pulses import Stage
from gui.canvas.style import WIDEST_AT, Style, pen
from gui.canvas.waves import Wave

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene


class Spotlight:
    """Paints what the scene's pulses say is at work."""

    def __init__(self) -> None:
        self.chips = Chips()

    def paint_ground(self, painter: QPainter, scene: CanvasScene, style: Style, scale: float) -> None:
        """Below the heat maps: the outline of the card at work, and what flows to or from it."""
        stage = scene.pulses.stage
        if stage is None or stage.wave.node not in scene.nodes:
            return
        wave = stage.wave
        item = scene.nodes[wave.node]
        card = CARD_RECT.translated(item.pos())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        around = style.halo.widthF() / 2 * min(1.0, WIDEST_AT / scale)
        painter.setPen(style.thin(style.halo, scale))
        painter.drawRoundedRect(card.adjusted(-around, -around, around, around), RADIUS + around, RADIUS + around)
        painter.setPen(style.thin(style.selected, scale))
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        known = [scene.edges[edge] for edge in wave.edges if edge in scene.edges]
        for edge in known:
            _paint_line(painter, edge, wave.is_forward, style)
        # Not under the chip that is on its way there.
        if not wave.is_forward and stage.travelled == 1.0 and metrics.detail(scale) == 1:
            for edge in known:
                _paint_gradient_label(painter, edge, item.face.of, style)
        for id in {wave.node, *(edge.source for edge in wave.edges)} & scene.nodes.keys():
            painter.translate(scene.nodes[id].pos())
            paint_ports(painter, scene.nodes[id], style, scale)
            painter.translate(-scene.nodes[id].pos())
        for edge in known:
            paint_mark(painter, place_on(edge.path, stage.travelled, wave.is_forward), wave.is_forward, style)

    def paint_marks(self, painter: QPainter, scene: CanvasScene, style: Style, scale: float) -> None:
        """Over the heat maps: the row that was just filled, what is on its way, and a hovered port's name."""
        stage, shown = scene.pulses.stage, metrics.detail(scale)
        if stage is not None and scene.pulses.is_moving and shown:
            painter.setOpacity(shown * (1 - stage.filled))
            self._paint_chips(painter, scene, stage, style, is_open=bool(style.openness(scale)))
            painter.setOpacity(1.0)
        if shown < 1:
            return
        if stage is not None and stage.wave.node in scene.nodes:
            item = scene.nodes[stage.wave.node]
            if not (style.openness(scale) and item.face.can_open):
                _paint_row(painter, item, stage.wave.is_forward, style)
        _paint_port_name(painter, scene, style)

    def _paint_chips(
        self, painter: QPainter, scene: CanvasScene, stage: Stage, style: Style, is_open: bool
    ) -> None:
        """What flows, edge by edge, until it is in the heat map that it fills, by itself or put together there."""
        wave = stage.wave
        if not wave.travels or not all(edge in scene.edges for edge in wave.edges):
            return
        sizes = [size_of(numbers, style) for numbers in wave.numbers]
        places = [on_way(stage, scene.edges[edge].path, size) for edge, size in zip(wave.edges, sizes, strict=True)]
        docks = [self._dock(scene, wave, edge, is_open) for edge in wave.edges]
        is_together = False
        if wave.meets and docks[0] is not None:
            # They come together in half of the time, so that the sign between them can be read.
            share = min(1.0, 2 * stage.met)
            is_together = share == 1.0
            beside = side_by_side(sizes, docks[0])
            places = [between(place, end, share) for place, end in zip(places, beside, strict=True)]
            if is_together:
                painter.fillRect(docks[0].adjusted(-1, -1, 1, 1), style.card)
        else:
            places = [between(place, dock or place, stage.filled) for place, dock in zip(places, docks, strict=True)]
        for numbers, place in zip(wave.numbers, places, strict=True):
            self.chips.paint(painter, numbers, place, wave.is_forward, style)
        if is_together:
            for before, after in pairwise(places):
                paint_sign(painter, wave.sign, before, after, style)

    def _dock(self, scene: CanvasScene, wave: Wave, edge: Edge, is_open: bool) -> QRectF | None:
        """The heat map that what flows along an edge goes into; None where there is none, or it waits for more."""
        end = wave.end_of(edge)
        if is_open and scene.nodes[end].face.can_open:
            return None
        key = end, "value" if wave.is_forward else "gradient"
        return scene.overlay.place(key).translated(scene.nodes[end].pos()) if key in wave.fills else None


def _paint_line(painter: QPainter, item: EdgeItem, is_forward: bool, style: Style) -> None:
    """What something flows along: solid forward, dashed backward."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not is_forward:
        painter.setPen(pen(style.theme.canvas, 3.4))
        painter.drawPath(item.path)
    painter.setPen(style.flow(is_forward))
    painter.drawPath(item.path)


def _paint_row(painter: QPainter, item: NodeItem, is_forward: bool, style: Style) -> None:
    kind, at = "value" if is_forward else "gradient", item.pos()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.card)
    line = row_line(kind)
    painter.drawRect(QRectF(LEFT - 1, line - 10, metrics.MAP_LEFT - LEFT - 2, 14).translated(at))
    painter.setFont(style.small_bold)
    painter.setPen(style.words[is_forward])
    painter.drawText(at + QPointF(LEFT, line), row_words(kind, item.face.of))


def _paint_gradient_label(painter: QPainter, item: EdgeItem, of: str, style: Style) -> None:
    """What goes back along an edge, with its shape where there is room for both."""
    symbol = f"∂{of}/∂{item.edge.port}"
    whole = f"{symbol} {item.label}".strip()
    words = whole if item.has_room_for(style.number_metrics.horizontalAdvance(whole)) else symbol
    _paint_chip(painter, words, item.label_base, style, is_forward=False)


def _paint_port_name(painter: QPainter, scene: CanvasScene, style: Style) -> None:
    found = scene.hovered
    if found.kind not in ("input", "edge_end", "output") or found.id not in scene.nodes:
        return
    item = scene.nodes[found.id]
    at = item.port(found.port)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(style.theme.accent, 2))
    painter.drawEllipse(at, metrics.PORT_RADIUS + 1.5, metrics.PORT_RADIUS + 1.5)
    words = found.port or "output"
    width = style.number_metrics.horizontalAdvance(words)
    base = at + QPointF(-width / 2 - 16 if found.port else width / 2 + 16, -10)
    _paint_chip(painter, words, base, style)


def _paint_chip(painter: QPainter, words: str, base: QPointF, style: Style, is_forward: bool = True) -> None:
    """Words centred on ``base``, on a ground of the canvas that hides what lies below."""
    width = style.number_metrics.horizontalAdvance(words)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.theme.canvas)
    painter.drawRoundedRect(QRectF(base.x() - width / 2 - 3, base.y() - 11, width + 6, 14), 3, 3)
    painter.setFont(style.number)
    painter.setPen(style.words[is_forward])
    painter.drawText(QPointF(base.x() - width / 2, base.y()), words)
