"""Record: the calls of one pass in their order, to be run up to any of them, and the numbers that each of them made."""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import numpy as np

from engine.equation import Call, Equation
from engine.inquiry.needed import owner
from engine.inquiry.rules import Factors, Index, Rule, rule_of


@dataclasses.dataclass(frozen=True)
class Spot:
    """A place in memory: so many bytes into the array that owns it. Views of the same number have the same spot."""

    owner: np.ndarray = dataclasses.field(compare=False)
    offset: int
    key: int

    @classmethod
    def of(cls, view: np.ndarray, place: int = 0) -> Spot:
        """The spot of the ``place``-th element of a view of one axis, or of a view of one number."""
        root = owner(view)
        step = view.strides[0] * place if view.ndim else 0
        return cls(root, _address(view) + step - _address(root), id(root))

    def index_in(self, array: np.ndarray) -> Index | None:
        """Where in a view of the same owner this is; None where the view leaves it out. No two elements may overlap."""
        left = self.offset - (_address(array) - _address(self.owner))
        index = [0] * array.ndim
        for axis in sorted(range(array.ndim), key=lambda axis: -array.strides[axis]):
            if array.strides[axis] and left >= 0:
                index[axis], left = divmod(left, array.strides[axis])
                if index[axis] >= array.shape[axis]:
                    return None
        return tuple(index) if left == 0 else None


def _address(array: np.ndarray) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


@dataclasses.dataclass(frozen=True)
class Name:
    """What a number is: its kind, the id of its node (empty for what the optimizer has), and in words which it is.

    ``kind`` is computed, drawn, data, parameter, remembered or constant. ``symbol`` is empty for a number on the way
    to a result, and for a constant that no setting gave. ``index`` is its place in what the symbol stands for, and
    ``example`` which one of the batch it belongs to, both from 0; None where it is the same for all.
    """

    kind: str
    node: str
    symbol: str
    words: str
    index: tuple[int, ...] = ()
    example: int | None = None


class Record:
    """The equations of a pass, in arrays that nobody else writes to, as they are before it.

    ``kept`` are the arrays that the pass changes though they were there before: parameters, memories. ``naming`` names
    the numbers.
    """

    naming: Callable[[Number], Name]

    def __init__(self, equations: Iterable[Equation], kept: Iterable[np.ndarray]) -> None:
        self.calls: list[tuple[Equation, Call]] = []
        self.ends: list[int] = [0]
        for equation in equations:
            self.calls += [(equation, call) for call in equation.calls]
            self.ends.append(len(self.calls))
        self._bound = [call.bound() for _, call in self.calls]
        self.kept = tuple(kept)
        self._start = [array.copy() for array in self.kept]
        self._done = 0
        self._writers: dict[int, list[int]] = {}
        for time, (_, call) in enumerate(self.calls):
            self._writers.setdefault(id(owner(call.out)), []).append(time)

    def goto(self, time: int) -> None:
        """Bring all arrays to where they stood after the first ``time`` calls."""
        if time < self._done:
            for array, start in zip(self.kept, self._start, strict=True):
                array[...] = start
            self._done = 0
        with np.errstate(all="ignore"):
            for call in self._bound[self._done : time]:
                call()
        self._done = time

    def number(self, array: np.ndarray, index: Index, time: int) -> Number:
        """The number that ``array`` holds there after the first ``time`` calls. Raises IndexError."""
        view = array[(*index, np.newaxis)]
        self.goto(time)
        return Number(self, Spot.of(view), time, float(view[0]))

    def writers(self, spot: Spot) -> Iterator[tuple[int, Index]]:
        """The calls that write there, the last one first, with the place in what each of them fills."""
        for time in reversed(self._writers.get(spot.key, ())):
            index = spot.index_in(self.calls[time][1].out)
            if index is not None:
                yield time, index


class Number:
    """One number of a pass as it stood after ``time`` calls: its value, and what it came from.

    ``made_by`` is the last call before that which wrote it, ``index`` its place in what that filled; None where it was
    there before the pass began.
    """

    def __init__(self, record: Record, spot: Spot, time: int, value: float) -> None:
        self.record, self.spot, self.time, self.value = record, spot, time, value
        self.index: Index = ()
        self.made_by: int | None = None
        for at, index in record.writers(spot):
            if at < time:
                self.made_by, self.index = at, index
                break

    @property
    def equation(self) -> Equation | None:
        """The equation that made it."""
        return None if self.made_by is None else self.record.calls[self.made_by][0]

    @property
    def is_to_come(self) -> bool:
        """Whether nothing has made it yet: it is what the pass before, or nobody, left there."""
        is_kept = any(owner(array) is self.spot.owner for array in self.record.kept)
        return self.made_by is None and not is_kept and any(True for _ in self.record.writers(self.spot))

    @cached_property
    def name(self) -> Name:
        """What it is and where it stands."""
        return self.record.naming(self)

    @property
    def is_on_the_way(self) -> bool:
        """Whether its equation goes on to put another number in its place."""
        if self.made_by is None:
            return False
        last = next(at for at, _ in self.record.writers(self.spot) if self.record.calls[at][0] is self.equation)
        return last != self.made_by

    @property
    def rule(self) -> Rule | None:
        """How it was made of others."""
        return None if self.made_by is None else rule_of(self.record.calls[self.made_by][1])

    @property
    def how(self) -> str:
        """That in words, for example "a sum of products"; empty where it was there before."""
        return "" if self.rule is None else self.rule.words

    @property
    def count(self) -> int:
        """How many terms it has."""
        return len(self._factors[0]) if self._factors else 0

    def term(self, place: int) -> tuple[Number, ...]:
        """The numbers that one of its terms is made of, by place from 0: the factors of a product, and so on."""
        return tuple(
            Number(self.record, Spot.of(view, place), self._before, float(values[place]))
            for view, values in zip(self._factors, self.values, strict=True)
        )

    @cached_property
    def terms(self) -> tuple[tuple[Number, ...], ...]:
        """All terms. Those of a sum over a large batch are many; ``term`` gives one."""
        return tuple(self.term(place) for place in range(self.count))

    def recomputed(self) -> float:
        """The value as its terms give it, by the rule."""
        return self.first(self.count) if self.count else self.value

    @property
    def is_sum(self) -> bool:
        """Whether its terms are the addends of a sum."""
        return self.rule is not None and self.count > 1 and self.rule.joint == " + "

    def first(self, count: int) -> float:
        """What its first terms give, by the rule: of a sum, the sum of so many."""
        return self._computed(slice(count))

    def term_value(self, place: int) -> float:
        """What one term of a sum is by itself."""
        return self._computed(slice(place, place + 1))

    def term_text(self, place: int, show: Callable[[float], str] | None = None) -> str:
        """One term with its numbers: ``0.5 × (−1)``."""
        assert self.rule is not None, "what was there before has no terms"
        numbers = [(show or shown)(float(values[place])) for values in self.values]
        return self.rule.term.format(*(_enclosed(*each, self.rule.term) for each in enumerate(numbers)))

    def text(self, most: int = 6, show: Callable[[float], str] | None = None) -> str:
        """Its terms with their numbers: ``0.31 × 0.82 + 0.5 × (−1)``; of more than ``most``, the first, and dots."""
        if self.rule is None or not self.count:
            return (show or shown)(self.value)
        parts = [self.term_text(place, show) for place in range(min(most, self.count))]
        if self.count > most:
            parts.append("…")
        whole = self.rule.around.format(self.rule.joint.join(parts))
        return re.sub(r"^\((−[^()]*)\)(?= [+−×÷])", r"\1", whole)

    def _computed(self, places: slice) -> float:
        assert self.rule is not None and self.made_by is not None, "what was there before has no terms"
        with np.errstate(all="ignore"):
            return self.rule.compute(self.record.calls[self.made_by][1], tuple(each[places] for each in self.values))

    @property
    def _before(self) -> int:
        return self.made_by or 0

    @cached_property
    def _factors(self) -> Factors:
        if self.rule is None or self.made_by is None:
            return ()
        return self.rule.factors(self.record.calls[self.made_by][1], self.index)

    @cached_property
    def values(self) -> Factors:
        """The numbers of all its terms at once: an array for each factor, with an element for each term."""
        self.record.goto(self._before)
        return tuple(np.array(view) for view in self._factors)


def shown(number: float) -> str:
    """A number in four digits, with a real minus sign."""
    return f"{number:.4g}".replace("-", "−")


def _enclosed(place: int, number: str, term: str) -> str:
    """A negative number in brackets, unless it begins a list, so that signs don't meet and powers take all of it."""
    begins = re.search(rf"[(|\[,] ?\{{{place}\}}", term) is not None
    return f"({number})" if number.startswith("−") and not begins and term != "{0}" else number
