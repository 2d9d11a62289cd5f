"""Inside: the opened layers of a canvas: which are open at this zoom, what they show, and what the pointer is on."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.inquiry.feeding import Feeding
from engine.stepping import Stepping
from gui.canvas import metrics
from gui.canvas.hits import scale_in_view
from gui.canvas.inside.compose import Writing, compose, groups_of
from gui.canvas.inside.contents import Contents, can_open, contents
from gui.canvas.inside.layout import HEADER, lay_out
from gui.canvas.inside.neuron import compose_neuron
from gui.canvas.inside.paint import SheetPainter
from gui.canvas.inside.pictures import Picture, Pictures
from gui.canvas.inside.pointing import Pointed, neuron_words, pointed, summary
from gui.canvas.inside.sheet import Sheet
from gui.canvas.inside.title import paint_title
from gui.canvas.metrics import CARD_RECT
from gui.canvas.node import NodeItem
from gui.canvas.partial import Partial
from gui.canvas.port import Hit
from gui.canvas.stencils import Stencils
from gui.canvas.style import Style, style_of
from gui.editor import Editor
from gui.playback.player import Player

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene


class Inside:
    """Keeps what is drawn where, and what is written there until the numbers are others: zooming reads none anew.

    Which rows of a large layer are drawn is decided anew when the run rests, and stays while it plays.
    """

    def __init__(self, editor: Editor, player: Player) -> None:
        self._editor, self._player = editor, player
        self.example = 0
        self.row = 0
        self._contents: dict[str, Contents] = {}
        self._is_sure: set[str] = set()
        self._sheets: dict[str, Sheet] = {}
        self._graphs: dict[tuple[str, int], Sheet] = {}
        self._style: Style | None = None
        self._partial: Partial | None = None
        self._feeding = Feeding(player.shown.plan)
        self._stencils = Stencils()
        self.pictures = Pictures()

    @property
    def session(self) -> Stepping:
        """Whose numbers are shown: the run's, or those of a derivative before it."""
        return self._player.shown

    def bind(self) -> None:
        """The session has other arrays."""
        self._contents.clear()
        self._is_sure.clear()
        self._write_anew(None)
        self._feeding = Feeding(self.session.plan)

    def refresh(self, partial: Partial | None = None) -> None:
        """The numbers are others; those of a ``partial`` array are made up to one of them."""
        self._partial = partial
        self._write_anew(None)
        if not self._player.is_playing:
            self._is_sure.clear()

    def show_example(self, example: int) -> None:
        """Show another example of the batch, counted from 0; beyond the last one, the last."""
        self.example = min(max(example, 0), self.session.plan.examples - 1)
        self._is_sure.clear()
        self._write_anew(None)

    def can_open(self, id: str) -> bool:
        """Whether there is anything inside this node."""
        return can_open(self.session, id)

    def of(self, id: str) -> Contents:
        """What is inside a node that can be opened."""
        node, kept = self.session.document.graph.by_id[id], self._contents.get(id)
        if kept is None or kept.node is not node or id not in self._is_sure:
            self._contents[id] = contents(self.session, node, self.example, self._feeding, kept)
            self._is_sure.add(id)
        return self._contents[id]

    def sheet(self, id: str, style: Style, scale: float, part: QRectF) -> Sheet:
        """What is drawn inside a node now, at so many pixels per unit, with the neurons open in a part of its card."""
        inside, writing = self.of(id), Writing(self.session, style, self._partial)
        if self._style is not style:
            self._write_anew(style)
        if id not in self._sheets:
            self._sheets[id] = compose(inside, writing)
        rects = lay_out(groups_of(inside))[-1].beads
        shown = metrics.sum_openness(scale, rects[0].height())
        sheet = self._sheets[id]
        for bead in sheet.beads:
            bead.opened = shown if bead.numbers is inside.own.numbers else 0.0
        open_rows = [row for row, rect in enumerate(rects) if shown and rect.intersects(part)]
        for row in open_rows:
            if (id, row) not in self._graphs:
                self._graphs[id, row] = compose_neuron(inside, row, rects[row], writing)
            self._graphs[id, row].shown = shown
        sheet.graphs = [self._graphs[id, row] for row in open_rows]
        return sheet

    def _write_anew(self, style: Style | None) -> None:
        """What was written is of other numbers, or in another style."""
        self._style = style
        self._sheets.clear()
        self._graphs.clear()

    def paint(self, painter: QPainter, items: Iterable[NodeItem], style: Style, scale: float, rect: QRectF) -> None:
        """The insides of these cards, as far as they are open at so many pixels per unit, in a part of the scene."""
        is_open = style.openness(scale)
        # The heat maps have gone before the neurons come, so that they are never seen through each other.
        shown = 2 * is_open - 1
        self._stencils.use(style, painter.device().devicePixelRatio() * scale)
        self.pictures.begin()
        for item in items:
            if shown > 0 and self.can_open(item.face.node.id):
                self._paint_sheet(painter, item, style, scale, rect.translated(-item.pos()), shown)
            paint_title(painter, item, style, scale, is_open)

    def _paint_sheet(
        self, painter: QPainter, item: NodeItem, style: Style, scale: float, part: QRectF, shown: float
    ) -> None:
        """What is inside a card, in this part of it."""
        sheet, ratio = self.sheet(item.face.node.id, style, scale, part), painter.device().devicePixelRatio()
        picture = self._picture(item, sheet, style, scale, ratio) if self.pictures.is_moving else None
        if picture is None:
            light = self._editor.lighting.light
            SheetPainter(painter, style, self._stencils, light, part, shown).paint(sheet, item.pos())
        else:
            picture.place(painter, item.pos(), scale, shown)

    def _picture(self, item: NodeItem, sheet: Sheet, style: Style, scale: float, ratio: float) -> Picture | None:
        light = self._editor.lighting.light

        def paint(painter: QPainter) -> None:
            SheetPainter(painter, style, self._stencils, light, CARD_RECT, 1.0).paint(sheet, QPointF())

        return self.pictures.of(item.face.node.id, sheet, style, light, scale, ratio, paint)

    def make_ahead(self, items: Sequence[NodeItem], style: Style, scale: float, ratio: float) -> bool:
        """A few pictures of what is open, for a move of the view to find; False where all are there."""
        is_open = style.openness(scale) == 1
        opened = [item for item in items if is_open and item.face.can_open and self.can_open(item.face.node.id)]
        self.pictures.keep([item.face.node.id for item in opened])
        self.pictures.begin()
        self._stencils.use(style, ratio * scale)
        for item in opened:
            self._picture(item, self.sheet(item.face.node.id, style, scale, CARD_RECT), style, scale, ratio)
        return self.pictures.made > 0

    def pointed(self, item: NodeItem, at: QPointF, style: Style, scale: float) -> Pointed | None:
        """What lies under a point of the scene inside a card; None on its header, and where it is not open."""
        id, on_card = item.face.node.id, at - item.pos()
        if style.openness(scale) < 1 or not (item.face.can_open and self.can_open(id)):
            return None
        sheet = self.sheet(id, style, scale, QRectF(on_card, on_card).adjusted(-1e-3, -1e-3, 1e-3, 1e-3))
        found = pointed(sheet, self.of(id), self.session, on_card, scale)
        return found if found.button or on_card.y() > HEADER.bottom() else None

    def summary(self, id: str) -> str:
        """One sentence on a node that is open."""
        return summary(self.of(id))

    def neuron_words(self, id: str, row: int) -> str:
        """One of its own numbers in words."""
        return neuron_words(self.of(id), self.session, row)


def pointed_in(scene: CanvasScene, found: Hit, at: QPointF) -> Pointed | None:
    """What lies under a point of the scene inside the card that was found there; None where that is not open."""
    item = scene.nodes.get(found.id)
    if found.kind != "node" or item is None:
        return None
    return scene.inside.pointed(item, at, style_of(scene.look.theme), scale_in_view(scene))
