"""Breaking: training that stops at the very iteration after which a condition has come true."""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.moment import Moment
from engine.watching.names import Names
from engine.watching.reading import Read, is_current, reader
from engine.watching.text import text
from engine.watching.tree import Comparison, Count, Joined, Tree, leaves

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.session import Session

_FEWEST_DIGITS, _MOST_DIGITS = 3, 17


class Breaks:
    """Looks at conditions after each iteration: ``session.train(n, until=breaks)`` stops where one comes true.

    Comes true: one that held before does not stop the training again until it has ceased to hold. Numbers that are
    not known yet make a condition false. ``met`` are the conditions that made the last stop, and ``iteration`` where.
    """

    def __init__(self, session: Session, conditions: Iterable[Tree]) -> None:
        self.conditions = tuple(conditions)
        self.met: tuple[Tree, ...] = ()
        self.iteration = -1
        self._session = session
        self._readers: dict[Plan, list[Read]] = {}
        # In the middle of a pass the arrays hold numbers of two iterations; between passes it is seen what holds.
        session.goto(Moment(session.moment.iteration))
        run = session.run
        self._held = [
            all(is_current(session, leaf) for leaf in leaves(tree)) and bool(read(run.iteration, run.shown))
            for tree, read in zip(self.conditions, self._of(session.plan), strict=True)
        ]

    def __call__(self, iteration: int) -> bool:
        """Whether one has come true with the pass that was just made, the ``iteration``-th."""
        reads = self._of(self._session.run.plan_of(iteration - 1))
        holding = [bool(read(iteration, iteration - 1)) for read in reads]
        if holding == self._held:
            return False
        pairs = zip(holding, self._held, strict=True)
        fresh = [now and not before for now, before in pairs]
        self._held = holding
        self.met = tuple(tree for tree, is_fresh in zip(self.conditions, fresh, strict=True) if is_fresh)
        self.iteration = iteration
        if self.met and iteration not in self._session.history.stops:
            self._session.history.stops.append(iteration)
        return bool(self.met)

    @property
    def words(self) -> str:
        """Why it stopped, in one sentence: Stopped at iteration 137: loss = 0.0987 < 0.1. "" where it did not."""
        if not self.met or self._session.moment != Moment(self.iteration):
            return ""
        names = Names.of(self._session)
        held = dict.fromkeys(part for tree in self.met for part in self._holding(tree))
        return f"Stopped at iteration {self.iteration:,}: {' and '.join(self._said(each, names) for each in held)}."

    def _of(self, plan: Plan) -> list[Read]:
        if plan not in self._readers:
            self._readers[plan] = [reader(tree, self._session.run, plan) for tree in self.conditions]
        return self._readers[plan]

    def _value(self, tree: Tree) -> float:
        run = self._session.run
        return float(reader(tree, run, run.plan_of(run.shown))(run.iteration, run.shown))

    def _holding(self, tree: Tree) -> list[Comparison]:
        """The comparisons because of which a condition holds."""
        if isinstance(tree, Joined):
            return [each for part in (tree.left, tree.right) if self._value(part) for each in self._holding(part)]
        assert isinstance(tree, Comparison)
        return [tree]

    def _said(self, tree: Comparison, names: Names) -> str:
        """A comparison with the numbers on its sides, with as many digits as it takes to see that it holds."""
        if tree.sign == "=":
            return text(tree, names)
        values = [(side, self._value(side)) for side in (tree.left, tree.right)]
        order = _order(*(value for _, value in values))
        for digits in range(_FEWEST_DIGITS, _MOST_DIGITS + 1):
            shown = [_shown(side, value, digits) for side, value in values]
            if _order(*map(float, shown)) == order:
                break
        sides = [
            f"{text(side, names)} = {number.replace('-', '−')}" if any(leaves(side)) else text(side, names)
            for (side, _), number in zip(values, shown, strict=True)
        ]
        return f" {tree.sign} ".join(sides)


def _shown(side: Tree, value: float, digits: int) -> str:
    """A number with so many digits, but all of those that were typed or counted."""
    is_exact = not any(leaves(side)) or (isinstance(side, Count) and side.name != "loss")
    return repr(value).removesuffix(".0") if is_exact else f"{value:.{digits}g}"


def _order(one: float, other: float) -> int:
    return (one > other) - (one < other)
