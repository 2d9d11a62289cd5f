"""Layout: where everything lies inside an opened card, in canvas units from its top left corner, at every zoom."""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from PySide6.QtCore import QLineF, QRectF

from gui.canvas.metrics import HEIGHT, WIDTH

LEFT, RIGHT = 9.0, WIDTH - 9.0
HEADER = QRectF(LEFT, 3.0, RIGHT - LEFT, 8.0)
EARLIER, LATER = QRectF(RIGHT - 47, 3.0, 6.0, 8.0), QRectF(RIGHT - 6, 3.0, 6.0, 8.0)
EXAMPLE = QRectF(RIGHT - 41, 3.0, 35.0, 8.0)
TITLE = QRectF(LEFT, 3.0, RIGHT - 47 - LEFT, 8.0)
FOOTER = QRectF(LEFT + 30, HEIGHT - 8.5, RIGHT - LEFT - 80, 6.0)

_HEADS, _HEAD = 12.5, 6.0
_TOP, _BOTTOM = 19.5, HEIGHT - 9.5
_TALLEST_ROW, _TALLEST_BEAD, _FILLED = 22.0, 8.5, 0.8
_APART, _LOOSEST = 0.5, 1.35
"""Between two sets of rows, in rows; and how far apart the rows of a set are at most, in heights of a bead."""
_THREAD, _THREAD_HEIGHT, _MOST_NUMBERED = 11.0, 4.6, 16
_SHARES = (0.5, 0.36, 0.64, 0.24, 0.76, 0.3, 0.7, 0.43, 0.57, 0.18, 0.82)
_VALUE, _GRADIENT, _PARAMETER, _LABEL, _NEAR = 14.0, 14.0, 12.0, 7.0, 1.5


@dataclass(frozen=True)
class Group:
    """What decides where a column lies: its role, its rows, and whether a gradient stands beside each number."""

    role: str
    count: int
    has_gradient: bool

    @property
    def width(self) -> float:
        """Room for numbers, gradients and names."""
        if self.role == "parameter":
            return _PARAMETER + _NEAR
        return _LABEL + _VALUE + (_NEAR + _GRADIENT if self.has_gradient else 0.0)


@dataclass(frozen=True)
class Places:
    """Where the beads of a column lie, from the top: numbers, their gradients (or none), and their names.

    ``head`` and ``gradient_head`` are above them, for their symbols.
    """

    beads: tuple[QRectF, ...]
    gradients: tuple[QRectF, ...]
    names: tuple[QRectF, ...]
    head: QRectF
    gradient_head: QRectF
    foot: QRectF


@dataclass(frozen=True)
class Threads:
    """Lines between two columns, where the number of each stands on it (None: no room), and their symbol above."""

    lines: tuple[QLineF, ...]
    numbers: tuple[QRectF | None, ...]
    head: QRectF


@lru_cache(maxsize=256)
def lay_out(groups: tuple[Group, ...]) -> tuple[Places, ...]:
    """The places of columns: what comes in at the left, together at the right the parameters and the value.

    Several sources share the left: their rows alternate where they have as many each, else they follow one another.
    """
    sources = [group for group in groups if group.role == "source"]
    free = RIGHT - LEFT - sum(group.width for group in groups[len(sources) :])
    left = LEFT + (free if sources else free / 2)
    found = [_place(group, LEFT, rows) for group, rows in zip(sources, _shared_rows(sources), strict=True)]
    for group in groups[len(sources) :]:
        found.append(_place(group, left, _rows(group.count)))
        left += group.width
    return tuple(found)


@lru_cache(maxsize=256)
def thread(groups: tuple[Group, ...], source: int, ends: tuple[tuple[int, int], ...]) -> Threads:
    """Lines from the rows of a source to the rows of the value, as far left as something belongs to each row."""
    places = lay_out(groups)
    own = next(k for k, group in enumerate(groups) if group.role != "source")
    starts = places[source].gradients or places[source].beads
    stops = (places[own] if len(places[own].beads) == len(places[-1].beads) else places[-1]).beads
    lines = tuple(
        QLineF(starts[i].right(), starts[i].center().y(), stops[j].left(), stops[j].center().y()) for i, j in ends
    )
    left, right = starts[0].right(), stops[0].left()
    return Threads(lines, _on_lines(lines), QRectF(left, _HEADS, right - left, _HEAD))


def _on_lines(lines: tuple[QLineF, ...]) -> tuple[QRectF | None, ...]:
    """A box on each line that meets no other box; none for any where there are too many lines to tell apart."""
    if len(lines) > _MOST_NUMBERED or not lines or lines[0].dx() < _THREAD + 6:
        return (None,) * len(lines)
    found: list[QRectF | None] = []
    for line in lines:
        spots = (QRectF(-_THREAD / 2, -_THREAD_HEIGHT / 2, _THREAD, _THREAD_HEIGHT).translated(line.pointAt(share))
                 for share in _SHARES)
        taken = [box.adjusted(-1, -0.6, 1, 0.6) for box in found if box is not None]
        found.append(next((spot for spot in spots if not any(spot.intersects(box) for box in taken)), None))
    return tuple(found)


def _place(group: Group, left: float, rows: list[tuple[float, float]]) -> Places:
    width = _PARAMETER if group.role == "parameter" else _VALUE
    start = left + _LABEL if group.role == "source" else left
    beads = tuple(QRectF(start, top, width, height) for top, height in rows)
    beside = start + width + _NEAR
    gradients = tuple(QRectF(beside, each.y(), _GRADIENT, each.height()) for each in beads if group.has_gradient)
    label = left if group.role == "source" else left + group.width - _LABEL
    names = () if group.role == "parameter" else tuple(QRectF(label, at.y(), _LABEL, at.height()) for at in beads)
    head = QRectF(start - 2, _HEADS, width + 4, _HEAD)
    right = beside + _GRADIENT if group.has_gradient else start + width
    foot = QRectF(start, _BOTTOM + 1, right - start, FOOTER.height())
    return Places(beads, gradients, names, head, QRectF(beside - 1, _HEADS, _GRADIENT + 2, _HEAD), foot)


def _shared_rows(sources: list[Group]) -> list[list[tuple[float, float]]]:
    """Top and height of the rows of each of the sources, which share one column."""
    counts = {group.count for group in sources}
    if len(counts) == 1:
        (count,), sets = counts, len(sources)
        all_rows = _rows(count * sets, apart_by=sets)
        return [all_rows[place::sets] for place in range(sets)]
    all_rows, ends = _rows(sum(group.count for group in sources)), list(accumulate(group.count for group in sources))
    return [all_rows[end - group.count : end] for group, end in zip(sources, ends, strict=True)]


def _rows(count: int, apart_by: int = 1) -> list[tuple[float, float]]:
    """Top and height of each row's bead: in the middle of the room, and never farther apart than looks calm.

    Sets of several rows stand a little apart.
    """
    gaps = (count // apart_by - 1) * _APART if apart_by > 1 else 0.0
    pitch = min(_TALLEST_ROW, (_BOTTOM - _TOP) / max(1.0, count + gaps))
    height = min(_TALLEST_BEAD, _FILLED * pitch)
    pitch = min(pitch, height * _LOOSEST) if apart_by > 1 else pitch
    top = (_TOP + _BOTTOM - pitch * (count + gaps)) / 2 + (pitch - height) / 2
    steps = (row + (row // apart_by * _APART if apart_by > 1 else 0.0) for row in range(count))
    return [(top + step * pitch, height) for step in steps]
