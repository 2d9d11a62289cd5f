"""Reading: which axes each term of a line has, which of them are the same, and over which of them it sums."""
from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from engine.equation import Equation, Term
from engine.expression.functions import FUNCTIONS
from engine.forms.axes import Axes, Axis, Unreadable, aligned, axes_of, is_parameter, product, transposed
from engine.forms.tokens import Token, tokens

_ENDS = set("+−,<>≤≥") | {"if", "else"}
_CLOSE = {"(": ")", "[": "]", "|": "|"}
OF_ONE_NUMBER = {"log", "sign", "max", "min", *(each.shown or name for name, each in FUNCTIONS.items())}
_OF_A_LIST = {"softmax"}
_UNKNOWN = set("∗×→…;:·")


@dataclass(eq=False)
class Place:
    """What is known of a token: the axes of its term, and what it sums over.

    ``before`` are axes to sum over that the line does not say, as a product of matrices does; ``is_product`` marks the
    sign of one, ``is_list`` a term that a function needs all numbers of.
    """

    token: Token
    axes: Axes | None = None
    sums: list[Axis] = field(default_factory=list)
    before: list[Axis] = field(default_factory=list)
    is_product: bool = False
    is_list: bool = False


@dataclass(frozen=True, eq=False)
class Product:
    """A product of two matrices: their places, the sign if one is written, and the axis that must agree: None for 1."""

    left: Place
    sign: Place | None
    right: Place
    inner: Axis | None


@dataclass(frozen=True, eq=False)
class Reading:
    """A line that was understood: its places from left to right, its products, and where its right side begins."""

    places: tuple[Place, ...]
    products: tuple[Product, ...]
    start: int
    outer: tuple[Axis, ...]
    result: Axes


def read(equation: Equation, line: str, examples: int, parameters: frozenset[str]) -> Reading | None:
    """How a line of an equation is to be read in a pass of so many ``examples`` (0: it has none).

    ``parameters`` are the names of the node's parameters, whose arrays have no axis of examples. None for a line
    that says more than sums, products, and functions of single numbers.
    """
    try:
        return _Reader(equation, line, examples, parameters).reading()
    except Unreadable:
        return None


class _Reader:
    """Reads tokens from left to right, one method for each level of binding."""

    def __init__(self, equation: Equation, line: str, examples: int, parameters: frozenset[str]) -> None:
        self._examples, self._parameters = examples, parameters
        self._places = [Place(each) for each in tokens(line, (*equation.given, *equation.results))]
        self._said = [place for place in self._places if not place.token.text.isspace()]
        self._at = 0
        self._products: list[Product] = []
        self._is_inside_sum = False
        # The axis of examples is one and the same in all of the line.
        self._example = Axis(examples, is_examples=True)

    def reading(self) -> Reading:
        if len(self._said) < 3:
            raise Unreadable
        head = self._take()
        if head.token.term is None or self._take().token.text not in ("=", "←"):
            raise Unreadable
        head.axes = self._result = self._axes(head.token.term)
        start = self._places.index(self._said[2])
        body = self._sum("")
        if self._peek():
            raise Unreadable
        if not any(place.token.term for place in self._said[2:]):
            raise Unreadable
        outer = self._left_over(body)
        if outer and not head.token.term.is_gradient:
            raise Unreadable
        return Reading(tuple(self._places), tuple(self._products), start, outer, self._result)

    # levels of binding

    def _sum(self, end: str) -> Axes:
        """Terms with signs between them, up to the token ``end``, which is not taken."""
        whole = Axes()
        while self._peek() and self._peek() != end:
            if self._peek() in _ENDS:
                self._take()
            else:
                whole = aligned(whole, self._term(end))
        return whole

    def _term(self, end: str) -> Axes:
        """Factors side by side."""
        whole = Axes()
        while self._peek() and self._peek() != end and self._peek() not in _ENDS:
            if self._peek() == "Σ":
                whole = aligned(whole, self._reduced(end))
            elif self._peek() in ("⊙", "/"):
                self._take()
            else:
                whole = aligned(whole, self._factor())
        return whole

    def _reduced(self, end: str) -> Axes:
        """Σ takes all that follows it in its term."""
        place, was_inside, start = self._take(), self._is_inside_sum, self._at
        self._is_inside_sum = True
        body = self._term(end)
        self._is_inside_sum = was_inside
        others = (*self._said[2:start], *self._said[self._at :])
        is_alone = not was_inside and not any(each.token.term for each in others)
        kept = self._kept(body) if is_alone else Axes(example=body.example)
        place.sums = [axis for axis in body.all if not any(axis is each for each in kept.all)]
        return kept

    def _kept(self, body: Axes) -> Axes:
        """What a sum leaves that is all of the right side: what the result has too."""
        mine = self._result.trimmed
        if len(mine) > 1 and len(mine) != len(body.features):
            raise Unreadable
        features = tuple(axis if other else None for axis, other in zip(body.features, mine, strict=False))
        aligned(Axes(features), Axes(tuple(mine[: len(features)])))
        return Axes(features, body.example if self._result.example else None)

    def _factor(self) -> Axes:
        text, place = self._peek(), self._take()
        if text in _CLOSE:
            inner = self._sum(_CLOSE[text])
            if self._peek() != _CLOSE[text]:
                raise Unreadable
            self._take()
            return inner
        if place.token.term is not None:
            return self._leaf(place, place.token.term)
        if text in _OF_A_LIST:
            self._said[self._at].is_list = True
        elif text in _UNKNOWN or (len(text) > 1 and not text[0].isdigit() and text not in OF_ONE_NUMBER):
            raise Unreadable
        return Axes()

    def _leaf(self, place: Place, term: Term) -> Axes:
        """A term, or a product of two that are matrices."""
        place.axes = self._axes(term)
        if self._peek() == "·":
            sign = self._take()
            sign.is_product = True
            return self._multiplied(place, sign, self._take())
        follower = self._said[self._at] if self._peek() else None
        if follower is not None and follower.token.term is not None and self._is_matrix(place):
            return self._multiplied(place, None, self._take())
        if place.token.is_transposed:
            return transposed(place.axes)
        return place.axes

    def _is_matrix(self, place: Place) -> bool:
        """Whether what follows is multiplied by a matrix, as in W x: a matrix of parameters."""
        assert place.token.term is not None and place.axes is not None
        shape = place.token.term.array.shape
        return is_parameter(place.token.term, self._parameters) and len(shape) == 2 and shape[1] > 1

    def _multiplied(self, left: Place, sign: Place | None, right: Place) -> Axes:
        if right.token.term is None or left.axes is None or self._peek() == "·":
            raise Unreadable
        right.axes = self._axes(right.token.term)
        sides = (left.axes, left.token.is_transposed), (right.axes, right.token.is_transposed)
        whole, inner = product(*sides, is_per_example=self._result.example is not None)
        left.before = [inner] if inner else []
        self._products.append(Product(left, sign, right, inner))
        return whole

    # axes

    def _axes(self, term: Term) -> Axes:
        return axes_of(term, self._example, self._examples, self._parameters)

    def _left_over(self, body: Axes) -> tuple[Axis, ...]:
        """The axes of the right side that the result has not: a gradient that was spread is summed."""
        mine, others = self._result.trimmed, body.trimmed
        if 1 < len(mine) < len(others):
            raise Unreadable
        spread = [axis for axis, one in zip_longest(others, mine) if axis is not None and one is None]
        kept = [None if axis in spread else axis for axis in others[: len(mine)]]
        aligned(Axes(tuple(kept)), Axes(tuple(mine)))
        example = [] if self._result.example or body.example is None else [body.example]
        return (*spread, *example)

    def _peek(self) -> str:
        return self._said[self._at].token.text if self._at < len(self._said) else ""

    def _take(self) -> Place:
        if self._at >= len(self._said):
            raise Unreadable
        self._at += 1
        return self._said[self._at - 1]

