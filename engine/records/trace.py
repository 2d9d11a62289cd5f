"""Trace: the iterations of a run once more, equation by equation, with every number that went in and came out."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from engine.equation import Equation
from engine.moment import Moment
from engine.run import Run
from engine.session import Session
from engine.weights import Weights

Terms = tuple[tuple[str, str, np.ndarray], ...]


@dataclasses.dataclass(frozen=True, eq=False)
class Ran:
    """An equation that ran in ``iteration``, the ``number``-th of it, both counted from 1.

    ``terms`` are its arrays: "given" or "result", the symbol, and the numbers, which hold until the next one runs.
    ``pass_number`` tells apart iterations whose equations differ, as those of a short last batch do.
    """

    iteration: int
    pass_number: int
    number: int
    equation: Equation
    terms: Terms


@dataclasses.dataclass(frozen=True, eq=False)
class Stretch:
    """Iterations ``first`` to ``last``, counted from 1, which all run these equations."""

    first: int
    last: int
    pass_number: int
    equations: tuple[Equation, ...]

    @property
    def numbers(self) -> int:
        """How many numbers its iterations have to tell."""
        return (self.last - self.first + 1) * numbers_of(self.equations)


class Trace:
    """The iterations ``first`` to ``last`` of a session's run, counted from 1; it ends early where the run met trouble.

    It runs on arrays of its own, so the session stays where it is.
    """

    def __init__(self, session: Session, first: int, last: int) -> None:
        self.first, self.last = first, last
        weights = Weights(session.document.graph, session.data.header)
        self._run = Run(session.document, weights, session.history.fork())
        self.stretches = list(stretches(self._run, first, last))
        self._is_stopped = False

    @property
    def numbers(self) -> int:
        """How many numbers the whole trace has."""
        return sum(each.numbers for each in self.stretches)

    def stop(self) -> None:
        """End after the equation at hand."""
        self._is_stopped = True

    def steps(self) -> Iterator[Ran]:
        """Every equation after it ran; once."""
        run = self._run
        begun = run.history.nearest(run.iteration)
        run.weights.everything[:] = begun.parameters
        run.update_of(run.iteration).memory[:] = begun.memory
        run.goto(Moment(self.first - 1))
        if run.trouble:
            return
        for stretch in self.stretches:
            for iteration in range(stretch.first, stretch.last + 1):
                for number, equation in enumerate(stretch.equations, 1):
                    before = _overwritten(equation)
                    run.walk(number)
                    yield Ran(iteration, stretch.pass_number, number, equation, _terms(equation, before))
                    if run.trouble or self._is_stopped:
                        return


def stretches(run: Run, first: int, last: int) -> Iterator[Stretch]:
    """The iterations of a run in stretches with the same equations."""
    known: dict[int, int] = {}
    at = first - 1
    while at < last:
        equations = run.equations_of(at)
        batches = run.history.settings_at(at).batches
        end = int(min(last, run.history.next_change(at), batches.alike_until(at)))
        number = known.setdefault(id(equations), len(known) + 1)
        yield Stretch(at + 1, end, number, equations)
        at = end


def numbers_of(equations: tuple[Equation, ...]) -> int:
    """How many numbers these equations have to tell."""
    return sum(term.array.size for each in equations for term in (*each.given, *each.results))


def _overwritten(equation: Equation) -> dict[int, np.ndarray]:
    """Copies of what the equation is given and then overwrites, by place."""
    return {
        place: term.array.copy()
        for place, term in enumerate(equation.given)
        if equation.overwrites and any(np.may_share_memory(term.array, result.array) for result in equation.results)
    }


def _terms(equation: Equation, before: dict[int, np.ndarray]) -> Terms:
    given = (("given", term.symbol, before.get(place, term.array)) for place, term in enumerate(equation.given))
    return (*given, *(("result", term.symbol, term.array) for term in equation.results))
