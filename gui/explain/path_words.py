"""Path words: what is said of paths, in rows and sums, and what lights up for them. No Qt in here."""
from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.element import Element, ParameterElement
from engine.graph import Edge, Graph
from engine.location import Location
from engine.record import shown
from gui.explain.path_rows import PathRow
from gui.lighting import Cell, Light

if TYPE_CHECKING:
    from engine.paths import Path, Paths

MOST_SUMS = 3


def rows_of(paths: Paths, listed: Sequence[Path], graph: Graph) -> list[PathRow]:
    """The paths of the list in words; what all of them go through is left for ``sentence`` to say."""
    largest = max((abs(path.product) for path in listed), default=0.0) or 1.0
    is_one_way = _ways(listed) is not None
    return [
        PathRow(
            path.terms,
            tuple(_step_words(paths, path, step) for step in range(len(path.factors))),
            shown(path.product),
            path.product / largest,
            _way(path, graph, is_one_way),
        )
        for path in listed
    ]


def sentence(paths: Paths, listed: Sequence[Path], graph: Graph) -> str:
    """How many ways lead from the number to the end, and by which nodes if they are the same for all."""
    start, end = paths.words(paths.start), "the loss" if paths.of is None else paths.words(paths.of)
    if not paths.count:
        return f"Nothing of {start} reaches {end}: on every way a step has the derivative 0. So its gradient is 0."
    way = _ways(listed)
    through = f", through {' → '.join(graph.node(id).name for id in way)}" if way else ""
    if paths.count == 1:
        return f"One path leads from {start} to {end}{through}. The derivatives of its steps multiply to the gradient."
    return (
        f"{paths.count:,} paths lead from {start} to {end}{through}. Along each the derivatives of its steps are"
        " multiplied, and all paths together add up to the gradient."
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
        (f"the {len(listed)} largest of {paths.count:,}", shown(total)),
        (f"the other {others:,}", shown(paths.remainder(listed))),
        *lines,
    ]


def light_of(paths: Iterable[Path], graph: Graph) -> Light:
    """All that lies on any of these paths."""
    steps = [light_of_step(path, step, graph) for path in paths for step in range(len(path.factors))]
    return Light(
        frozenset().union(*(each.nodes for each in steps)),
        frozenset().union(*(each.edges for each in steps)),
        frozenset().union(*(each.cells for each in steps)),
    )


def light_of_step(path: Path, step: int, graph: Graph) -> Light:
    """Two numbers of a path, one after the other, and what joins them."""
    before, after = path.places[step : step + 2]
    edge = Edge(before.node, after.node, path.ports[step])
    edges = frozenset({edge} if edge in graph.edges else ())
    cells = frozenset(Cell.of(Location(place)) for place in (before, after))
    return Light(frozenset({before.node, after.node}), edges, cells)


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
    return ": ".join(part for part in (which, " → ".join(steps)) if part)


def _step_words(paths: Paths, path: Path, step: int) -> str:
    before, after = (paths.words(place) for place in path.places[step : step + 2])
    return f"∂({after}) / ∂({before}) = {shown(path.factors[step])}"
