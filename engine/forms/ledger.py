"""Ledger: the sizes in a product of matrices, which of them must agree, and why one of the two is transposed."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.equation import Equation
from engine.forms.axes import Axis
from engine.forms.letters import letters_of
from engine.forms.reading import Place, Product, Reading, read

Dims = tuple[Axis | None, Axis | None]


@dataclass(frozen=True)
class Part:
    """A piece of a line of sizes; ``is_inner`` marks those that must agree."""

    text: str
    is_inner: bool = False


@dataclass(frozen=True)
class Ledger:
    """(m×n)·(n×N) → m×N with names and with numbers, and one sentence about what is transposed, or ""."""

    names: tuple[Part, ...]
    numbers: tuple[Part, ...]
    why: str


def ledger(equation: Equation, line: str, examples: int, parameters: frozenset[str]) -> Ledger | None:
    """The sizes of a line with one product of matrices; None for any other. For the arguments, see ``read``."""
    reading = read(equation, line, examples, parameters)
    letters = letters_of(reading, parameters) if reading is not None else None
    if reading is None or letters is None or len(reading.products) != 1:
        return None
    right = reading.places[reading.start :]
    if any(place.token.text.strip() not in ("", "+", "−", "·") for place in right if place.token.term is None):
        return None
    product = reading.products[0]
    size = letters.size
    names = _line(reading, product, lambda axis: "1" if axis is None else size[axis.root])
    numbers = _line(reading, product, _count)
    return Ledger(tuple(names), tuple(numbers), _why(reading, product))


def _line(reading: Reading, product: Product, told: Callable[[Axis | None], str]) -> Iterator[Part]:
    for place in reading.places[reading.start :]:
        sign = place.token.text.strip()
        if place.token.term is None:
            yield from [Part(f" {sign} ")] if sign in ("+", "−") else []
            continue
        rows, columns = _dims(reading, product, place)
        yield Part("·(" if place is product.right else "(")
        yield Part(told(rows), place is product.right)
        yield Part("×")
        yield Part(told(columns), place is product.left)
        yield Part(")")
    rows, columns = _dims(reading, product, reading.places[0])
    yield Part(f" → {told(rows)}×{told(columns)}")


def _dims(reading: Reading, product: Product, place: Place, as_used: bool = True) -> Dims:
    """Rows and columns of a term. Lists for each example are columns; where each has a matrix, one of them is meant."""
    axes = place.axes
    assert axes is not None, "every term of a line that was read has its axes"
    left = product.left.axes
    is_for_each = reading.result.example is not None and left is not None and left.example is not None
    features = axes.features
    other = features[1] if len(features) > 1 else None if is_for_each else axes.example
    dims = features[0] if features else None, other
    return dims[::-1] if as_used and place.token.is_transposed else dims


def _why(reading: Reading, product: Product) -> str:
    turned = next((each for each in (product.left, product.right) if each.token.is_transposed), None)
    if turned is None or turned.token.term is None or not any(_dims(reading, product, turned)):
        return ""
    told = []
    for place in (product.left, product.right):
        assert place.token.term is not None
        told.append(f"{place.token.term.symbol} is {_shape(_dims(reading, product, place, as_used=False))}")
    after = _shape(_dims(reading, product, turned))
    symbol = turned.token.term.symbol
    return f"{told[0]} and {told[1]}: {_meeting(reading, product)}, so {symbol} is turned to {after}."


def _meeting(reading: Reading, product: Product) -> str:
    inner = product.inner
    if inner is not None and inner.is_examples:
        return f"the {inner.size:,} examples must meet"
    if inner is None and product.right.token.is_transposed:
        return "each number of one meets each of the other, a column times a row"
    side = "column" if product.right.token.is_transposed else "row"
    if inner is None:
        return f"their {side}s must meet"
    return f"the {inner.size:,} {side}s of both must meet"


def _shape(dims: Dims) -> str:
    return "×".join(_count(axis) for axis in dims)


def _count(axis: Axis | None) -> str:
    return "1" if axis is None else str(axis.size)
