"""Listed: the terms of a number reckoned for a list: what each comes to, and all of them so far. No Qt in here."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.graph import Graph
from engine.inquiry.record import Number
from gui.explain.number_words import is_by_example, kind_of, symbol_of


@dataclass(frozen=True, eq=False)
class Listed:
    """A number whose terms are listed. Only the terms that are looked at are named, the numbers are there at once."""

    number: Number
    graph: Graph
    products: np.ndarray
    running: np.ndarray
    is_by_example: bool

    @classmethod
    def of(cls, number: Number, graph: Graph) -> Listed:
        """Reckon all terms at once, however many they are."""
        products = np.multiply.reduce(number.values) if number.count > 1 else np.empty(0)
        gather = np.add if number.is_sum else np.maximum
        return cls(number, graph, products, gather.accumulate(products), is_by_example(number))

    def label(self, row: int) -> str:
        """What a row goes by: the number of its example, or its own; b, where a bias ends a row of weights."""
        factors, first = self.number.term(row), self.number.term(0)
        example = next((each.name.example for each in factors if each.name.example is not None), None)
        if self.is_by_example and example is not None:
            return f"{example + 1:,}"
        other = [each for each, one in zip(factors, first, strict=True) if each.name.symbol != one.name.symbol]
        return other[0].name.symbol if other and other[0].name.symbol else f"{row + 1:,}"

    def heads(self) -> list[tuple[str, str, str]]:
        """Above each column of factors: a symbol, the name of a node, and the kind of its colours."""
        found = []
        for one, other in zip(self.number.term(0), self.number.term(self.number.count // 2), strict=True):
            symbol = symbol_of(one)
            if symbol != symbol_of(other):
                symbol = symbol_of(one, has_place=False)
            node = self.graph.by_id.get(one.name.node)
            found.append((symbol, node.name if node is not None else "", kind_of(one)))
        return found
