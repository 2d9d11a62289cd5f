"""Spotlight: the node at work and what flows to or from it, and the name of a port under the pointer."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.equation import Equation
from engine.present import Present
from gui.canvas import metrics
from gui.canvas.edge import EdgeItem
from gui.canvas.metrics import CARD_RECT, LEFT, RADIUS
from gui.canvas.node import NodeItem, paint_ports, row_line, row_words
from gui.canvas.pulses import Wave
from gui.canvas.style import Style, pen

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene


def wave_of(equations: Sequence[Equation], session: Present) -> Wave | None:
    """What equations of one node make flow; None for the update, which is everywhere at once."""
    first = equations[0]
    graph = session.document.graph
    if first.node not in graph.by_id or first.phase == "update":
        return None
    is_forward = first.phase != "backward"
    feeding = [edge for edge in graph.edges if edge.target == first.node]
    flows = [edge for edge in feeding if is_forward or session.gradient_of(edge.source) is not None]
    return Wave(first.node, tuple(flows), is_forward)


def waves_of(equations: Sequence[Equation], session: Present) -> list[Wave]:
    """The waves of a step, in order."""
    groups = [tuple(group) for _, group in groupby(equations, key=lambda each: each.group)]
    return [wave for group in groups if (wave := wave_of(group, session))]


class Spotlight:
    """Paints what the scene's pulses say is at work."""

    def paint_ground(self, painter: QPainter, scene: CanvasScene, style: Style, scale: float) -> None:
        """Below the heat maps: the outline of the card at work, and what flows to or from it."""
        wave = scene.pulses.wave
        if wave is None or wave.node not in scene.nodes:
            return
        item = scene.nodes[wave.node]
        card = CARD_RECT.translated(item.pos())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.halo)
        painter.drawRoundedRect(card.adjusted(-2.5, -2.5, 2.5, 2.5), RADIUS + 2.5, RADIUS + 2.5)
        painter.setPen(style.selected)
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        scene.pulses.paint_lines(painter, scene.edges, style)
        if not wave.is_forward and metrics.detail(scale) == 1:
            for edge in wave.edges:
                if edge in scene.edges:
                    _paint_gradient_label(painter, scene.edges[edge], item.face.of, style)
        for id in {wave.node, *(edge.source for edge in wave.edges)} & scene.nodes.keys():
            painter.translate(scene.nodes[id].pos())
            paint_ports(painter, scene.nodes[id], style, scale)
            painter.translate(-scene.nodes[id].pos())
        scene.pulses.paint_marks(painter, scene.edges, style)

    def paint_marks(self, painter: QPainter, scene: CanvasScene, style: Style, scale: float) -> None:
        """Over the heat maps: the row that was just filled, and a hovered port's name."""
        wave = scene.pulses.wave
        if metrics.detail(scale) < 1:
            return
        if wave is not None and wave.node in scene.nodes:
            _paint_row(painter, scene.nodes[wave.node], wave.is_forward, style)
        _paint_port_name(painter, scene, style)


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
