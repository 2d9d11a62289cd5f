"""Ports: where edges begin and end, how they look, and what lies under the pointer."""
from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QPainter, QPen

from engine.graph import Edge
from gui.canvas.metrics import PORT_RADIUS


@dataclasses.dataclass(frozen=True)
class Hit:
    """What lies under a point: a "node", "input", "output", "edge", "edge_end" or the "void".

    ``edge_end`` is the end of an edge that is already plugged into an input, by which it can be pulled off;
    ``id`` and ``port`` are then those of the input.
    """

    kind: str = "void"
    id: str = ""
    port: str = ""
    edge: Edge | None = None


VOID = Hit()


def paint_port(painter: QPainter, at: QPointF, outline: QPen, fill: QBrush, grown: float = 0.0) -> None:
    """One port, ``grown`` by so many units."""
    painter.setPen(outline)
    painter.setBrush(fill)
    painter.drawEllipse(at, PORT_RADIUS + grown, PORT_RADIUS + grown)
