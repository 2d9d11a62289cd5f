"""Step: the equation that just ran with all that a sentence about it may speak of, and phrases for its numbers."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.decimals import short
from engine.equation import Equation, Term
from engine.inquiry.norms import parts_of
from engine.inquiry.record import Spot
from engine.inquiry.slopes import OwnSlopes, is_function_of_one
from engine.layer import Layer
from engine.saying.said import Said, Template
from engine.value import Parameter, Value

if TYPE_CHECKING:
    from engine.present import Present

THE_LOSS = Template("the loss")
NUMBER = Template("number {number}")
CELL = Template("row {row}, column {column}")
PIXEL = Template("channel {channel}, row {row}, column {column}")
EXAMPLE = Template("example {example}")
IN_EXAMPLE = Template("{place}, example {example}")
PLACED = Template("{what} ({place})")
OF = Template("{what} of {node}")
FROM = Template("{what} from {node}")
RANGE = Template("{low} to {high}")
ABOUT = Template("about {value}")
EVERYWHERE = Template("{value} everywhere")
NUMBERS = Template("numbers from {low} to {high}")
NUMBERS_ABOUT = Template("numbers of about {value}")
NUMBERS_ALIKE = Template("numbers that are all {value}")

Index = tuple[int, ...]


class Step:
    """One equation of the pass shown, after it ran. ``layer`` and ``y`` are its node's; the update has none."""

    def __init__(self, present: Present, equation: Equation) -> None:
        self.present, self.equation = present, equation
        self.graph, self.plan, self.weights = present.document.graph, present.plan, present.weights
        self.phase = equation.phase
        self._node = self.graph.by_id.get(equation.node)

    # what took part

    @property
    def node(self) -> str:
        """The name of the node."""
        return self._node.name if self._node is not None else ""

    @property
    def layer(self) -> Layer:
        """What the node is."""
        assert self._node is not None, "an update belongs to no node"
        return self._node.layer

    @property
    def y(self) -> Value:
        """The node's value."""
        return self.plan.values[self.equation.node]

    @cached_property
    def inputs(self) -> tuple[Value, ...]:
        """The values at the node's ports."""
        return tuple(self.plan.values[id] for id in self.graph.sources(self.equation.node))

    @cached_property
    def result(self) -> Term:
        """What it is about: the node's value where that is among the results, else the first of them."""
        results = self.equation.results
        values = self.plan.values
        mine = values[self.equation.node].value if self.equation.node in values else None
        return next((term for term in results if term.array is mine), results[0])

    def given(self, symbol: str) -> np.ndarray:
        """The array that is given by this symbol."""
        return next(term.array for term in self.equation.given if term.symbol == symbol)

    def receiver(self) -> tuple[str, Value] | None:
        """Port and value of the input whose gradient the equation computed; None where it computed something else."""
        array = self.result.array
        for port, x in zip(self.layer.ports, self.inputs, strict=False):
            parts = [x.gradient, *x.contributions]
            if any(part is not None and part.value is array for part in parts):
                return port, x
        return None

    @cached_property
    def slopes(self) -> np.ndarray | None:
        """The node's own slope at each number of its input; None where it is no function of single numbers."""
        forward = [each for each in self.plan.equations if each.node == self.y.node and each.phase != "backward"]
        if len(self.inputs) != 1 or not is_function_of_one(forward):
            return None
        return OwnSlopes(self.layer, self.y, self.inputs[0]).at_present()

    @property
    def known_examples(self) -> int:
        """How many examples there are to learn from."""
        run = self.present.run
        return run.history.settings_at(run.shown).batches.examples

    @property
    def _own(self) -> Iterable[Parameter]:
        """The node's parameters, which where they are shared have gradients of this node's own."""
        return self.y.parameters.values() if self.equation.node in self.plan.values else ()

    # phrases

    @property
    def loss(self) -> Said | str:
        """What the gradients are gradients of: the loss, or o."""
        return THE_LOSS() if self.present.symbol == "L" else self.present.symbol

    def range(self, array: np.ndarray) -> Said | float:
        """The least and the largest number of an array; the number itself where there is one."""
        return _spread(array, RANGE, ABOUT, EVERYWHERE)

    def numbers(self, array: np.ndarray) -> Said | float:
        """The same as a phrase that stands for the numbers: "numbers from 1 to 3"."""
        return _spread(array, NUMBERS, NUMBERS_ABOUT, NUMBERS_ALIKE)

    def at(self, what: Said | str, array: np.ndarray, index: Index) -> Said | str:
        """One number of an array by its name and its place, counted from 1: W (row 3, column 1)."""
        place = self.place(array, index)
        return what if place is None else PLACED(what=what, place=place)

    def place_of_answer(self, array: np.ndarray, index: Index) -> Said | str | None:
        """Where a number that a loss compares stands; by what the data call its row, where they do."""
        source = self.graph.by_id[self.graph.sources(self.equation.node)[-1]].layer
        names = source.row_names(self.present.document.header) if source.reads_data else []
        if len(names) < 2 or len(names) != len(array):
            return self.place(array, index)
        name = names[int(index[0])]
        return IN_EXAMPLE(place=name, example=int(index[-1]) + 1) if array.shape[-1] > 1 else name

    def place(self, array: np.ndarray, index: Index) -> Said | None:
        """Where a number stands in an array, counted from 1; None where there is no other."""
        examples = self.plan.examples
        has_examples = array.ndim > 0 and array.shape[-1] == examples > 1 and not self._is_of_parameters(array)
        inner = self._inner(array.shape[: array.ndim - has_examples], index)
        if not has_examples:
            return inner
        example = int(index[-1]) + 1
        return EXAMPLE(example=example) if inner is None else IN_EXAMPLE(place=inner, example=example)

    def parameter(self, at: int) -> Said | str:
        """The name of the parameter at a place of the flat vector of all: W of Linear 1 (row 3, column 1)."""
        parts, which = parts_of(self.weights, self.graph)
        id, name, held = parts[which[at]]
        index = Spot.of(self.weights.parameters, at).index_in(held.value)
        assert index is not None, "every number of the flat vector belongs to a parameter"
        return self.at(OF(what=name, node=self.graph.by_id[id].name), held.value, index)

    def _inner(self, shape: Sequence[int], index: Index) -> Said | None:
        places = [int(at) + 1 for at in index[: len(shape)]]
        numbers = [place for place, size in zip(places, shape, strict=True) if size > 1]
        if numbers and len(shape) == 3 and shape[0] > 1:
            return PIXEL(channel=places[0], row=places[1], column=places[2])
        if numbers and len(shape) in (2, 3):
            return CELL(row=places[-2], column=places[-1])
        return NUMBER(number=" · ".join(f"{number:,}" for number in numbers)) if numbers else None

    def _is_of_parameters(self, array: np.ndarray) -> bool:
        own = [part for held in self._own for part in (held.value, held.grad)]
        return any(np.may_share_memory(array, each) for each in (self.weights.everything, self.weights.gradients, *own))


def _spread(array: np.ndarray, between: Template, about: Template, alike: Template) -> Said | float:
    low, high = float(array.min()), float(array.max())
    if low == high:
        return low if array.size == 1 else alike(value=low)
    return about(value=low) if short(low) == short(high) else between(low=low, high=high)


def largest(array: np.ndarray) -> Index:
    """The place of the number furthest from 0."""
    return tuple(int(at) for at in np.unravel_index(int(np.abs(array).argmax()), array.shape))
