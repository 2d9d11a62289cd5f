"""The scene: keeps its items in step with the document, and paints the still picture and, over it, what changes."""
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from engine.document import Document
from engine.equation import Equation
from engine.graph import Edge
from engine.layout import Place
from gui.canvas import lit, metrics
from gui.canvas.cards import Cards
from gui.canvas.edge import EdgeItem, paint_edge
from gui.canvas.faces import Faces
from gui.canvas.hints import HintScene
from gui.canvas.hits import hit
from gui.canvas.in_view import InView
from gui.canvas.inside.inside import Inside
from gui.canvas.marks import paint_warning
from gui.canvas.node import NodeItem
from gui.canvas.overlay import Overlay
from gui.canvas.partial import partial_of
from gui.canvas.port import VOID, Hit
from gui.canvas.pulses import Pulses
from gui.canvas.spotlight import Spotlight
from gui.canvas.style import Style, style_of
from gui.canvas.waves import waves_of
from gui.canvas.words import describe_node
from gui.editor import Editor
from gui.motion import is_reduced
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look

_FAR = 1.1e6
_FEWEST_DOT_PIXELS = 17.0


class CanvasScene(HintScene):
    """All that is on the canvas. ``nodes`` and ``edges`` are the only places that keep its items.

    Background: grid, edges and cards at rest, kept by the view as a picture and painted anew only where something
    was edited. Foreground: what a running network changes, and hints, painted in every frame. ``moves`` is another
    number whenever something lies elsewhere.
    """

    def __init__(self, editor: Editor, player: Player, look: Look, settings: Settings) -> None:
        super().__init__()
        self.editor, self.player, self.look = editor, player, look
        self._settings = settings
        self.nodes: dict[str, NodeItem] = {}
        self.edges: dict[Edge, EdgeItem] = {}
        self.hovered = VOID
        self.overlay = Overlay(look.theme)
        self.inside = Inside(editor, player)
        self.pulses = Pulses(self)
        self._spotlight = Spotlight()
        self._held: dict[str, Place] = {}
        self._faces = Faces()
        self.cards = Cards()
        self.in_view = InView((), ())
        self._content: QRectF | None = None
        self.moves = 0
        self.setItemIndexMethod(self.ItemIndexMethod.NoIndex)
        self.setSceneRect(-_FAR, -_FAR, 2 * _FAR, 2 * _FAR)
        editor.changed.connect(self._on_document)
        editor.opened.connect(self._on_document)
        editor.selection_changed.connect(self._on_selection)
        player.moved.connect(self._on_moved)
        player.session_changed.connect(self._on_session)
        player.stepped.connect(self._on_stepped)
        look.changed.connect(self._on_look)
        self.pulses.ticked.connect(self.update)
        editor.lighting.changed.connect(self.update)
        self._match(editor.document)
        self._on_session()

    # asked by gestures

    def hit(self, at: QPointF) -> Hit:
        """What lies under a scene position. Ports are generous, and win over cards, which win over edges."""
        return hit(self, at)

    def port_position(self, id: str, port: str) -> QPointF:
        """Where a port is; "" is the output."""
        return self.nodes[id].port(port)

    def hold(self, positions: Mapping[str, Place]) -> None:
        """Show these nodes elsewhere while a drag is under way, without an edit; none ends it."""
        moved = {id for id in {*self._held, *positions} if id in self.nodes}
        self._held = dict(positions)
        self._move(moved)

    def content_rect(self, ids: Iterable[str] = ()) -> QRectF:
        """What the cards cover, all or some; empty where there are none."""
        wanted = set(ids)
        if wanted or self._content is None:
            corners = [self.nodes[id].pos() for id in wanted or self.nodes]
            rect = _around(corners)
            if wanted:
                return rect
            self._content = rect
        return QRectF(self._content)

    def describe(self, id: str) -> str:
        """One sentence on a node, for the status line and a screen reader."""
        wrong = [str(each.said) for each in self.player.health.findings.get(id, [])]
        return " ".join([describe_node(self.editor.document, self.player.shown, id), *wrong])

    def hover(self, found: Hit) -> None:
        """The pointer is over this."""
        if found != self.hovered:
            self.hovered = found
            self.update()

    # keeping in step

    def _on_document(self, *documents: Document) -> None:
        self._match(documents[-1])

    def _match(self, document: Document) -> None:
        """Touch only what differs between the items and the document."""
        graph = document.graph
        for id in self.nodes.keys() - graph.by_id.keys():
            self._drop(self.nodes, id)
        for edge in self.edges.keys() - set(graph.edges):
            self._drop(self.edges, edge)
        for edge in graph.edges:
            if edge not in self.edges:
                self.edges[edge] = EdgeItem(edge)
                self.addItem(self.edges[edge])
        moved = set()
        for id, face in self._faces.of(document, self.editor.selection, self.player.shown.symbol).items():
            if id not in self.nodes:
                self.nodes[id] = NodeItem(face)
                self.addItem(self.nodes[id])
                moved.add(id)
            elif self.nodes[id].face != face:
                self.nodes[id].face = face
                moved.add(id)
        labels = self._faces.labels(document)
        for edge, item in self.edges.items():
            item.is_of_parameters = document.graph.by_id[edge.target].layer.reads_parameters
            if item.label != labels[edge] or item.path.isEmpty():
                item.label = labels[edge]
                moved.add(edge.target)
        self._move(moved)

    def _drop(self, items: dict[Any, Any], key: object) -> None:
        # From the scene first: an item that only the dict still knew would be freed while Qt paints it.
        item = items[key]
        self._repaint(item)
        self._content = None
        self.moves += 1
        self.removeItem(item)
        del items[key]

    def _move(self, ids: set[str]) -> None:
        """Put these nodes where they belong, and lay their edges anew."""
        self._content = None
        self.moves += 1
        for id in ids:
            item = self.nodes[id]
            self._repaint(item)
            item.setPos(*self._held.get(id, item.face.node.at))
            self._repaint(item)
        for edge, line in self.edges.items():
            if edge.source in ids or edge.target in ids:
                self._repaint(line)
                line.lay(self.nodes[edge.source].port(""), self.nodes[edge.target].port(edge.port))
                self._repaint(line)
        self.in_view = InView(self.nodes.values(), self.edges.values())
        self.update()

    def _repaint(self, item: NodeItem | EdgeItem) -> None:
        self.invalidate(item.sceneBoundingRect(), self.SceneLayer.BackgroundLayer)

    def _on_selection(self, _selected: object) -> None:
        for edge, item in self.edges.items():
            if item.is_selected != (edge in self.editor.selected_edges):
                item.is_selected = not item.is_selected
                self._repaint(item)
        self._match(self.editor.document)

    def _on_session(self) -> None:
        shown = self.player.shown
        if any(item.face.of != shown.symbol for item in self.nodes.values()):
            self._match(self.editor.document)
        self.overlay.bind(shown)
        self.inside.bind()
        self._on_moved()

    def _on_moved(self) -> None:
        session = self.player.shown
        self.overlay.refresh(session)
        self.overlay.partial = partial_of(self.player.walking.walk, session)
        self.inside.refresh(self.overlay.partial)
        if self.player.is_playing:
            self.pulses.rest(None)
            return
        just, place = self.player.just_happened()
        waves = waves_of(just[: place + 1], session)
        self.pulses.rest(waves[-1] if waves else None, cause=(session, session.moment))

    def _on_stepped(self, equations: tuple[Equation, ...], is_step_forward: bool) -> None:
        session = self.player.shown
        if not is_step_forward or is_reduced(self._settings):
            return
        waves = waves_of(equations, session)
        if waves:
            self.overlay.keep_seen()
            self._spotlight.chips.forget()
            self.pulses.play(waves, self._settings.get("animation_speed"), cause=(session, session.moment))

    def _on_look(self, _theme: object) -> None:
        self.pulses.finish()
        self.overlay.set_theme(self.look.theme)
        self.invalidate()

    # painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The still picture of a part of the scene."""
        style, scale = self._prepare(painter)
        parts = _parts(painter, QRectF(rect))
        painter.fillRect(QRectF(rect), style.theme.canvas)
        for part in parts:
            _paint_dots(painter, part, style, scale)
        for edge in self.in_view.edges(*parts):
            paint_edge(painter, edge, style, scale)
        self.cards.paint(painter, self.in_view.cards(*parts), style, scale)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """What changes from frame to frame."""
        style, scale = self._prepare(painter)
        cards = self.in_view.cards(QRectF(rect))
        lit.paint_ground(painter, self, style)
        self._spotlight.paint_ground(painter, self, style, scale)
        is_open = style.openness(scale)
        opening = [item for item in cards if is_open and item.face.can_open]
        shut = [item for item in cards if not is_open or not item.face.can_open]
        for items, strength in ((shut, 1.0), (opening, 1 - 2 * is_open)):
            placed = [(item.face.node.id, item.pos()) for item in items if strength > 0]
            self.overlay.paint(painter, placed, style, scale, self.pulses.awaited, strength)
        self.inside.paint(painter, opening, style, scale, QRectF(rect))
        for item in cards:
            if item.face.node.id in self.player.health.findings:
                paint_warning(painter, item.pos(), style, scale)
        lit.paint_cells(painter, self, style, scale)
        self._spotlight.paint_marks(painter, self, style, scale)
        self.paint_hints(painter, style)

    def _prepare(self, painter: QPainter) -> tuple[Style, float]:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        transform = painter.worldTransform()
        return style_of(self.look.theme), math.hypot(transform.m11(), transform.m12())


def _parts(painter: QPainter, rect: QRectF) -> list[QRectF]:
    """The parts of a rectangle that are wanted: of a view that was moved aslant two strips, and not all around them."""
    if not painter.hasClipping():
        return [rect]
    # Whole units, so a little more than that. That regions are lists of rectangles is not in the stubs.
    strips: Iterable[QRect] = painter.clipRegion()  # type: ignore[assignment]
    return [QRectF(strip.adjusted(-2, -2, 2, 2)).intersected(rect) for strip in strips]


def _paint_dots(painter: QPainter, rect: QRectF, style: Style, scale: float) -> None:
    """The grid: a dot every 24 units, every 48 and so on where they would stand too close."""
    step = metrics.GRID_STEP
    while step * scale < _FEWEST_DOT_PIXELS:
        step *= 2
    columns = range(math.floor(rect.left() / step), math.ceil(rect.right() / step) + 1)
    row = [QPointF(x * step, 0) for x in columns]
    # Square and on whole pixels: nobody sees the difference at this size, and round ones take ten times as long.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(style.dots(scale))
    for y in range(math.floor(rect.top() / step), math.ceil(rect.bottom() / step) + 1):
        painter.translate(0, y * step)
        painter.drawPoints(row)
        painter.translate(0, -y * step)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _around(corners: list[QPointF]) -> QRectF:
    """What cards with these top left corners cover."""
    if not corners:
        return QRectF()
    across, down = [at.x() for at in corners], [at.y() for at in corners]
    left, top = min(across), min(down)
    return QRectF(left, top, max(across) - left + metrics.WIDTH, max(down) - top + metrics.HEIGHT)
