"""Needed: which equations of a pass certain arrays rest on, told from the memory that calls read and write."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.lib.array_utils import byte_bounds

from engine.equation import Equation


def needed(equations: list[Equation], wanted: Iterable[np.ndarray]) -> list[Equation]:
    """Those of the equations without which the ``wanted`` arrays would come out otherwise, in their order."""
    rests_on = _Memory()
    for array in wanted:
        rests_on.add(array)
    found = []
    for equation in reversed(equations):
        if any(rests_on.meets(call.out) for call in equation.calls):
            found.append(equation)
            for call in equation.calls:
                for operand in call.operands:
                    rests_on.add(operand)
    return found[::-1]


class _Memory:
    """Stretches of memory. Those of one array lie together under the array that owns it."""

    def __init__(self) -> None:
        self._stretches: dict[int, set[tuple[int, int]]] = {}

    def add(self, array: np.ndarray) -> None:
        self._stretches.setdefault(id(owner(array)), set()).add(byte_bounds(array))

    def meets(self, array: np.ndarray) -> bool:
        low, high = byte_bounds(array)
        return any(low < end and start < high for start, end in self._stretches.get(id(owner(array)), ()))


def owner(array: np.ndarray) -> np.ndarray:
    """The array whose memory this one is a view of; itself where it has its own."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
