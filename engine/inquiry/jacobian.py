"""Jacobian: the derivatives of each number of a node by what feeds it, from the layer's own backward equations."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.inquiry.needed import needed
from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer

# For each array asked about: places in it, numbers of y, and the derivatives of these by those.
Found = tuple[np.ndarray, np.ndarray, np.ndarray]


class Jacobian:
    """Of the value ``y``, whose forward equations have run, by what its layer's backward pass fills arrays for.

    ``contributions`` are those for the inputs whose derivatives are ``wanted``: node and port of each, and its array.
    """

    def __init__(self, write: Writer, layer: Layer, y: Value, inputs: Sequence[Value], wanted: set[str]) -> None:
        y.gradient, y.has_unit_gradient = y.like(), False
        for x in inputs:
            x.needs_gradient, x.contributions = x.node in wanted, []
        before = len(write.equations)
        write.at(y.node, "backward")
        layer.backward(write, y, *inputs)
        self.contributions: list[tuple[str, str, np.ndarray]] = []
        for x in dict.fromkeys(inputs):
            ports = [port for port, each in zip(layer.ports, inputs, strict=True) if each is x and x.needs_gradient]
            for port, part in zip(ports, x.contributions, strict=True):
                self.contributions.append((x.node, port, part.value))
        self._equations = write.equations[before:]
        self._calls: list[Callable[[], Any]] = []
        self._found: list[list[Found]] = []
        self._seed = y.grad.reshape(-1)
        # Weights at random, so that what depends on several numbers never cancels out.
        self._weights = np.random.default_rng(0).uniform(0.5, 1.5, self._seed.size)

    def search(self, asked: Sequence[tuple[np.ndarray, np.ndarray]], only: int | None = None) -> Iterator[int]:
        """Find the derivatives that are not 0, of all numbers of y or the one at ``only``, place by place.

        ``asked`` are arrays that the backward equations fill, each with the places in it that matter. One backward pass
        from a number gives its derivatives. One from many at once tells whether any of them depends on a place that
        matters; if not, they are done with together. Gives after each pass how many numbers were settled by it;
        at the end, ``found`` has what was found.
        """
        equations = needed(self._equations, [array for array, _ in asked])
        self._calls = [call for equation in equations for call in equation.bound]
        self._found = [[] for _ in asked]
        ranges = [(0, self._seed.size)] if only is None else [(only, only + 1)]
        while ranges:
            low, high = ranges.pop()
            parts = self._pass_back(low, high, asked)
            if not any(part.any() for part in parts):
                yield high - low
            elif high - low == 1:
                for found, (_, places), part in zip(self._found, asked, parts, strict=True):
                    (which,) = part.nonzero()
                    found.append((places[which], np.full(which.size, low), part[which]))
                yield 1
            else:
                middle = (low + high) // 2
                ranges += [(middle, high), (low, middle)]
                yield 0

    @property
    def found(self) -> list[Found]:
        """For each array asked about: places in it, numbers of y, and the derivatives of these by those."""
        return [_joined(parts) for parts in self._found]

    def _pass_back(self, low: int, high: int, asked: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
        self._seed[low:high] = 1.0 if high - low == 1 else self._weights[low:high]
        for call in self._calls:
            call()
        self._seed[low:high] = 0.0
        return [array.reshape(-1)[places] for array, places in asked]


def _joined(parts: list[Found]) -> Found:
    if not parts:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0)
    low, high, factor = (np.concatenate(each) for each in zip(*parts, strict=True))
    return low, high, factor
