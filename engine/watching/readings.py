"""Readings: the numbers that were measured of what is watched, by the iteration after which they were."""
from __future__ import annotations

import numpy as np

from engine.watching.tree import Tree

# When there are more of one quantity, every other goes: a curve some hundred pixels wide has no use for them.
_MOST = 4096

Points = tuple[np.ndarray, np.ndarray]
_NONE: Points = np.empty(0, dtype=int), np.empty((0, 1))


class Readings:
    """For each quantity its measured points, in the order of the iterations. Nothing between two of them is known."""

    def __init__(self) -> None:
        # The arrays are never written to, so that several runs can share them.
        self._points: dict[Tree, Points] = {}

    def put(self, tree: Tree, iteration: int, numbers: np.ndarray) -> None:
        """After ``iteration`` updates it was this, shape (n,). What was measured there before is replaced."""
        iterations, measured = self.of(tree)
        width = max(measured.shape[1], numbers.size)
        before, after = np.searchsorted(iterations, (iteration, iteration + 1))
        iterations = np.concatenate([iterations[:before], [iteration], iterations[after:]])
        rows = measured[:before], numbers[None], measured[after:]
        measured = np.concatenate([_widened(each, width) for each in rows])
        if iterations.size > _MOST:
            kept = np.append(np.arange(0, iterations.size - 1, 2), iterations.size - 1)
            iterations, measured = iterations[kept], measured[kept]
        self._points[tree] = iterations, measured

    def of(self, tree: Tree) -> Points:
        """The iterations, shape (K,), and what was measured after each, shape (K, n).

        A row over the examples is shorter in a short batch: what it lacks there is not a number.
        """
        return self._points.get(tree, _NONE)

    def forget_after(self, iteration: int) -> None:
        """Forget all that lies beyond ``iteration``."""
        for tree, (iterations, measured) in self._points.items():
            end = int(np.searchsorted(iterations, iteration, side="right"))
            self._points[tree] = iterations[:end], measured[:end]

    def copy(self) -> Readings:
        """The same points, to go on from by themselves."""
        other = Readings()
        other._points = dict(self._points)
        return other


def _widened(rows: np.ndarray, width: int) -> np.ndarray:
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=np.nan)
