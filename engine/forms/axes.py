"""Axes: those of a term's array, and what becomes of them in sums and products."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from engine.equation import Term


class Unreadable(Exception):
    """A line that says more than sums, products, and functions of single numbers."""


@dataclass(eq=False)
class Axis:
    """A direction in which an array has more than one number. Axes that are found to be the same have one root."""

    size: int
    is_examples: bool = False
    same: Axis | None = None

    @property
    def root(self) -> Axis:
        """The axis that stands for all that are the same."""
        return self if self.same is None else self.same.root


@dataclass(frozen=True, eq=False)
class Axes:
    """The axes of an array. None stands for one of size 1, which needs no index."""

    features: tuple[Axis | None, ...] = ()
    example: Axis | None = None

    @property
    def trimmed(self) -> list[Axis | None]:
        """Those of the features without the last ones of size 1: a column is a list."""
        kept = list(self.features)
        while kept and kept[-1] is None:
            kept.pop()
        return kept

    @property
    def all(self) -> list[Axis]:
        """Every axis with more than one number, that of the examples last."""
        return [axis for axis in (*self.features, self.example) if axis is not None]


def is_parameter(term: Term, parameters: frozenset[str]) -> bool:
    """Whether a term is a parameter or the gradient of one."""
    slash, name = term.symbol.find("/∂"), term.symbol
    return name in parameters or (name.startswith("∂") and name[slash + 2 :] in parameters)


def axes_of(term: Term, example: Axis, examples: int, parameters: frozenset[str]) -> Axes:
    """Fresh axes for a term's array: its last one counts examples, but for a parameter's."""
    shape = term.array.shape
    if is_parameter(term, parameters) or not examples:
        return Axes(_fresh(shape))
    if shape and shape[-1] == examples > 1:
        return Axes(_fresh(shape[:-1]), example)
    return Axes(_fresh(shape[:-1] if shape[-1:] == (1,) else shape))


def _fresh(shape: tuple[int, ...]) -> tuple[Axis | None, ...]:
    return tuple(Axis(size) if size > 1 else None for size in shape)


def aligned(one: Axes, other: Axes) -> Axes:
    """The axes of a sum or a product number by number. A list has one number for each of the other's first axis."""
    mine, others = one.trimmed, other.trimmed
    if len(mine) != len(others) and min(len(mine), len(others)) > 1:
        raise Unreadable
    features = tuple(_same(a, b) for a, b in zip_longest(mine, others))
    return Axes(features, one.example or other.example)


def transposed(axes: Axes) -> Axes:
    """Rows as columns; a list has none to turn."""
    if len(axes.features) != 2:
        raise Unreadable
    return Axes(axes.features[::-1], axes.example)


def product(
    left: tuple[Axes, bool], right: tuple[Axes, bool], is_per_example: bool
) -> tuple[Axes, Axis | None]:
    """The axes of a product of matrices, each side with whether it is transposed, and the axis summed over.

    Lists for each example are the columns of a matrix; where the product is one for each example, each is a matrix.
    """
    (a, a_turned), (b, b_turned) = left, right
    are_columns = a.example is not None and b.example is not None and not is_per_example
    if are_columns and b_turned and not a_turned and len(a.features) == len(b.features) == 1:
        return Axes((*a.features, *b.features)), a.example
    example = a.example or b.example
    rows, inner = _as_matrix(a.features, a_turned)
    other, columns = _as_matrix(b.features, b_turned)
    is_column = len(b.features) == 1 and not b_turned
    whole = Axes((rows,) if is_column else (rows, columns), example)
    return whole, _same(inner, other, is_strict=True)


def _as_matrix(features: tuple[Axis | None, ...], is_turned: bool) -> tuple[Axis | None, Axis | None]:
    if len(features) not in (1, 2):
        raise Unreadable
    rows, columns = features if len(features) == 2 else (features[0], None)
    return (columns, rows) if is_turned else (rows, columns)


def _same(one: Axis | None, other: Axis | None, is_strict: bool = False) -> Axis | None:
    """Both as one axis; one of size 1 goes with any, but in a product of matrices."""
    if one is None or other is None:
        if is_strict and one is not other:
            raise Unreadable
        return one or other
    a, b = one.root, other.root
    if a.size != b.size or a.is_examples != b.is_examples:
        raise Unreadable
    if a is not b:
        b.same = a
    return a
