"""Hints: what the canvas shows during a gesture, from the edge being dragged to the words beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsScene

from engine.graph import Edge
from engine.layer import Layer
from gui.canvas import metrics
from gui.canvas.edge import EdgeItem
from gui.canvas.metrics import CARD_RECT
from gui.canvas.node import NodeItem
from gui.canvas.port import paint_port
from gui.canvas.style import Style, pen
from gui.paint.icons import paint_tile
from gui.theme import Theme

Port = tuple[str, str]
_BUBBLE_WIDTH = 300
_GROWN = 2.5


class HintScene(QGraphicsScene):
    """A scene of nodes and edges that can light up, with things that come and go while the pointer moves."""

    nodes: dict[str, NodeItem]
    edges: dict[Edge, EdgeItem]

    def __init__(self) -> None:
        super().__init__()
        self._ghost_edge: tuple[QPointF, QPointF, str] | None = None
        self._lit_ports: frozenset[Port] = frozenset()
        self._fades_others = False
        self._lit_edge: Edge | None = None
        self._lit_node: str | None = None
        self._marquee: QRectF | None = None
        self._cut_line: list[QPointF] = []
        self._guides: list[QLineF] = []
        self._ghost_card: tuple[type[Layer], QPointF] | None = None
        self._said: tuple[QPointF, str] | None = None

    def ghost_edge(self, start: QPointF | None, end: QPointF | None, state: str | None) -> None:
        """The edge being dragged, from an output to an input: "free", "fits" or "refused"; None takes it away."""
        self._ghost_edge = (start, end, state) if state and start is not None and end is not None else None
        self.update()

    def light_ports(self, fits: Iterable[Port] = (), fade_others: bool = False) -> None:
        """Let these ports (id, name; "" is the output) grow and shine, and perhaps the others fade."""
        self._lit_ports, self._fades_others = frozenset(fits), fade_others
        self.update()

    def light_edge(self, edge: Edge | None) -> None:
        """Light up one edge: a drop would go into it."""
        self._lit_edge = edge
        self.update()

    def light_node(self, id: str | None) -> None:
        """Light up one node: a drop would replace it."""
        self._lit_node = id
        self.update()

    def marquee(self, rect: QRectF | None) -> None:
        """The rectangle that is being drawn around nodes."""
        self._marquee = rect
        self.update()

    def cut_line(self, points: Sequence[QPointF] | None) -> None:
        """The line that cuts edges."""
        self._cut_line = list(points or ())
        self.update()

    def guides(self, lines: Iterable[QLineF] = ()) -> None:
        """Lines along which what is moved is aligned with its neighbours."""
        self._guides = list(lines)
        self.update()

    def ghost_card(self, kind: type[Layer] | None, at: QPointF | None = None) -> None:
        """A card of this kind that would be made with its top left corner at ``at``."""
        self._ghost_card = (kind, at) if kind is not None and at is not None else None
        self.update()

    def say(self, at: QPointF | None, sentence: str) -> None:
        """One sentence beside the pointer at a scene position; "" takes it away."""
        self._said = (at, sentence) if at is not None and sentence else None
        self.update()

    def clear_hints(self) -> None:
        """All of it gone, as a gesture ends."""
        self._ghost_edge = self._lit_edge = self._lit_node = self._marquee = self._ghost_card = self._said = None
        self._lit_ports, self._fades_others, self._cut_line, self._guides = frozenset(), False, [], []
        self.update()

    def paint_hints(self, painter: QPainter, style: Style) -> None:
        """Paint what there is, over everything else."""
        self._paint_lights(painter, style)
        if self._ghost_card:
            _paint_ghost_card(painter, *self._ghost_card, style)
        if self._ghost_edge:
            _paint_ghost_edge(painter, *self._ghost_edge, style)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._guides:
            painter.setPen(_cosmetic(style.theme.accent, 1, [4, 4]))
            painter.drawLines(self._guides)
        if self._cut_line:
            painter.setPen(_cosmetic(style.theme.error, 2, [4, 3]))
            painter.drawPolyline(QPolygonF(self._cut_line))
        if self._marquee:
            painter.setPen(_cosmetic(style.theme.accent, 1, []))
            painter.setBrush(_thin(style.theme.accent, 0.10))
            painter.drawRect(self._marquee)
        if self._said:
            ghost = CARD_RECT.translated(self._ghost_card[1]) if self._ghost_card else QRectF()
            _paint_bubble(painter, *self._said, style.theme, painter.worldTransform().mapRect(ghost))

    def _paint_lights(self, painter: QPainter, style: Style) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._lit_edge in self.edges:
            painter.setPen(pen(style.theme.accent, 3.2))
            painter.drawPath(self.edges[self._lit_edge].path)
        if self._lit_node in self.nodes:
            painter.setPen(pen(style.theme.accent, 3))
            painter.setBrush(_thin(style.theme.accent, 0.10))
            card = CARD_RECT.translated(self.nodes[self._lit_node].pos())
            painter.drawRoundedRect(card, metrics.RADIUS, metrics.RADIUS)
        if not self._lit_ports and not self._fades_others:
            return
        for id, item in self.nodes.items():
            for name, at in item.ports():
                if (id, name) in self._lit_ports:
                    paint_port(painter, item.pos() + at, pen(style.theme.accent, 2.4), style.card, _GROWN)
                elif self._fades_others:
                    paint_port(painter, item.pos() + at, style.faded_port, style.card)


def _thin(colour: QColor, share: float) -> QColor:
    thin = QColor(colour)
    thin.setAlphaF(share)
    return thin


def _cosmetic(colour: QColor, width: float, dashes: list[float]) -> QPen:
    """A line as wide on the screen at every zoom."""
    made = pen(colour, width)
    made.setCosmetic(True)
    if dashes:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setDashPattern(dashes)
    return made


def _paint_ghost_edge(painter: QPainter, start: QPointF, end: QPointF, state: str, style: Style) -> None:
    theme = style.theme
    colour = {"free": theme.secondary, "fits": theme.accent, "refused": theme.error}[state]
    line = pen(colour, 2.4)
    if state == "refused":
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        line.setDashPattern([2, 2])
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(metrics.curve(start, end))
    for at in (start, end):
        paint_port(painter, at, pen(colour, 2), style.card)


def _paint_ghost_card(painter: QPainter, kind: type[Layer], at: QPointF, style: Style) -> None:
    theme = style.theme
    painter.save()
    painter.translate(at)
    painter.setOpacity(0.85)
    painter.setBrush(style.card)
    outline = pen(theme.accent, 1.6)
    outline.setDashPattern([3, 3])
    painter.setPen(outline)
    painter.drawRoundedRect(CARD_RECT, metrics.RADIUS, metrics.RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.family(kind.family))
    painter.drawRoundedRect(metrics.STRIP, 2, 2)
    painter.setFont(style.title)
    painter.setPen(theme.ink)
    name = style.title_metrics.elidedText(kind.title, Qt.TextElideMode.ElideRight, metrics.WIDTH - 22)
    painter.drawText(QPointF(metrics.LEFT, metrics.TITLE_LINE), name)
    painter.setFont(style.formula)
    painter.setPen(theme.secondary)
    painter.drawText(QPointF(metrics.LEFT, metrics.FORMULA_LINE), kind.formula)
    paint_tile(painter, QRectF(metrics.LEFT, 56, 32, 32), kind.glyph, kind.family, theme)
    painter.restore()


def _paint_bubble(painter: QPainter, at: QPointF, sentence: str, theme: Theme, ghost: QRectF) -> None:
    """Words in a small panel beside a point, in pixels of the screen, inside the picture and not over the ghost."""
    here = painter.worldTransform().map(at)
    painter.save()
    painter.resetTransform()
    font = theme.font("text")
    pad, offset = theme.px(8), theme.px(16)
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    words = QFontMetricsF(font).boundingRect(QRectF(0, 0, theme.px(_BUBBLE_WIDTH), 1000), flags, sentence)
    panel = QRectF(0, 0, words.width() + 2 * pad + 1, words.height() + 2 * pad)
    inside = QRectF(pad, pad, painter.device().width() - 2 * pad, painter.device().height() - 2 * pad)
    panel = _beside(here, panel, offset, inside, ghost)
    shape = QPainterPath()
    shape.addRoundedRect(panel, theme.px(6), theme.px(6))
    painter.setOpacity(1.0)
    painter.fillPath(shape.translated(0, theme.px(2)), theme.shadow)
    painter.fillPath(shape, theme.panel)
    painter.strokePath(shape, pen(theme.line, 1))
    painter.setFont(font)
    painter.setPen(theme.ink)
    painter.drawText(panel.adjusted(pad, pad, -pad + 1, -pad), flags, sentence)
    painter.restore()


def _beside(here: QPointF, panel: QRectF, offset: float, inside: QRectF, ghost: QRectF) -> QRectF:
    """The panel below a point, or above it, moved sideways as far as it must be; the first place that is clear."""
    x = max(inside.left(), min(here.x() + offset, inside.right() - panel.width()))
    for y in (here.y() + offset, here.y() - offset - panel.height()):
        place = QRectF(x, y, panel.width(), panel.height())
        if inside.contains(place) and not place.intersects(ghost):
            return place
    y = max(inside.top(), min(here.y() + offset, inside.bottom() - panel.height()))
    return QRectF(x, y, panel.width(), panel.height())
