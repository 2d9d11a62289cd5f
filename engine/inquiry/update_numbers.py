"""Update numbers: what one update did to a parameter: how it was, how it is, and each line with its numbers."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.equation import Equation, Term
from engine.forms.numbers import with_numbers
from engine.inquiry.record import Record, Spot, shown
from engine.inquiry.rules import Index
from engine.knobs import knob_values, knobs
from engine.present import Present
from engine.run import Run, run_again


@dataclass(frozen=True)
class NumberLine:
    """A line of the update for one parameter: what it makes, of which numbers, and what came out."""

    symbol: str
    line: str
    text: str
    result: float


@dataclass(frozen=True, eq=False)
class Change:
    """A parameter as it was before the update and as it is after it."""

    before: np.ndarray
    after: np.ndarray


class UpdateNumbers:
    """Computes the pass that ``present`` shows once more, in arrays of its own, up to where it is shown.

    Nothing is remembered while the run goes on, so training is no slower; ``again`` is a run that served for an
    earlier moment of the same session, whose plans are used again.
    """

    def __init__(self, present: Present, again: Run | None = None) -> None:
        self.again = run_again(present.run, again)
        self.again.walk(0)
        self._equations = self.again.equations_of(self.again.iteration)
        done = present.run.done if present.run.done or not present.run.shows_pass else len(self._equations)
        update = self.again.update_of(self.again.iteration)
        self._record = Record(self._equations, [self.again.weights.everything, update.memory])
        self._places = [place for place in range(done) if self._equations[place].phase == "update"]
        whose = update.optimizer
        values = knob_values(whose)
        symbols = {knob.label.split()[-1]: values[knob.name] for knob in knobs(type(whose)) if knob.matters(whose)}
        self._knobs = {symbol: float(value) for symbol, value in symbols.items() if isinstance(value, int | float)}

    @property
    def is_over(self) -> bool:
        """Whether all of the update has run."""
        return bool(self._places) and self._places[-1] == len(self._equations) - 1

    def change(self, node: str, name: str) -> Change:
        """A parameter before the update, and as far as it has run. Raises KeyError for a name that there is not."""
        array = self.again.weights.named(node)[name].value
        if not self._places:
            return Change(array.copy(), array.copy())
        self._record.goto(self._record.ends[self._places[0]])
        before = array.copy()
        self._record.goto(self._record.ends[self._places[-1] + 1])
        return Change(before, array.copy())

    def lines(
        self, node: str, name: str, index: Index, show: Callable[[float], str] = shown
    ) -> list[NumberLine]:
        """Every line of the update with the numbers of one parameter, in order; the change Δw stands in the last one.

        What is the same for all parameters, such as α, comes with them. Empty for a parameter that no update moves.
        """
        flat = self.again.weights.parameters
        spot = Spot.of(self.again.weights.named(node)[name].value[(*index, np.newaxis)])
        place = spot.index_in(flat) if flat.size and spot.owner is self.again.weights.everything else None
        if place is None:
            return []
        found = list(self._lines(place, show))
        change = next((each for each in found if each.symbol == "Δw" and each.text), None)
        if change is None or found[-1] is change:
            return found
        return [each for each in found if each is not change]

    def _lines(self, place: Index, show: Callable[[float], str]) -> Iterator[NumberLine]:
        written: dict[str, str] = {}
        for at in self._places:
            equation = self._equations[at]
            self._record.goto(self._record.ends[at])
            before = self._numbers(equation, place)
            self._record.goto(self._record.ends[at + 1])
            after = self._numbers(equation, place)
            for line in equation.symbols:
                symbol = line.split(" ")[0]
                given = self._knobs | (before if equation.overwrites else after | before) | written
                text = with_numbers(line, given, show)
                if symbol == "Δw" and text:
                    written["Δw"] = text
                yield NumberLine(symbol, line, text, after[symbol])

    def _numbers(self, equation: Equation, place: Index) -> dict[str, float]:
        """The number of each term that is this parameter's, or that is one for all."""
        size = self.again.weights.parameters.shape
        terms: tuple[Term, ...] = (*equation.given, *equation.results)
        mine = {term.symbol: term.array[place] for term in terms if term.array.shape == size}
        return {symbol: float(number) for symbol, number in mine.items()} | {
            term.symbol: term.array.item() for term in terms if term.array.size == 1 and term.symbol not in mine
        }
