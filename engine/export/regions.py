"""Regions: the memory that the calls of a pass use, split into arrays that a script makes each by itself."""
from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.equation import Equation
from engine.export.views import extent

Reach = tuple[int, int]


class Part(NamedTuple):
    """A view of a region that has a name of its own, and from where to where in memory it reaches."""

    name: str
    array: np.ndarray
    reach: Reach


@dataclasses.dataclass(eq=False)
class Region:
    """Some memory that is one array in the script. ``begins_with`` are its elements that are read before written.

    ``parts`` are those of its views that have names, and it itself.
    """

    array: np.ndarray
    owner: np.ndarray
    begins_with: np.ndarray
    is_written: bool
    name: str = ""
    parts: list[Part] = dataclasses.field(default_factory=list)

    @cached_property
    def reach(self) -> Reach:
        """From where to where in memory it reaches."""
        return extent(self.array)


def owner_of(array: np.ndarray) -> np.ndarray:
    """The array whose memory this one shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def is_within(inner: Reach, outer: Reach) -> bool:
    """Whether all of one stretch of memory lies within another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def regions(equations: list[Equation], known: list[np.ndarray]) -> Iterator[Region]:
    """The arrays that the calls need, each as small as may be: memory that is never used together is kept apart."""
    uses: dict[int, list[tuple[np.ndarray, bool]]] = {}
    for call in itertools.chain.from_iterable(equation.calls for equation in equations):
        *read, out = call.arrays
        for array, is_write in (*((each, False) for each in read), (out, True)):
            if not any(array is each for each in known):
                uses.setdefault(id(owner_of(array)), []).append((array, is_write))
    for shown in uses.values():
        yield from _split(shown)


def _split(uses: list[tuple[np.ndarray, bool]]) -> Iterator[Region]:
    """One region for each stretch of an owner's memory that the uses hang together in."""
    owner = owner_of(uses[0][0])
    stretches: list[tuple[int, int]] = []
    for low, high in sorted(extent(array) for array, _ in uses):
        if stretches and low < stretches[-1][1]:
            stretches[-1] = stretches[-1][0], max(high, stretches[-1][1])
        else:
            stretches.append((low, high))
    for low, high in stretches:
        inside = [(array, is_write) for array, is_write in uses if low <= extent(array)[0] < high]
        spanning = [a for a, _ in inside if a.flags.c_contiguous and a.ndim and extent(a) == (low, high)]
        whole = spanning[0] if spanning else _flat(owner, low, high)
        yield Region(whole, owner, _read_first(whole, inside), any(is_write for _, is_write in inside))


def _flat(owner: np.ndarray, low: int, high: int) -> np.ndarray:
    start = extent(owner)[0]
    if (low, high) == extent(owner):
        return owner
    return owner.reshape(-1)[(low - start) // owner.itemsize : (high - start) // owner.itemsize]


def _read_first(whole: np.ndarray, uses: list[tuple[np.ndarray, bool]]) -> np.ndarray:
    """Which elements of ``whole`` are read before they are written: booleans of its shape."""
    written, found = np.zeros(whole.size, dtype=bool), np.zeros(whole.size, dtype=bool)
    for array, is_write in uses:
        start = (extent(array)[0] - extent(whole)[0]) // whole.itemsize
        steps = [step // whole.itemsize for step in array.strides]
        at = np.full(array.shape, start)
        for axis, (size, step) in enumerate(zip(array.shape, steps, strict=True)):
            at += (np.arange(size) * step).reshape(-1, *(1,) * (array.ndim - axis - 1))
        if is_write:
            written[at] = True
        else:
            found[at] |= ~written[at]
    return found.reshape(whole.shape)
