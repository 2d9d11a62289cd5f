"""Paths: every way from one number to the loss, with the derivative of each step, and the product along it."""
from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from engine.chance import Chance
from engine.element import Element, ParameterElement, index_words
from engine.inquiry.gradient import Derivative, Wanted
from engine.inquiry.jacobian import Jacobian
from engine.inquiry.occasion import Occasion
from engine.inquiry.ranking import Hop, Ranking, Spot
from engine.inquiry.record import shown
from engine.layer import shape_words
from engine.plan import Plan, loss_nodes
from engine.writer import Writer

Start = Element | ParameterElement
# Steps that are kept at most, some 100 MB of them.
_MOST_STEPS = 4_000_000


@dataclasses.dataclass(frozen=True)
class Path:
    """From the start through one number after another; ``factors`` are the derivatives of each by the one before it.

    ``ports`` are the inputs by which each number but the first is reached, the name of the parameter for its own node.
    """

    places: tuple[Start, ...]
    factors: tuple[float, ...]
    ports: tuple[str, ...]

    @property
    def product(self) -> float:
        """What the path adds to the gradient."""
        return math.prod(self.factors)

    @property
    def terms(self) -> tuple[str, ...]:
        """The factors as they stand in the product."""
        first, *others = [shown(factor) for factor in self.factors] or ["1"]
        return (first, *(f"({each})" if each.startswith("−") else each for each in others))

    @property
    def text(self) -> str:
        """The product with its factors: ``0.5 × 0.91 × (−0.2)``."""
        return " × ".join(self.terms)


@dataclasses.dataclass(frozen=True, eq=False)
class _Steps:
    """From numbers of one node to those of another that depend on them, by number; sorted by where they begin."""

    target: str
    port: str
    low: np.ndarray
    high: np.ndarray
    factor: np.ndarray

    def begins_at(self, number: int) -> range:
        """Which of the steps begin at this number."""
        return range(*np.searchsorted(self.low, [number, number + 1]))


class Paths:
    """All paths from ``start`` to the loss, or to one number ``of`` a value, in the pass that the occasion is of.

    ``go_on`` makes some of the backward passes that they are found by, until ``is_done``; then ``count`` says how many
    there are, and ``largest`` lists them. A step whose derivative is 0, as through a ReLU that is off, ends a path:
    what would go on from there adds nothing. Where ``why_not`` is a sentence, there is nothing to find.
    """

    def __init__(self, occasion: Occasion, start: Start, of: Element | None = None) -> None:
        self.start, self.of = start, of
        self._graph = occasion.document.graph
        self.gradient, self.why_not = _gradient(occasion, start, of)
        self._steps: dict[str, list[_Steps]] = {}
        self._users: set[str] = set()
        self._made, self._settled, self._total = 0, 0, 1
        self.is_done = bool(self.why_not)
        if not self.why_not:
            ends, _ = loss_nodes(self._graph, occasion.shapes)
            self._ends = ends if of is None else (of.node,)
            self._plan = occasion.compile(outputs=self._ends)
            with np.errstate(all="ignore"):
                self._plan.run()
            self._on_the_way = self._find_way(occasion)
            self._total = sum(self._plan.values[id].value.size for id in self._on_the_way)
            self._work = self._search(occasion)

    # finding them

    @property
    def progress(self) -> float:
        """How much of the finding is done, from 0 to 1."""
        return 1.0 if self.is_done else self._settled / self._total

    def go_on(self, passes: int | None = None) -> None:
        """Make so many more backward passes, each of one layer; all that are left where no number is given."""
        with np.errstate(all="ignore"):
            for settled in itertools.islice(self._work, passes) if not self.is_done else ():
                self._settled += settled

    @property
    def count(self) -> int:
        """How many paths there are, to 16 digits, and no more than 10³⁰⁸; 0 before they are found."""
        return int(min(self._reach[self._origin][0][self._first], 1e308)) if self.is_done and not self.why_not else 0

    def largest(self, most: int) -> tuple[Path, ...]:
        """The paths with the largest products, whatever their sign, the largest first; all where there are no more."""
        if not self.is_done or self.why_not:
            return ()
        missing = most - len(self._listed)
        self._listed += itertools.islice(self._by_size, max(missing, 0))
        return tuple(self._listed[:most])

    def remainder(self, paths: Sequence[Path]) -> float:
        """What the gradient has beyond the sum of these paths; no more than rounding where they are all."""
        return math.fsum([self.gradient, *(-path.product for path in paths)])

    def words(self, place: Start) -> str:
        """The name of a place on a path: ``W of Linear, row 1, column 2``, or ``Tanh, number 3, example 1``."""
        if isinstance(place, ParameterElement):
            return place.words(self._graph)
        return place.words(self._graph, self._plan.values[place.node].examples > 1)

    # inside

    @property
    def _origin(self) -> str:
        """What the first steps are kept under; a parameter is no node."""
        return self.start.node if isinstance(self.start, Element) else ""

    @property
    def _first(self) -> int:
        if isinstance(self.start, ParameterElement):
            return 0
        return _number(self._plan, self.start)

    def _find_way(self, occasion: Occasion) -> list[str]:
        # A parameter acts through every node that uses it.
        if isinstance(self.start, ParameterElement):
            self._users = self._plan.values.keys() & occasion.weights.users(self.start.node)
        found = self._users or {self.start.node}
        for id in self._plan.values:
            if not found.isdisjoint(self._sources(id)):
                found = {*found, id}
        return [id for id in self._plan.values if id in found]

    def _sources(self, id: str) -> list[str]:
        """The nodes whose values a node is given."""
        return [] if self._graph.by_id[id].layer.reads_parameters else self._graph.sources(id)

    def _search(self, occasion: Occasion) -> Iterator[int]:
        write = Writer({}, occasion.table, None, Chance(occasion.document.seed) if occasion.is_training else None)
        reached = {self.start.node: np.array([self._first])} if isinstance(self.start, Element) else {}
        for id in self._on_the_way:
            y, inputs = self._plan.values[id], [self._plan.values[source] for source in self._graph.sources(id)]
            if id in reached:
                yield y.value.size
                continue
            y.learns = id in self._users
            jacobian = Jacobian(write, self._graph.by_id[id].layer, y, inputs, reached.keys() & self._sources(id))
            asked = [(source, port, array, reached[source]) for source, port, array in jacobian.contributions]
            if isinstance(self.start, ParameterElement) and id in self._users:
                gradient = y.named[self.start.name].grad[(*self.start.index, np.newaxis)]
                asked.append(("", self.start.name, gradient, np.array([0])))
            only = _number(self._plan, self.of) if self.of is not None and id == self.of.node else None
            yield from jacobian.search([(array, places) for _, _, array, places in asked], only)
            for (source, port, _, _), found in zip(asked, jacobian.found, strict=True):
                order = np.argsort(found[0], kind="stable")
                self._steps.setdefault(source, []).append(_Steps(id, port, *(part[order] for part in found)))
                self._made += order.size
            if self._made > _MOST_STEPS:
                self.why_not = (
                    f"There are more than {_MOST_STEPS:,} steps on the paths from here; take smaller batches or start"
                    " nearer to the loss."
                )
                break
            reached[id] = np.unique(np.concatenate([high for _, high, _ in jacobian.found]))
        self.is_done = True

    @cached_property
    def _reach(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """For each number of each node on the way: how many paths lead on from it, and the largest product of one."""
        found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for id in reversed(["", *self._on_the_way]):
            size = self._plan.values[id].value.size if id else 1
            count, best = np.zeros(size), np.zeros(size)
            if id in self._ends:
                at = _number(self._plan, self.of) if self.of else 0
                count[at] = best[at] = 1.0
            for steps in self._steps.get(id, ()):
                on_count, on_best = found[steps.target]
                with np.errstate(all="ignore"):
                    np.add.at(count, steps.low, on_count[steps.high])
                    np.maximum.at(best, steps.low, np.abs(steps.factor) * on_best[steps.high])
            found[id] = count, best
        return found

    @cached_property
    def _listed(self) -> list[Path]:
        return []

    @cached_property
    def _by_size(self) -> Iterator[Path]:
        """All paths, the largest first."""
        ranking = Ranking(self._hops, lambda spot: spot[0] in self._ends)
        for hops in ranking.paths((self._origin, self._first)):
            places = (self.start, *(self._place(*hop.target) for hop in hops))
            yield Path(places, tuple(hop.factor for hop in hops), tuple(hop.port for hop in hops))

    def _hops(self, spot: Spot) -> Iterator[Hop]:
        id, number = spot
        for steps in self._steps.get(id, ()):
            best = self._reach[steps.target][1]
            for at in steps.begins_at(number):
                on = int(steps.high[at])
                yield Hop((steps.target, on), float(steps.factor[at]), steps.port, float(best[on]))

    def _place(self, id: str, number: int) -> Element:
        *index, example = (int(at) for at in np.unravel_index(number, self._plan.values[id].value.shape))
        return Element(id, tuple(index), example)


def _number(plan: Plan, element: Element) -> int:
    """The place of an element in the array of its node, read row by row."""
    return int(np.ravel_multi_index((*element.index, element.example), plan.values[element.node].value.shape))


def _gradient(occasion: Occasion, start: Start, of: Element | None) -> tuple[float, str]:
    """The derivative by the start as one backward pass gives it, or a sentence why there is none."""
    wanted: Wanted = start.node if isinstance(start, Element) else (start.node, start.name)
    derivative = Derivative(occasion, of, (wanted,))
    if derivative.why_not:
        return 0.0, derivative.why_not
    gradients = derivative.compute()[wanted]
    index = (*start.index, start.example) if isinstance(start, Element) else start.index
    is_there = len(index) == gradients.ndim and all(
        0 <= at < size for at, size in zip(index, gradients.shape, strict=True)
    )
    if not is_there:
        name = occasion.document.graph.node(start.node).name
        what = name if isinstance(start, Element) else f"{start.name} of {name}"
        place = index_words(index).lstrip(", ") or "no place at all"
        return 0.0, f"{what} is of shape {shape_words(gradients.shape)}; there is nothing at {place}."
    if not math.isfinite(gradients[index]):
        return 0.0, "The gradient is not a finite number here, so no products add up to it; step back."
    return float(gradients[index]), ""
