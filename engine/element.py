"""Element: one number of a network's values, and the words for its place."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.graph import Graph
from engine.value import Value


@dataclasses.dataclass(frozen=True)
class Element:
    """The number at ``index`` (counted from 0, one for each axis of the shape) of what a node gives for one example.

    A value that is the same for all examples has only example 0.
    """

    node: str
    index: tuple[int, ...] = ()
    example: int = 0

    def of(self, value: Value) -> np.ndarray:
        """The number as a 0-d view of the value's array."""
        place: tuple[Any, ...] = (*self.index, self.example, ...)
        return np.asarray(value.value[place])

    def words(self, graph: Graph, is_per_example: bool) -> str:
        """Where it stands, as a learner counts: ``Tanh, number 2, example 1``."""
        example = f", example {self.example + 1:,}" if is_per_example else ""
        return f"{graph.node(self.node).name}{index_words(self.index)}{example}"


@dataclasses.dataclass(frozen=True)
class ParameterElement:
    """The number at ``index`` (counted from 0) of the parameter ``name`` of a node."""

    node: str
    name: str
    index: tuple[int, ...] = ()

    def words(self, graph: Graph) -> str:
        """Where it stands, as a learner counts: ``W of Linear, row 1, column 2``."""
        return f"{self.name} of {graph.node(self.node).name}{index_words(self.index)}"


def index_words(index: Sequence[int | np.intp]) -> str:
    """The place in an array as a learner counts, from 1."""
    numbers = [f"{axis + 1:,}" for axis in index]
    if len(numbers) == 2:
        return f", row {numbers[0]}, column {numbers[1]}"
    return f", number {' · '.join(numbers)}" if numbers else ""
