"""Path words: what is said of paths, in rows and sums, and what lights up for them. No Qt in here."""
from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.element import Element, ParameterElement
from engine.graph import Edge, Graph
from engine.inquiry.location import Location
from engine.inquiry.record import shown
from gui.explain.path_rows import PathRow
from gui.lighting import Cell, Light
from gui.paint.numbers import superscript

if TYPE_CHECKING:
    from engine.inquiry.paths import Path, Paths

MOST_SUMS = 3
# So many factors of a path are told at its beginning and at its end, and nodes of a way, where it has more.
_FIRST, _LAST = 6, 4


def rows_of(paths: Paths, listed: Sequence[Path], graph: Graph) -> list[PathRow]:
    """The paths of the list in words; what all of them go through is left for ``sentence`` to say."""
    largest = max((abs(path.product) for path in listed), default=0.0) or 1.0
    is_one_way = _ways(listed) is not None
    rows = []
    for path in listed:
        steps = _told(len(path.factors))
        factors = [path.terms[low] if high == low + 1 else f"… {high - low} more …" for low, high in steps]
        said = tuple(_step_words(paths, path, low, high) for low, high in steps)
        way = _way(path, graph, is_one_way)
        rows.append(PathRow(tuple(factors), steps, said, shown(path.product), path.product / largest, way))
    return rows


def sentence(paths: Paths, listed: Sequence[Path], graph: Graph) -> str:
    """How many ways lead from the number to the end, and by which nodes if they are the same for all."""
    start, end = paths.words(paths.start), "the loss" if paths.of is None else paths.words(paths.of)
    if not paths.count:
        return f"Nothing of {start} reaches {end}: on every way a step has the derivative 0. So its gradient is 0."
    way = _ways(listed)
    through = f", through {_chain([graph.node(id).name for id in way])}" if way else ""
    if paths.count == 1:
        return f"One path leads from {start} to {end}{through}. The derivatives of its steps multiply to the gradient."
    return (
        f"{_counted(paths.count)} paths lead from {start} to {end}{through}."
        " Along each the derivatives of its steps are multiplied, and all paths together add up to the gradient."
    )


def sums(paths: Paths, listed: Sequence[Path], symbol: str, graph: Graph) -> list[tuple[str, str]]:
    """What the listed paths add up to, what the others add, and the gradient by a backward pass: MOST_SUMS lines."""
    start = paths.start
    by = start.name if isinstance(start, ParameterElement) else graph.node(start.node).layer.letter
    lines = [(f"∂{symbol}/∂{by} by the backward pass", shown(paths.gradient))]
    total, others = math.fsum(path.product for path in listed), paths.count - len(listed)
    if others <= 0:
        return [(f"sum of all {len(listed):,} paths" if len(listed) > 1 else "the product", shown(total)), *lines]
    return [
        (f"the {len(listed)} largest of {_counted(paths.count)}", shown(total)),
        (f"the other {_counted(others)}", shown(paths.remainder(listed))),
        *lines,
    ]


def light_of(paths: Iterable[Path], graph: Graph) -> Light:
    """All that lies on any of these paths."""
    lights = [light_of_steps(path, 0, len(path.factors), graph) for path in paths]
    return Light(
        frozenset().union(*(each.nodes for each in lights)),
        frozenset().union(*(each.edges for each in lights)),
        frozenset().union(*(each.cells for each in lights)),
    )


def light_of_steps(path: Path, low: int, high: int, graph: Graph) -> Light:
    """The numbers of a path from before one step to after another, and what joins them."""
    places = path.places[low : high + 1]
    joints = zip(places, places[1:], path.ports[low:high], strict=False)
    edges = {Edge(before.node, after.node, port) for before, after, port in joints} & set(graph.edges)
    nodes = frozenset(place.node for place in places)
    return Light(nodes, frozenset(edges), frozenset(Cell.of(Location(place)) for place in places))


def _told(steps: int) -> tuple[tuple[int, int], ...]:
    """The steps of a path one by one; those in the middle of a long one together."""
    ones = [(step, step + 1) for step in range(steps)]
    if steps <= _FIRST + _LAST + 1:
        return tuple(ones)
    return (*ones[:_FIRST], (_FIRST, steps - _LAST), *ones[-_LAST:])


def _chain(names: Sequence[str]) -> str:
    """One after the other; those in the middle are left out where they are many."""
    left = len(names) - _FIRST - _LAST
    told = names if left <= 1 else [*names[:_FIRST], f"… {left} more …", *names[-_LAST:]]
    return " → ".join(told)


def _counted(count: int) -> str:
    """A count that can be read: from a billion on as a power of ten."""
    if count < 10**9:
        return f"{count:,}"
    mantissa, power = f"{count:.1e}".split("e")
    return f"{mantissa} × 10{superscript(int(power))}"


def _ways(listed: Sequence[Path]) -> tuple[str, ...] | None:
    """The nodes after the start that all of the paths go through, or None where they part."""
    found = {tuple(place.node for place in path.places[1:]) for path in listed}
    return found.pop() if len(found) == 1 else None


def _way(path: Path, graph: Graph, is_one_way: bool) -> str:
    """The example, and the numbers that are gone through, with the names of the nodes where others go elsewhere."""
    inside = [place for place in path.places if isinstance(place, Element)]
    examples = {place.example for place in inside if place.index}
    numbers = ["·".join(str(axis + 1) for axis in place.index) for place in inside]
    if is_one_way:
        # Where every node has one number only, which it is says nothing.
        steps = [number for number in numbers if number] if any(number not in ("", "1") for number in numbers) else []
    else:
        names = [graph.node(place.node).name for place in inside]
        steps = [f"{name} {number}".strip() for name, number in zip(names, numbers, strict=True)]
    which = f"example {examples.pop() + 1:,}" if len(examples) == 1 else ""
    return ": ".join(part for part in (which, _chain(steps)) if part)


def _step_words(paths: Paths, path: Path, low: int, high: int) -> str:
    before, after = paths.words(path.places[low]), paths.words(path.places[high])
    along = " along this path" if high > low + 1 else ""
    return f"∂({after}) / ∂({before}){along} = {shown(math.prod(path.factors[low:high]))}"
