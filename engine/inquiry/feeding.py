"""Feeding: which numbers of its inputs a number of a node is made of, and by which weight each goes into it."""
from __future__ import annotations

import numpy as np

from engine.element import Element
from engine.equation import Call
from engine.inquiry.needed import owner
from engine.inquiry.record import Spot
from engine.inquiry.rules import Index, rule_of
from engine.plan import Plan

Leaf = tuple[str, Index]
Known = dict[tuple[int, int, int], frozenset[Leaf]]
"""What numbers on the way are made of: by place in memory, and the call that wrote it."""
_FORWARD = ("batch", "forward", "loss")


class Feeding:
    """What feeds what in a plan; every answer is found once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._matrices: dict[str, tuple[str, str] | None] = {}
        self._elements: dict[tuple[str, Index], frozenset[Element]] = {}
        self._known: dict[str, Known] = {}

    def matrix(self, id: str) -> tuple[str, str] | None:
        """As ``weight_matrix``."""
        if id not in self._matrices:
            self._matrices[id] = weight_matrix(self._plan, id)
        return self._matrices[id]

    def elements(self, id: str, index: Index) -> frozenset[Element]:
        """As ``fed_by``."""
        if (id, index) not in self._elements:
            self._elements[id, index] = fed_by(self._plan, id, index, self._known.setdefault(id, {}))
        return self._elements[id, index]


def weight_matrix(plan: Plan, id: str) -> tuple[str, str] | None:
    """The name of a node's m × n parameter, and the node whose n numbers it weighs, w[j, i] · x[i] in output j.

    Told from the product that computes the node's value. None where no such product does.
    """
    value = plan.values[id]
    if value.value.ndim != 2:
        return None
    for call in _calls(plan, id):
        if call.function is not np.dot or owner(call.out) is not owner(value.value):
            continue
        left, right = call.operands
        for name, parameter in value.named.items():
            size = parameter.value.shape
            for source, other in plan.values.items():
                fits = other.value.ndim == 2 and size == (len(value.value), len(other.value))
                if fits and _begins_with(left, parameter.value) and _begins_with(right, other.value):
                    return name, source
    return None


def joins_words(index: Index) -> str:
    """What a weight at a place of such a matrix does, as a learner counts: ``joins input 2 to output 6``."""
    row, column = index
    return f"joins input {column + 1:,} to output {row + 1:,}"


def fed_by(plan: Plan, id: str, index: Index, known: Known | None = None) -> frozenset[Element]:
    """The numbers of other nodes that the number at ``index`` of a node's value array is made of.

    Told from the calls of its equations, each by the rule for its function, without running any. What is ``known`` of
    numbers on the way is found once for all that rest on them.
    """
    calls = _calls(plan, id)
    nodes = {_key(each.value): node for node, each in plan.values.items() if node != id}
    known = {} if known is None else known

    def leaves(spot: Spot, time: int) -> frozenset[Leaf]:
        made = _made(calls, spot, time)
        if made is None:
            node = nodes.get(spot.key)
            place = None if node is None else spot.index_in(plan.values[node].value)
            return frozenset() if node is None or place is None else frozenset({(node, place)})
        at, place = made
        key = spot.key, spot.offset, at
        if key not in known:
            views = rule_of(calls[at]).factors(calls[at], place)
            parts = {leaves(Spot.of(view, k), at) for view in views for k in range(len(view))}
            known[key] = frozenset().union(*parts)
        return known[key]

    found = leaves(Spot.of(plan.values[id].value[(*index, np.newaxis)]), len(calls))
    return frozenset(Element(node, place[:-1], place[-1]) for node, place in found)


def _calls(plan: Plan, id: str) -> list[Call]:
    """The calls that compute a node's value."""
    equations = [each for each in plan.equations if each.node == id and each.phase in _FORWARD]
    return [call for equation in equations for call in equation.calls]


def _made(calls: list[Call], spot: Spot, time: int) -> tuple[int, Index] | None:
    """The last call before ``time`` that writes there, and the place in what it fills."""
    for at in reversed(range(time)):
        if _key(calls[at].out) == spot.key and (place := spot.index_in(calls[at].out)) is not None:
            return at, place
    return None


def _key(array: np.ndarray) -> int:
    return id(owner(array))


def _begins_with(whole: np.ndarray, part: np.ndarray) -> bool:
    """Whether a matrix begins with the numbers of another, the very same memory."""
    return Spot.of(whole[:1, 0]) == Spot.of(part[:1, 0])
