"""Origins: where any number of the pass shown came from, back to data, parameters and constants."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.inquiry.naming import Naming
from engine.inquiry.needed import owner
from engine.inquiry.record import Number, Record, Spot
from engine.inquiry.rules import Index
from engine.run import Run


class Origins:
    """Answers for the moment at which ``run`` is when this is made.

    ``again`` is a run of its own at the start of the same pass: everything is computed in its arrays. What comes is a
    Number: it has terms made of Numbers again, and each has a name.
    """

    def __init__(self, run: Run, again: Run) -> None:
        # Nothing is run by this, but the batch and the draws are now those of the pass.
        again.walk(0)
        equations = again.equations_of(again.iteration)
        memory = again.update_of(again.iteration).memory
        self._record = Record(equations, [again.weights.everything, memory])
        self._record.naming = Naming(again, self._record).name
        self._done = run.done if run.done or not run.shows_pass else len(equations)
        pairs = zip(_arrays(run, run.shown), _arrays(again, again.iteration), strict=True)
        roots = [(owner(theirs), owner(mine)) for theirs, mine in pairs]
        self._twins = {id(theirs): mine for theirs, mine in roots}
        self._shown = {id(mine): theirs for theirs, mine in roots}

    def of(self, array: np.ndarray, index: Index = ()) -> Number:
        """The number at ``index`` of an array that the session shows: a value, a gradient, a parameter, any term.

        Raises ValueError, with a sentence, for another array, and for a number that is not computed yet; IndexError.
        """
        root = self._twins.get(id(owner(array)))
        if root is None:
            raise ValueError("This array is no part of the pass that is shown; give one of its values or terms.")
        spot = Spot.of(array[(*index, np.newaxis)])
        twin: np.ndarray = np.ndarray((1,), array.dtype, root.data, spot.offset)
        number = self._record.number(twin, (0,), self._record.ends[self._done])
        if number.is_to_come:
            raise ValueError("This number is not computed yet in the pass that is shown. Step on to see it made.")
        return number

    def place(self, number: Number) -> tuple[np.ndarray, Index] | None:
        """Where the session shows a number: an array and an index; None where another stands in its place by now."""
        root, end = self._shown.get(number.spot.key), self._record.ends[self._done]
        last = next((at for at, _ in self._record.writers(number.spot) if at < end), None)
        index = number.spot.index_in(number.spot.owner)
        return None if root is None or index is None or last != number.made_by else (root, index)


def origins_of(run: Run, again: Run, iterations: int) -> Iterator[Origins | None]:
    """The origins, last of all. Before them comes a None each time that so many iterations were run again for them.

    ``again`` is a run of its own, somewhere before the pass that ``run`` shows.
    """
    while again.iteration < run.shown:
        again.train(min(iterations, run.shown - again.iteration))
        yield None
    yield Origins(run, again)


def _arrays(run: Run, iteration: int) -> Iterator[np.ndarray]:
    """Every array of a pass, in an order that is the same for each run of the same document."""
    yield from (run.weights.everything, run.weights.gradients, run.update_of(iteration).memory)
    for value in run.plan_of(iteration).values.values():
        yield value.with_ones
        if value.gradient is not None:
            yield value.grad
    for equation in run.equations_of(iteration):
        for term in (*equation.results, *equation.given):
            yield term.array
        for call in equation.calls:
            yield from (*call.operands, call.out)
