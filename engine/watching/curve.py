"""Curves: how a watched quantity went over the run, from measured points alone, and more points by replaying it."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.history import History
from engine.moment import Moment
from engine.run import Run, run_from_snapshot
from engine.session import Session
from engine.watching.reading import measure
from engine.watching.tree import Count, Tree, comparisons, is_condition, leaves

# A run is divided into so many stretches, each of which should have a point. Where only one in so many has none, that
# is good enough: a run that grows step by step would be gone through again and again.
_STRETCHES, _FEW = 96, 8
_LOSSES = 1024


def subject(tree: Tree) -> Tree:
    """What is drawn of an entry of the watch list: of a condition, the side of its first comparison that changes."""
    if not is_condition(tree):
        return tree
    first = next(comparisons(tree))
    return first.left if any(leaves(first.left)) else first.right


def bound(tree: Tree) -> Tree | None:
    """What the subject of a condition is compared with, if that is a number that never changes."""
    if not is_condition(tree):
        return None
    first = next(comparisons(tree))
    other = first.right if subject(tree) is first.left else first.left
    return None if any(leaves(other)) else other


def measured(history: History, tree: Tree) -> tuple[np.ndarray, np.ndarray]:
    """The iterations after which a quantity was measured, shape (K,), and the numbers there, shape (K, n).

    The loss is known after each; of a long run, the lowest and the highest of each of many stretches are given.
    """
    if tree != Count("loss"):
        return history.readings.of(tree)
    losses = history.losses
    places = np.arange(losses.size)
    if losses.size > 4 * _LOSSES:
        each = losses.size // _LOSSES
        whole = losses[: each * _LOSSES].reshape(_LOSSES, each)
        starts = np.arange(_LOSSES) * each
        ends = starts + whole.argmin(axis=1), starts + whole.argmax(axis=1)
        places = np.unique(np.concatenate([*ends, np.arange(each * _LOSSES, losses.size)]))
    return history.first_iteration + 1 + places, losses[places, None]


class Filling:
    """Goes through the run so far once more, in a run of its own, and measures where there is no point yet.

    What it finds are the very numbers that were there, since a replay gives the same bits.
    """

    def __init__(self, session: Session, trees: Iterable[Tree]) -> None:
        self._session, self._history = session, session.history
        self._trees = [tree for tree in trees if tree != Count("loss")]
        self._wanted = sorted({iteration for tree in self._trees for iteration in self._without(tree)})
        self._run: Run | None = None

    @property
    def is_done(self) -> bool:
        """Whether every stretch of the run has a point."""
        return not self._wanted

    def go_on(self, passes: int) -> None:
        """Go on by at most so many passes."""
        if self._run is None:
            self._run = run_from_snapshot(self._session.run)
        run, target = self._run, self._wanted[0]
        kept = run.history.nearest(target - 1).iteration
        here = run.iteration if kept <= run.iteration < target else kept
        run.goto(Moment(min(here + passes, target)))
        if run.iteration < target and not run.trouble:
            return
        del self._wanted[0]
        for tree in self._trees if run.iteration == target and run.shows_pass else ():
            numbers = measure(run, tree)
            if numbers is not None:
                self._history.readings.put(tree, target, numbers)

    def _without(self, tree: Tree) -> set[int]:
        """The ends of the stretches without a point."""
        first, length = self._history.first_iteration, self._history.losses.size
        count = min(_STRETCHES, length)
        at, _ = measured(self._history, tree)
        ends = {first + length * number // max(count, 1) for number in range(1, count + 1)}
        has_point = {first + length * int(-(-(each - first) * count // length)) // count for each in at if each > first}
        missing = ends - has_point
        return missing if _FEW * len(missing) > count else set()
