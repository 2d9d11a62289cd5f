"""Sheet: what is drawn and written inside a card, in the card's coordinates, and what lies under a point of it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from engine.inquiry.rules import Index
from gui.canvas.inside.numbers import EMPTY, Numbers

_CENTRE = Qt.AlignmentFlag.AlignCenter
LEVELS = 8
"""Lines are told apart by so many widths and strengths of colour."""


@dataclass(slots=True)
class Bead:
    """One number on a ground of its colour; None for the ground: a frame where nothing is computed yet.

    ``opened`` is how far it has faded into the graph of what it is made of; one at work is being made, term by term.
    """

    rect: QRectF
    numbers: Numbers
    place: int
    text: str
    ground: QColor | None
    ink: QColor
    is_round: bool = False
    opened: float = 0.0
    is_at_work: bool = False

    @property
    def index(self) -> Index:
        """Where the number is in its array."""
        return self.numbers.indices[self.place]


@dataclass(slots=True)
class Words:
    """Words in a box: as large as ``size`` canvas units but no larger than ``most`` pixels. ``font`` is a Style's.

    A knot is a round place where lines meet.
    """

    rect: QRectF
    text: str
    font: str
    size: float
    most: float
    ink: QColor
    align: Qt.AlignmentFlag = _CENTRE
    is_knot: bool = False


@dataclass(slots=True)
class Strand:
    """Lines with the numbers they carry, ``sizes`` from −1 to 1 by which they have their width and colour.

    ``other`` is what they carry the other way, for whoever points at one; ``weights`` is as in Wires. ``bundles``
    are the lines by their sizes in whole steps of LEVELS, the thick ones last.
    """

    lines: list[QLineF]
    numbers: Numbers
    other: Numbers | None
    sizes: np.ndarray
    state: str
    weights: str
    bundles: dict[int, list[QLineF]] = field(init=False)

    def __post_init__(self) -> None:
        levels = (self.sizes * (LEVELS if self.state != EMPTY else 0)).round().astype(int).tolist()
        self.bundles = {level: [] for level in sorted(dict.fromkeys(levels), key=abs)}
        for line, level in zip(self.lines, levels, strict=True):
            self.bundles[level].append(line)


@dataclass(slots=True)
class Button:
    """A place to press: "earlier" or "later" example."""

    rect: QRectF
    name: str
    text: str
    is_on: bool


@dataclass(slots=True)
class Sheet:
    """All of it, in the order of painting: strands, beads, words, buttons, and over them the ``graphs`` of neurons.

    ``shown`` is how far a graph has come to the fore, from 0 to 1.
    """

    strands: list[Strand] = field(default_factory=list)
    beads: list[Bead] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    graphs: list[Sheet] = field(default_factory=list)
    shown: float = 1.0

    def find(self, at: QPointF, reach: float) -> Bead | Button | tuple[Strand, int] | None:
        """The bead or button under a point, or the nearest wire within ``reach`` of it."""
        for graph in self.graphs:
            if (found := graph.find(at, reach)) is not None:
                return found
        pressed = next((button for button in self.buttons if button.rect.contains(at)), None)
        bead = next((bead for bead in reversed(self.beads) if bead.rect.contains(at)), None)
        if pressed is not None or bead is not None:
            return pressed or bead
        ways = [
            (distance(line, at), number, place)
            for number, strand in enumerate(self.strands)
            for place, line in enumerate(strand.lines)
        ]
        way, number, place = min(ways, default=(reach + 1, 0, 0))
        return (self.strands[number], place) if way <= reach else None

    def texts(self) -> Iterable[str]:
        """Everything that is written."""
        yield from (bead.text for bead in self.beads if bead.text)
        yield from (words.text for words in self.words)
        yield from (button.text for button in self.buttons)
        for graph in self.graphs:
            yield from graph.texts()


def distance(line: QLineF, at: QPointF) -> float:
    """From a point to the nearest point of a line."""
    along, to = line.p2() - line.p1(), at - line.p1()
    length = QPointF.dotProduct(along, along)
    share = min(1.0, max(0.0, QPointF.dotProduct(to, along) / length)) if length else 0.0
    return QLineF(at, line.p1() + along * share).length()
