"""Norms: how large the parameters of each layer are, their gradients, and what an update changes in them."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.graph import Graph
from engine.present import Present, currency
from engine.value import Parameter
from engine.weights import Weights


@dataclasses.dataclass(frozen=True, eq=False)
class Norms:
    """Of one parameter, the lengths of its numbers as one long vector: √(Σ of their squares).

    ``gradient`` is that of ∂L/∂w; ``change`` that of Δw, None for an optimizer that has none; ``value`` that of w now.
    ``is_computed`` says of gradient and change whether they are of the pass shown. ``held`` are the numbers themselves.
    """

    node: str
    name: str
    held: Parameter
    gradient: float
    change: float | None
    value: float
    is_computed: tuple[bool, bool]

    @property
    def relative_change(self) -> float | None:
        """How large the change is beside the parameter itself; None where that is 0."""
        return self.change / self.value if self.change is not None and self.value else None


def norms(present: Present) -> Iterator[Norms]:
    """Those of all parameters that learn, in the order of the graph; shared ones once."""
    weights = present.weights
    parts, which = parts_of(weights, present.document.graph)
    place, moved = _change(present)
    gradients, values = (_lengths(which, vector) for vector in (weights.gradients, weights.parameters))
    changes = None if moved is None else _lengths(which, moved)
    is_updated = present.latest is not None and present.latest >= place
    is_current, known = currency(present), present.plan.values
    for at, (id, name, held) in enumerate(parts):
        if id in known:
            change = None if changes is None else float(changes[at])
            is_computed = is_current(id, "parameters"), is_updated
            yield Norms(id, name, held, float(gradients[at]), change, float(values[at]), is_computed)


@lru_cache(maxsize=4)
def parts_of(weights: Weights, graph: Graph) -> tuple[list[tuple[str, str, Parameter]], np.ndarray]:
    """The parameters that learn, by node and name, and which of them each number of the flat vector belongs to."""
    parts: list[tuple[str, str, Parameter]] = []
    which = np.zeros(weights.parameters.size, dtype=np.intp)
    for id in graph.order:
        if id not in weights.blocks or not weights.is_owner(id) or not weights.learns(id):
            continue
        named = weights.named(id)
        for name in (name for block in weights.blocks[id] if block.is_trained for name in block.names):
            part_of(which, weights.parameters, named[name].value)[...] = len(parts)
            parts.append((id, name, named[name]))
    return parts, which


def part_of(vector: np.ndarray, flat: np.ndarray, view: np.ndarray) -> np.ndarray:
    """Of a vector laid out as ``flat``, both contiguous, what is at the places of a ``view`` of that."""
    offset = view.__array_interface__["data"][0] - flat.__array_interface__["data"][0]
    return np.ndarray(view.shape, vector.dtype, vector, offset, view.strides)


def _lengths(which: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """√(Σ of the squares) of each part, ∞ where a square is too large for a float64."""
    with np.errstate(all="ignore"):
        return np.sqrt(np.bincount(which, np.square(vector)))


def _change(present: Present) -> tuple[int, np.ndarray | None]:
    """Δw of all parameters, and the place of the equation that computes it."""
    equations, size = present.equations, present.weights.parameters.shape
    for place in range(len(equations) - 1, -1, -1):
        if equations[place].phase != "update":
            break
        for term in equations[place].results:
            if term.symbol == "Δw" and term.array.shape == size:
                return place, term.array
    return 0, None
