"""Readings: the numbers that were measured of what is watched, by the iteration after which they were."""
from __future__ import annotations

import bisect

import numpy as np

from engine.watching.tree import Tree

# When there are more of one quantity, every other goes: a curve some hundred pixels wide has no use for them.
_MOST = 4096


class Readings:
    """For each quantity its measured points, in the order of the iterations. Nothing between two of them is known."""

    def __init__(self) -> None:
        self._iterations: dict[Tree, list[int]] = {}
        self._numbers: dict[Tree, list[np.ndarray]] = {}

    def put(self, tree: Tree, iteration: int, numbers: np.ndarray) -> None:
        """After ``iteration`` updates it was this, shape (n,). What was measured there before is replaced."""
        iterations, measured = self._iterations.setdefault(tree, []), self._numbers.setdefault(tree, [])
        place = bisect.bisect_left(iterations, iteration)
        is_known = place < len(iterations) and iterations[place] == iteration
        iterations[place : place + is_known] = [iteration]
        measured[place : place + is_known] = [numbers]
        if len(iterations) > _MOST:
            del iterations[1:-1:2], measured[1:-1:2]

    def of(self, tree: Tree) -> tuple[np.ndarray, np.ndarray]:
        """The iterations, shape (K,), and what was measured after each, shape (K, n).

        A row over the examples is shorter in a short batch: what it lacks there is not a number.
        """
        measured = self._numbers.get(tree, [])
        numbers = np.full((len(measured), max(map(len, measured), default=1)), np.nan)
        for row, held in zip(numbers, measured, strict=True):
            row[: held.size] = held
        return np.array(self._iterations.get(tree, []), dtype=int), numbers

    def forget_after(self, iteration: int) -> None:
        """Forget all that lies beyond ``iteration``."""
        for tree, iterations in self._iterations.items():
            end = bisect.bisect_right(iterations, iteration)
            del iterations[end:], self._numbers[tree][end:]

    def copy(self) -> Readings:
        """The same points in lists of their own."""
        other = Readings()
        other._iterations = {tree: list(each) for tree, each in self._iterations.items()}
        other._numbers = {tree: list(each) for tree, each in self._numbers.items()}
        return other
