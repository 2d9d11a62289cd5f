"""Cards: what a node shows at rest, how that is painted, and the item that stands for it in the scene."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.graph import Node
from engine.shapes import Form
from gui.canvas import metrics
from gui.canvas.marks import STEP, paint_marks
from gui.canvas.metrics import CARD_RECT, FORMULA_LINE, LEFT, MAP_HEIGHT, MAP_TOP, TITLE_LINE, WIDTH
from gui.canvas.port import paint_port
from gui.canvas.style import Style
from gui.theme import ink_on, mix

_BLOCK_TITLE = 12.0
_DIMMED = 0.5
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_ROOM = WIDTH - LEFT - 8


@dataclasses.dataclass(frozen=True)
class Face:
    """All that a card shows at rest. A card is painted anew only when its face is another one.

    ``sizes`` are the parameters' shape words ("2→8"), ``marks`` say whether they are "frozen" or "tied"; ``problem``
    is why the node is left out, or ""; ``of`` is what gradients are gradients of.
    """

    node: Node
    form: Form | None
    sizes: str
    problem: str
    is_selected: bool
    marks: tuple[str, ...] = ()
    of: str = "L"

    @property
    def can_open(self) -> bool:
        """Whether it has an inside to zoom into: its value is a number or a list of numbers, not pictures."""
        return not self.problem and self.form is not None and len(self.form.shape) <= 1


class NodeItem(QGraphicsItem):
    """A node in the scene: found by the pointer, moved, asked for its ports. The scene's background paints it."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.face = face
        self.setZValue(1)
        self.setPos(*face.node.at)

    def boundingRect(self) -> QRectF:
        return CARD_RECT.adjusted(-8, -8, 8, 8)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(CARD_RECT)
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: Qt wants every item to have this."""

    def ports(self) -> Iterator[tuple[str, QPointF]]:
        """Its ports and where they are on the card: the inputs by name, then the output as ""."""
        names = self.face.node.layer.ports
        for index, name in enumerate(names):
            yield name, metrics.input_offset(index, len(names))
        yield "", metrics.OUTPUT_OFFSET

    def port(self, name: str) -> QPointF:
        """Where a port is in the scene."""
        return self.pos() + next(at for known, at in self.ports() if known == name)


def paint_card(painter: QPainter, face: Face, style: Style, scale: float) -> None:
    """A card with its top left corner at the origin, for a ``scale`` of so many screen pixels per unit."""
    shown = metrics.detail(scale)
    _paint_ground(painter, face, style, scale)
    strength = _DIMMED if face.problem else 1.0
    # One name has gone before the other comes, so that they are never read across each other.
    if shown < 0.5:
        painter.setOpacity(strength * (1 - 2 * shown))
        _paint_block_name(painter, face, style, scale)
    else:
        still = max(0.0, 1 - 2 * style.openness(scale)) if face.can_open else 1.0
        painter.setOpacity(strength * (2 * shown - 1) * still)
        if still:
            _paint_words(painter, face, style, with_name=still == 1)
    painter.setOpacity(1.0)
    if face.problem:
        _paint_problem_mark(painter, style)


def paint_ports(painter: QPainter, item: NodeItem, style: Style, scale: float) -> None:
    """The ports of a card, in the card's coordinates."""
    shown = metrics.detail(scale)
    if shown:
        painter.setOpacity(shown)
        for _, at in item.ports():
            paint_port(painter, at, style.port, style.card)
        painter.setOpacity(1.0)


def _paint_ground(painter: QPainter, face: Face, style: Style, scale: float) -> None:
    family, as_block = face.node.layer.family.lower(), 1 - metrics.detail(scale)
    if as_block < 1:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.shadow)
        painter.drawRoundedRect(CARD_RECT.translated(0, 1.6), metrics.RADIUS, metrics.RADIUS)
    painter.setBrush(mix(style.theme.card, style.blocks[family], as_block) if as_block else style.card)
    painter.setPen(style.thin(style.selected if face.is_selected else style.outline, scale))
    painter.drawRoundedRect(CARD_RECT, metrics.RADIUS, metrics.RADIUS)
    if as_block == 1:
        painter.fillRect(metrics.STRIP, style.theme.families[family])
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.theme.families[family])
        painter.drawRoundedRect(metrics.STRIP, 2, 2)


def _paint_block_name(painter: QPainter, face: Face, style: Style, scale: float) -> None:
    font = QFont(style.title)
    font.setPixelSize(min(30, round(_BLOCK_TITLE / scale)))
    painter.setFont(font)
    painter.setPen(style.theme.ink)
    painter.drawText(CARD_RECT.adjusted(10, 4, -6, -4), _CENTRED, face.node.name)


def _paint_words(painter: QPainter, face: Face, style: Style, with_name: bool) -> None:
    theme, node = style.theme, face.node
    if with_name:
        font, name = style.title_for(node.name, _ROOM - STEP * len(face.marks))
        painter.setFont(font)
        painter.setPen(theme.ink)
        painter.drawText(QPointF(LEFT, TITLE_LINE), name)
    painter.setFont(style.formula)
    painter.setPen(theme.secondary)
    room = _ROOM - (style.small_metrics.horizontalAdvance(face.sizes) + 6 if face.sizes else 0)
    formula = style.formula_metrics.elidedText(node.layer.formulas[0], Qt.TextElideMode.ElideRight, room)
    painter.drawText(QPointF(LEFT, FORMULA_LINE), formula)
    painter.setFont(style.small)
    painter.setPen(style.hint)
    if face.sizes:
        start = LEFT + style.formula_metrics.horizontalAdvance(formula) + 6
        painter.drawText(QPointF(start, FORMULA_LINE), face.sizes)
    paint_marks(painter, face.marks, style)
    painter.setPen(style.hint)
    for kind in ("value", "gradient"):
        painter.drawText(QPointF(LEFT, row_line(kind)), row_words(kind, face.of))


def row_words(kind: str, of: str) -> str:
    """The name of a row of a card, where gradients are ``of`` L or o."""
    return "value" if kind == "value" else f"∂{of}/∂"


def row_line(kind: str) -> float:
    """Where the letters of a row's name stand."""
    return MAP_TOP[kind] + MAP_HEIGHT / 2 + (0 if kind == "value" else 1)


def _paint_problem_mark(painter: QPainter, style: Style) -> None:
    at, colour = QPointF(WIDTH - 14, 15), style.theme.error
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawEllipse(at, 6.5, 6.5)
    painter.setFont(style.small_bold)
    painter.setPen(ink_on(colour))
    painter.drawText(QRectF(at.x() - 6.5, at.y() - 6.5, 13, 13), Qt.AlignmentFlag.AlignCenter, "!")

