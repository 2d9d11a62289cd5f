"""Walk: the way through what an equation computed, number by number, and in a sum one addend at a time."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from engine.equation import Equation, Term
from engine.inquiry.origins import Origins
from engine.inquiry.record import Number, shown
from engine.inquiry.rules import Index
from engine.stepping import Stepping


@dataclasses.dataclass(frozen=True)
class Addend:
    """One addend of a sum: how it is made, in numbers; what that is; and the sum up to it."""

    text: str
    value: float
    so_far: float


class Walk:
    """Looks at the result of the equation that ran last; nothing is computed for it that was not computed there.

    It begins at the first addend of the first number and ends with all of it. Numbers of a matrix follow row by row.
    Where a sum is on the way to a number, as in a mean, its addends come first and then, as one more, the number.
    """

    def __init__(self, present: Stepping) -> None:
        assert present.latest is not None, "nothing has run yet"
        self._present, self._moment, self._plan = present, present.moment, present.plan
        self.equation: Equation = present.equations[present.latest]
        self._sizes = [term.array.size for term in self.equation.results]
        self.numbers = sum(self._sizes)
        self._place, self.done = 0, 1

    def holds(self, present: Stepping) -> bool:
        """Whether this is about the moment shown."""
        return present is self._present and present.moment == self._moment and present.plan is self._plan

    # where it is

    @property
    def number(self) -> int:
        """Which number of how many ``numbers``, from 1."""
        return self._place + 1

    @property
    def result(self) -> Term:
        """The array that the number is in."""
        return self.equation.results[self._result_and_place()[0]]

    @property
    def index(self) -> Index:
        """Where the number is in that array."""
        place = self._result_and_place()[1]
        return tuple(int(axis) for axis in np.unravel_index(place, self.result.array.shape))

    @property
    def count(self) -> int:
        """How many steps it takes to make the number; ``done`` of them are."""
        return self._sum.count + (self._sum is not self.made) if self._sum.is_sum else 1

    @property
    def is_whole(self) -> bool:
        """Whether all is computed."""
        return self.number == self.numbers and self.done == self.count

    @property
    def so_far(self) -> float:
        """What there is of the number: a sum of its first addends, in the end the number."""
        return self.made.value if self.done == self.count else self._sum.first(self.done)

    def addend(self, place: int, show: Callable[[float], str] = shown) -> Addend:
        """One of the ``count`` steps, from 0, its numbers as ``show`` writes them."""
        if not self._sum.is_sum or place == self._sum.count:
            return Addend(self.made.text(show=show), self.made.value, self.made.value)
        is_last = place == self._sum.count - 1
        so_far = self._sum.value if is_last else self._sum.first(place + 1)
        return Addend(self._sum.term_text(place, show), self._sum.term_value(place), so_far)

    def is_addend(self, place: int) -> bool:
        """Whether that step is an addend; otherwise it is what comes of the sum, or all that is done."""
        return self._sum.is_sum and place < self._sum.count

    def sources(self) -> Iterator[tuple[np.ndarray, Index]]:
        """Where the numbers stand now that the present step works on, as far as they still do."""
        is_addend = self.is_addend(self.done - 1)
        numbers = self._sum.term(self.done - 1) if is_addend else self.made.terms[0] if self.made.count else ()
        for number in numbers:
            place = self._origins.place(number)
            if place is not None:
                yield place

    # moving

    def forward(self) -> bool:
        """One addend more, or the next number; False where all is computed."""
        if self.done < self.count:
            self.done += 1
            return True
        return self._go(self._place + 1, 1)

    def back(self) -> bool:
        """One addend less, or the number before; False at the very first."""
        if self.done > 1:
            self.done -= 1
            return True
        return self._go(self._place - 1, -1)

    def next_number(self) -> None:
        """To the first addend of the next number; after the last one, all is computed."""
        if not self._go(self._place + 1, 1):
            self.done = self.count

    def to_end(self) -> Walk:
        """All is computed."""
        self._go(self.numbers - 1, -1)
        return self

    # inside

    def _go(self, place: int, done: int) -> bool:
        if not 0 <= place < self.numbers:
            return False
        self._place = place
        self.__dict__.pop("made", None)
        self.__dict__.pop("_sum", None)
        self.done = done if done > 0 else self.count
        return True

    def _result_and_place(self) -> tuple[int, int]:
        place = self._place
        for number, size in enumerate(self._sizes):
            if place < size:
                return number, place
            place -= size
        raise IndexError(f"There are {self.numbers} numbers, not {self.number}.")

    @cached_property
    def _origins(self) -> Origins:
        return self._present.origins()

    @cached_property
    def made(self) -> Number:
        """The number, where it came from and what it is called."""
        return self._origins.of(self.result.array, self.index)

    @cached_property
    def _sum(self) -> Number:
        """The sum that it is, or that is on the way to it; itself where there is none."""
        here = self.made
        while not here.is_sum:
            factors = here.term(0) if here.count == 1 else ()
            # On the way: of the same equation, but none of its results.
            before = [each for each in factors if each.equation is self.made.equation and not each.name.symbol]
            if len(before) != 1:
                return self.made
            here = before[0]
        return here


def made_so_far(walk: Walk, array: np.ndarray, index: Index) -> float | None:
    """What a walk has made of a number, or what was there before it; None where it has not come to the number."""
    arrays = [id(term.array) for term in walk.equation.results]
    if id(array) not in arrays:
        return float(array[index])
    here, there = (arrays.index(id(each)) for each in (walk.result.array, array))
    if (there, index) == (here, walk.index):
        return walk.so_far
    return float(array[index]) if (there, index) < (here, walk.index) else None
