"""What sentences claim, checked: numbers against the arrays, directions by moving a number and looking at the loss.

Nothing here asks the code that made the sentence. Slopes and gradients are differences of two passes; the places that
a sentence tells are read off it and looked up in the arrays.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.equation import Equation
from engine.present import Present
from engine.saying import step as phrases
from engine.saying.said import Said

NUDGE = 1e-6
Index = tuple[int, ...]


class Told:
    """A sentence, the equation that it is about, and the network that it speaks of, to be moved and run again.

    ``before`` are the parameters at the start of the pass, ``prior`` those right before the equation.
    """

    def __init__(self, present: Present, equation: Equation, said: Said, before: np.ndarray, prior: np.ndarray) -> None:
        self.present, self.equation, self.said, self.v = present, equation, said, said.values
        self.before, self.prior = before, prior
        self.plan, self.graph, self.weights = present.plan, present.document.graph, present.weights
        self.node = self.graph.by_id.get(equation.node)
        self.arrays = [term.array for term in equation.results]
        self.given = [term.array for term in equation.given]
        if "node" in self.v:
            assert self.v["node"] == self.node.name

    @property
    def y(self) -> Any:
        return self.plan.values[self.equation.node]

    @property
    def inputs(self) -> list[Any]:
        return [self.plan.values[id] for id in self.graph.sources(self.equation.node)]

    # running again

    def slope(
        self, array: np.ndarray, index: Any = ..., node: str = "", after: bool = False, along: Any = 1.0
    ) -> float:
        """How fast the loss grows with a number of an array, or with many ``along`` a direction.

        With a node, only that one sees the change; ``after`` it has run, only those behind it do.
        """
        return float(np.subtract(*self._nudged(array, index, node, after, along, self.plan.loss)) / (2 * NUDGE))

    def rests(self, array: np.ndarray, index: Index) -> bool:
        """Whether the loss stays as it is when a number that the node sees moves to one side, as at a kink."""
        seen = self._nudged(array, index, self.equation.node, False, 1.0, self.plan.loss)
        return float(min(abs(each - self.plan.loss) for each in seen)) <= 1e-4 * NUDGE

    def own_slopes(self) -> np.ndarray:
        """Of a function of single numbers: how fast each result grows with its number."""
        x, id = self.inputs[0].value, self.equation.node
        up, down = self._nudged(x, ..., id, False, 1.0, self.y.value)
        return (up - down) / (2 * NUDGE)

    def _nudged(self, array: np.ndarray, index: Any, node: str, after: bool, along: Any, seen: Any) -> list[Any]:
        held, found = self.weights.everything.copy(), []
        for by in (NUDGE, -NUDGE, 0.0):
            self.weights.parameters[:] = self.before
            self._run(array, index, node, after, by * along)
            found.append(seen.copy())
        self.weights.everything[:] = held
        return found[:2]

    def _run(self, array: np.ndarray, index: Any, node: str, after: bool, by: Any) -> None:
        equations = [each for each in self.plan.equations if each.phase in ("batch", "forward", "loss")]
        mine = [each for each in equations if each.node == node]
        first, last = (mine[0], mine[-1]) if mine else (equations[0], None)
        kept = array
        for equation in equations:
            if equation is first and not after:
                kept = array.copy()
                array[index] += by
            for call in equation.bound:
                call()
            if equation is last and after:
                array[index] += by
            elif equation is last:
                array[...] = kept

    def agrees(self, claimed: float, found: float) -> None:
        """A gradient that was told is what moving the number shows."""
        allowed = 1e-4 * max(1.0, abs(float(self.plan.loss))) + 5e-3 * abs(claimed)
        assert abs(claimed - found) <= allowed, f"{self.said}: moving it shows {found}"

    # reading off

    def named(self, phrase: Said | str) -> tuple[str, str, Said | None]:
        """What a phrase for a number names: its symbol, the node, and the place that it tells."""
        place = None
        if isinstance(phrase, Said) and phrase.template is phrases.PLACED:
            phrase, place = phrase.values["what"], phrase.values["place"]
        if isinstance(phrase, str):
            return phrase, self.node.name if self.node else "", place
        assert phrase.template in (phrases.OF, phrases.FROM)
        return str(phrase.values["what"]), str(phrase.values["node"]), place

    def parameter(self, phrase: Said | str) -> tuple[np.ndarray, np.ndarray, Index]:
        """The values and gradients that a phrase names a number of, and its place."""
        symbol, name, place = self.named(phrase)
        (id,) = [node.id for node in self.graph.nodes if node.name == name]
        held = self.weights.named(id)[symbol]
        return held.value, held.grad, index_of(place, held.value.shape)

    def variable(self, phrase: Said | str) -> tuple[np.ndarray, Index]:
        """The array that a phrase names a number of, and its place."""
        array = self.array(phrase)
        return array, index_of(self.named(phrase)[2], array.shape)

    def array(self, phrase: Said | str) -> np.ndarray:
        """The value at the port, or the parameter, that a phrase names or names a number of."""
        symbol, name, _ = self.named(phrase)
        layer = self.node.layer
        if symbol in layer.ports and not layer.reads_parameters:
            source = dict(zip(layer.ports, self.graph.sources(self.node.id), strict=True))[symbol]
            assert self.graph.by_id[source].name == name
            return self.plan.values[source].value
        return self.weights.named(self.node.id)[symbol].value

    def moves(self, phrase: Said | str, gradient: float) -> None:
        """A number moves the loss by way of the node as the gradient says, and is named rightly."""
        array, index = self.variable(phrase)
        sources = self.graph.sources(self.node.id)
        # One value at two ports would move at both.
        if len(set(sources)) == len(sources):
            self.agrees(gradient, self.slope(array, index, self.node.id))


def index_of(place: Said | str | None, shape: tuple[int, ...], names: Sequence[str] = ()) -> Index:
    """The index that a place stands for in an array of a shape, whose rows may have names; what has no other is 0."""
    numbers: list[int] = []
    if isinstance(place, Said) and place.template is phrases.IN_EXAMPLE:
        numbers, place = [int(place.values["example"])], place.values["place"]
    elif isinstance(place, Said) and place.template is phrases.EXAMPLE:
        numbers, place = [int(place.values["example"])], None
    if place is None:
        inner = []
    elif isinstance(place, str):
        inner = [list(names).index(place) + 1]
    elif place.template is not phrases.NUMBER:
        inner = [int(place.values[name]) for name in ("channel", "row", "column") if name in place.values]
    else:
        inner = [int(part.replace(",", "")) for part in str(place.values["number"]).split(" · ")]
    told = [*inner, *numbers]
    if len(told) == len(shape) - 1 and shape[0] == 1 and isinstance(place, Said) and place.template is phrases.CELL:
        told.insert(0, 1)
    if len(told) == len(shape):
        return tuple(number - 1 for number in told)
    left = iter(told)
    index = tuple(next(left, 0) - 1 if size > 1 else 0 for size in shape)
    assert next(left, None) is None and min(index, default=0) >= 0, f"{told} is no place in {shape}"
    return index


def spans(phrase: Said | float, array: np.ndarray) -> None:
    """A phrase for the spread of an array is right."""
    low, high = min(array.reshape(-1)), max(array.reshape(-1))
    if not isinstance(phrase, Said):
        assert phrase == low == high
    elif "low" in phrase.values:
        assert (phrase.values["low"], phrase.values["high"]) == (low, high) and low < high
    else:
        np.testing.assert_allclose([low, high], phrase.values["value"], rtol=2e-2)
