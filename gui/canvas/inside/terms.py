"""Terms: what one number of a layer is made of, the largest of them where they are many."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gui.canvas.inside.contents import Column, Contents, Wires, numbered
from gui.canvas.inside.numbers import Numbers
from gui.canvas.inside.strongest import largest

MOST_TERMS = 8


@dataclass(frozen=True, eq=False)
class Terms:
    """Numbers by groups, each with their ``names``, in the order in which they stand below each other.

    With ``weights``, those of the first group are multiplied by these, and all is added up. ``more`` terms are left
    out; together they come to ``rest``.
    """

    groups: tuple[tuple[tuple[str, ...], Numbers], ...]
    weights: Numbers | None = None
    more: int = 0
    rest: float = 0.0

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(names) for names, _ in self.groups)

    def amounts(self) -> list[np.ndarray]:
        """What each group's numbers add, now: themselves, or times their weights."""
        held = [numbers.read() for _, numbers in self.groups]
        with np.errstate(all="ignore"):
            return held if self.weights is None else [held[0] * self.weights.read(), *held[1:]]


def terms_of(contents: Contents, row: int) -> Terms:
    """The terms of the number in a row of a layer's own."""
    added = tuple(_part(each, (row,)) for each in contents.columns if each.role == "parameter")
    for wires in contents.wires:
        if wires.weights:
            return _products(contents.columns[wires.source], wires, contents.own.numbers.indices[row][0], added)
    feeding = {wires.source: tuple(start for start, end in wires.ends if end == row) for wires in contents.wires}
    most = MOST_TERMS // max(1, len(feeding))
    groups = tuple(_part(contents.columns[source], places[:most]) for source, places in feeding.items() if places)
    more = sum(max(0, len(places) - most) for places in feeding.values())
    if contents.own.count == 1:
        # A single number is made of what is not drawn on the card too.
        more += sum(contents.columns[source].more for source in feeding)
    return Terms((*groups, *added) if groups else (), None, more)


def _part(column: Column, places: tuple[int, ...]) -> tuple[tuple[str, ...], Numbers]:
    numbers = column.numbers
    chosen = Numbers(numbers.node, numbers.part, numbers.array, tuple(numbers.indices[place] for place in places))
    return tuple(column.names[place] for place in places), chosen


def _products(source: Column, wires: Wires, j: int, added: tuple[tuple[tuple[str, ...], Numbers], ...]) -> Terms:
    """Of all products of a row of the weights, drawn on the card or not, the largest in their order."""
    inputs, weights, place = source.numbers, wires.forward, source.numbers.indices[0][-1]
    with np.errstate(all="ignore"):
        products = weights.array[j] * inputs.array[:, place]
        chosen = largest(products if products.any() else weights.array[j], MOST_TERMS)
        rest = float(np.delete(products, chosen).sum())
    held = Numbers(inputs.node, inputs.part, inputs.array, tuple((i, place) for i in chosen))
    row = Numbers(weights.node, weights.part, weights.array, tuple((j, i) for i in chosen))
    return Terms(((numbered(source.symbol, chosen), held), *added), row, len(products) - len(chosen), rest)
