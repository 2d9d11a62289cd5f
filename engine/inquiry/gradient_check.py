"""Gradient check: does the loss, when a parameter is moved, do what the backward pass says that it will?"""
from __future__ import annotations

import dataclasses
import math

import numpy as np

from engine.element import ParameterElement, index_words
from engine.inquiry.probe import TOLERANCE, Judged, Line, Probe
from engine.plan import Plan, compile_plan
from engine.session import Session
from engine.weights import Weights

# The use of the seed that drawing a sample and directions has to itself.
_STREAM = 6
_MOST = 4_000


@dataclasses.dataclass(frozen=True)
class _Place:
    """One parameter: its place in the vector of all, which one it is, and its name."""

    at: int
    element: ParameterElement
    name: str


@dataclasses.dataclass(frozen=True)
class Finding:
    """What came out: ``worst`` has the largest relative error, and ``element`` whose it is, in words the ``place``.

    ``blamed`` names the layers whose backward pass it comes from, where it is above the tolerance. ``kinks`` are the
    places where the loss has a kink (ReLU at 0), ``edges`` those beside which it is no finite number (a name for
    Embedding): differences can't judge them. ``passes`` counts forward passes.
    """

    worst: Judged
    element: ParameterElement | None
    place: str
    blamed: str
    kinks: tuple[str, ...]
    edges: tuple[str, ...]
    checked: int
    parameters: int
    passes: int

    @property
    def is_right(self) -> bool:
        """Whether no relative error is above 1e-6."""
        return self.worst.error <= TOLERANCE

    @property
    def sentence(self) -> str:
        """What came out, in words."""
        worst, cost = self.worst, f"{self._which()}, {self.passes:,} forward passes"
        if not math.isfinite(worst.said):
            return (
                f"The gradient of {self.place} is not a finite number{_which_one(worst.said)}, which comes from the"
                f" backward pass of {self.blamed} ({cost})."
            )
        if not self.is_right:
            return (
                f"The gradient of {self.place} is wrong: the backward pass says {worst.said:.6g}, differences of the"
                f" loss say {worst.measured:.6g}, a relative error of {worst.error:.1e}; the fault is in the backward"
                f" pass of {self.blamed} ({cost})."
            )
        if not self.place:
            return f"No gradient could be judged{self._bends()} ({cost})."
        found = f"the worst relative error is {worst.error:.1e}, at {self.place}"
        which = "The gradients" if self.checked == self.parameters else "The gradients that were checked"
        return f"{which} are right: {found}{self._bends()} ({cost})."

    def _which(self) -> str:
        if self.checked == self.parameters:
            return f"{self.parameters:,} parameter{'s' * (self.parameters != 1)}"
        return f"{self.checked:,} of {self.parameters:,} parameters"

    def _bends(self) -> str:
        told = ""
        if self.kinks:
            told += f"; at {_some(self.kinks)} the loss has a kink, where its slope jumps and either side's will do"
        if self.edges:
            told += f"; beside {_some(self.edges)} the loss is not a finite number, so differences say nothing"
        return told


def _which_one(number: float) -> str:
    return "" if math.isnan(number) else f" but {'minus ' if number < 0 else ''}infinity"


def _some(places: tuple[str, ...]) -> str:
    return places[0] if len(places) == 1 else f"{len(places):,} parameters, {places[0]} the first,"


class GradientCheck:
    """The check of a session's network, with its present parameters, on the batch of the pass at hand.

    It has arrays of its own, so nothing shown changes. ``go_on`` checks some more parameters, ``finding`` tells of
    those checked so far; where ``why_not`` is a sentence, there is nothing to check. Of more than ``most`` parameters
    a sample is checked, drawn by the seed, in which large arrays do not crowd out small ones.
    """

    def __init__(self, session: Session, most: int = _MOST) -> None:
        self._graph = session.document.graph
        self._rng = np.random.default_rng([session.document.seed, _STREAM])
        self._weights = Weights(self._graph, session.data.header)
        self._sample = self._draw(most)
        self._weights.everything[:] = session.weights.everything
        self._plan = _plan_at_hand(session, self._weights)
        self._probe = Probe(self._plan)
        self._said = self._weights.gradients.copy()
        self._worst: tuple[Judged, _Place] | None = None
        self._kinks: list[_Place] = []
        self._edges: list[_Place] = []
        self.checked = 0
        self.why_not = self._why_not()

    @property
    def total(self) -> int:
        """How many parameters are to be checked."""
        return 0 if self.why_not else len(self._sample)

    def go_on(self, count: int) -> None:
        """Check so many more."""
        for place in self._sample[self.checked : min(self.checked + count, self.total)]:
            line = Line(self._weights.parameters, self._weights.gradients, place.at, 1.0, self._probe.forward)
            judged = self._probe.judge(line, float(self._said[place.at]))
            self.checked += 1
            if math.isfinite(judged.said) and not math.isfinite(judged.measured):
                self._edges.append(place)
            elif judged.error > TOLERANCE and self._probe.is_kink(line, judged):
                self._kinks.append(place)
            elif self._worst is None or judged.error > self._worst[0].error:
                self._worst = judged, place

    def finding(self) -> Finding:
        """What came out so far."""
        judged, element, place, blamed = Judged(0.0, 0.0, 0.0, 0.0), None, "", ""
        if self._worst is not None:
            judged, element, place = self._worst[0], self._worst[1].element, self._worst[1].name
            blamed = self._blame(element.node) if judged.error > TOLERANCE else ""
        kinks, edges = (tuple(each.name for each in places) for places in (self._kinks, self._edges))
        size, passes = self._weights.parameters.size, self._probe.passes
        return Finding(judged, element, place, blamed, kinks, edges, self.checked, size, passes)

    # inside

    def _why_not(self) -> str:
        if self._plan.loss is None:
            return self._plan.why_no_loss
        if not self._sample:
            return "There is no gradient to check: this network has no parameters. Put in a layer that learns."
        if not math.isfinite(self._probe.loss()):
            return "The loss is not a finite number here, so it has no gradient to check. Step back, or reset the run."
        return ""

    def _draw(self, most: int) -> list[_Place]:
        # Numbered for a moment, the views of the vector tell which of its numbers they are.
        self._weights.everything[:] = np.arange(self._weights.everything.size)
        arrays = {
            (node.id, name): each.value.astype(int)
            for node in self._graph.nodes
            if self._weights.is_owner(node.id)
            for name, each in self._weights.named(node.id).items()
            if (each.value < self._weights.parameters.size).all()
        }
        shares = {}
        for rank, key in enumerate(sorted(arrays, key=lambda key: arrays[key].size)):
            shares[key] = min(arrays[key].size, most // (len(arrays) - rank))
            most -= shares[key]
        sample = []
        for (node, name), numbers in arrays.items():
            for at in np.sort(self._rng.choice(numbers.size, shares[node, name], replace=False)):
                index = tuple(map(int, np.unravel_index(at, numbers.shape)))
                words = f"{self._graph.by_id[node].name} {name}{index_words(index)}"
                sample.append(_Place(int(numbers[index]), ParameterElement(node, name, index), words))
        return sample

    def _blame(self, node: str) -> str:
        """The layers whose backward pass errs: gradients are right after them and wrong before them."""
        for id, value in reversed(self._plan.values.items()):
            if value.gradient is None or value.has_unit_gradient:
                continue
            self._probe.renew()
            # All numbers of the value move at once, each its own way: an error in any of them shows.
            direction = self._rng.uniform(0.5, 1.0, value.value.shape) * self._rng.choice([-1, 1], value.value.shape)
            line = Line(value.value, value.grad, ..., direction, self._probe.after(id))
            judged = self._probe.judge(line, line.slope())
            if judged.error > TOLERANCE and not self._probe.is_kink(line, judged):
                targets = [edge.target for edge in self._graph.consumers[id] if edge.target in self._plan.values]
                *others, last = dict.fromkeys(self._graph.by_id[target].name for target in targets)
                return f"{', '.join(others)} or {last}" if others else last
        return self._graph.by_id[node].name


def _plan_at_hand(session: Session, weights: Weights) -> Plan:
    """A plan over ``weights`` for the batch of the pass under way or, between two passes, of the next one."""
    iteration = session.moment.iteration
    batches = session.history.settings_at(iteration).batches
    examples = None if batches.is_whole_set else batches.size_of(iteration)
    seed = session.document.seed
    plan = compile_plan(session.document.graph, session.data.train, weights, examples, seed=seed)
    if plan.indices is not None:
        plan.indices[:] = next(batches.rows(iteration))
    if plan.chance is not None:
        plan.chance.iteration = iteration
    return plan
