"""Layout: where the nodes of a network go when it is tidied or aligned. Numbers in, numbers out."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

Place = tuple[float, float]
Places = dict[str, Place]
Link = tuple[str, str]

CARD = (148.0, 108.0)
"""Width and height of a card, in canvas units."""
GAP = (88.0, 44.0)
"""Room between cards: beside each other for an edge and its shape label, below each other for a curve to pass."""
GRID = 4.0
SIDES = ("left", "centre", "right", "top", "middle", "bottom")
_SWEEPS = 8
_LONGEST_DETOUR = 20


def tidy(ids: Sequence[str], links: Iterable[Link], aspect: float = 0.0) -> Places:
    """A place for each id, from (0, 0) on: one column after the ids that feed it, as few crossings as sweeping finds.

    ``links`` are (source, target) pairs without loops. With an ``aspect`` (width ÷ height of the window), a long
    network is broken into rows so that it fills such a window best. Ids without any link stand in a row of their own.
    """
    links = sorted(set(links))
    linked = {id for link in links for id in link}
    columns = _columns([id for id in ids if id in linked], links)
    heights = _heights(columns, links)
    places = _folded(columns, heights, aspect)
    lowest = max((y for _, y in places.values()), default=-CARD[1] - GAP[1])
    alone = [id for id in ids if id not in linked]
    step = CARD[0] + GAP[0]
    return places | {id: (i * step, lowest + CARD[1] + GAP[1]) for i, id in enumerate(alone)}


def align(places: Mapping[str, Place], side: str) -> Places:
    """The same places with one ``side`` (of SIDES) in line; middles go to the average."""
    axis = 0 if SIDES.index(side) < 3 else 1
    along = [place[axis] for place in places.values()]
    choose: Callable[[list[float]], float] = (min, _mean, max)[SIDES.index(side) % 3]
    line = to_grid(choose(along))
    return {id: (line, y) if axis == 0 else (x, line) for id, (x, y) in places.items()}


def distribute(places: Mapping[str, Place], axis: int) -> Places:
    """The same places at equal distances along an axis (0 is x), between the first and the last, which stay."""
    along = sorted(places, key=lambda id: places[id][axis])
    if len(along) < 3:
        return dict(places)
    first, last = places[along[0]][axis], places[along[-1]][axis]
    spread = {id: first + (last - first) * number / (len(along) - 1) for number, id in enumerate(along)}
    spread |= {id: to_grid(spread[id]) for id in along[1:-1]}
    return {id: (spread[id], y) if axis == 0 else (x, spread[id]) for id, (x, y) in places.items()}


def to_grid(length: float) -> float:
    """The nearest multiple of the grid."""
    return round(length / GRID) * GRID


def overlaps(one: Place, other: Place, gap: float = 0.0) -> bool:
    """Whether cards at these places lie over each other, or nearer than ``gap``."""
    return all(abs(a - b) < size + gap for a, b, size in zip(one, other, CARD, strict=True))


def free_place(taken: Iterable[Place], at: Place) -> Place:
    """``at`` on the grid, or the first place below it where no card lies."""
    others = list(taken)
    x, y = to_grid(at[0]), to_grid(at[1])
    while any(overlaps((x, y), other, GRID) for other in others):
        y += GRID
    return x, y


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


def _columns(ids: Sequence[str], links: list[Link]) -> list[list[str]]:
    """The ids by columns: as far left as their sources allow, then a start is drawn up to what it feeds.

    An edge that spans several columns passes through invisible ids of its own, so that cards leave it room.
    """
    depth = _depths(ids, links)
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for id in ids:
        columns[depth[id]].append(id)
    passing = [(link, column) for link in links for column in range(depth[link[0]] + 1, depth[link[1]])]
    if len(passing) <= _LONGEST_DETOUR * len(ids):
        for link, column in passing:
            columns[column].append(_way(link, column))
    return columns


def _way(link: Link, column: int) -> str:
    """The invisible id at which a long edge passes a column; no node id holds a line break."""
    return "\n".join((*link, str(column)))


def _depths(ids: Sequence[str], links: list[Link]) -> dict[str, int]:
    feeds: dict[str, list[str]] = {id: [] for id in ids}
    fed: dict[str, list[str]] = {id: [] for id in ids}
    for source, target in links:
        feeds[target].append(source)
        fed[source].append(target)
    waiting = {id: len(feeds[id]) for id in ids}
    depth = {id: 0 for id in ids if not waiting[id]}
    for id in (order := list(depth)):
        for target in fed[id]:
            depth[target] = max(depth.get(target, 0), depth[id] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    for id in order:
        if not feeds[id]:
            depth[id] = min(depth[target] for target in fed[id]) - 1
    return depth


def _heights(columns: list[list[str]], links: list[Link]) -> dict[str, float]:
    """A height for each id, seen and unseen: swept to and fro, each column sorted by and drawn to its neighbours.

    A start that joins late, such as a target, does not bend the way of what comes from the left; it stands below it.
    """
    neighbours = _neighbours(columns, links)
    late = {id for column in columns[1:] for id in column if not neighbours[id][0]}
    heights = {id: i * _step(id) for column in columns for i, id in enumerate(column)}

    def wanted(id: str, side: int) -> float:
        if id in late:
            return _wanted(neighbours[id][1], heights, id) + CARD[1] + GAP[1]
        near = neighbours[id][side] or neighbours[id][1 - side]
        return _wanted([each for each in near if each not in late] or near, heights, id)

    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            places = {id: wanted(id, sweep % 2) for id in column}
            column.sort(key=places.__getitem__)
            heights |= _spread(column, places)
    return heights


def _neighbours(columns: list[list[str]], links: list[Link]) -> dict[str, tuple[list[str], list[str]]]:
    column_of = {id: number for number, column in enumerate(columns) for id in column}
    found: dict[str, tuple[list[str], list[str]]] = {id: ([], []) for id in column_of}
    for source, target in links:
        ways = [_way((source, target), number) for number in range(column_of[source] + 1, column_of[target])]
        chain = [source, *(way for way in ways if way in column_of), target]
        for before, after in pairwise(chain):
            found[before][1].append(after)
            found[after][0].append(before)
    return found


def _wanted(neighbours: list[str], heights: Mapping[str, float], id: str) -> float:
    return _mean([heights[each] for each in neighbours]) if neighbours else heights[id]


def _step(id: str) -> float:
    return GAP[1] if "\n" in id else CARD[1] + GAP[1]


def _spread(column: list[str], wanted: Mapping[str, float]) -> dict[str, float]:
    """Heights in this order, each as near as can be to where it is wanted (least squares, pooling what collides)."""
    starts = [0.0]
    for id in column:
        starts.append(starts[-1] + _step(id))
    groups: list[list[float]] = []
    for number, id in enumerate(column):
        groups.append([wanted[id] - starts[number], 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (one, size), (other, more) = groups[-2], groups.pop()
            groups[-1] = [(one * size + other * more) / (size + more), size + more]
    shifts = [shift for shift, size in groups for _ in range(int(size))]
    return {id: shifts[number] + starts[number] for number, id in enumerate(column)}


def _folded(columns: list[list[str]], heights: Mapping[str, float], aspect: float) -> Places:
    """Places of the seen ids, the columns broken into as many rows as fill a window of this aspect best."""
    seen = [[id for id in column if "\n" not in id] for column in columns]
    options = range(1, len(seen) + 1) if aspect > 0 else range(1, min(2, len(seen) + 1))
    drawn = [_rows(seen, heights, -(-len(seen) // rows)) for rows in options]
    return max(drawn, key=lambda places: _zoom(places, aspect or 1.0), default={})


def _rows(seen: list[list[str]], heights: Mapping[str, float], width: int) -> Places:
    places: Places = {}
    top = 0.0
    for first in range(0, len(seen), width):
        row = seen[first : first + width]
        inside = [heights[id] for column in row for id in column]
        for number, column in enumerate(row):
            for id in column:
                places[id] = (number * (CARD[0] + GAP[0]), to_grid(top + heights[id] - min(inside)))
        top += max(inside) - min(inside) + CARD[1] + 2 * GAP[1]
    return places


def _zoom(places: Places, aspect: float) -> float:
    """How large a drawing can be shown in a window of this width and height 1."""
    wide = max(x for x, _ in places.values()) + CARD[0] + GAP[0]
    high = max(y for _, y in places.values()) + CARD[1] + GAP[1]
    return min(aspect / wide, 1 / high)
