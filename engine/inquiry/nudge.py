"""Nudge: one number of a pass moved by hand, what the loss does then, and what its gradient says that it will do."""
from __future__ import annotations

import math

import numpy as np

from engine.element import Element, ParameterElement
from engine.inquiry.gradient import why_no_element, why_no_gradient
from engine.inquiry.held import held_numbers, hold
from engine.inquiry.location import Location
from engine.inquiry.occasion import Occasion
from engine.layer import shape_words
from engine.plan import Root, loss_nodes

# The share of a change that its prediction may miss and still count as right: what a curve bends on so short a way.
_RIGHT = 0.01
# Some roundings of the loss, from which a change can't be told.
_ROUNDING = 8 * 2.0**-52


class Nudge:
    """What becomes of L, or of the number that is derived, where one number alone is another, all else being equal.

    The pass is the one that was shown: its batch, its parameters, its draws, in arrays of its own. A value that is
    nudged is cut off from what feeds it; a parameter moves in all nodes that share it. ``here`` is the number in that
    pass, ``loss_here`` the loss there, and ``gradient`` its slope. Where ``why_not`` is a sentence, there is nothing to
    nudge.
    """

    def __init__(self, occasion: Occasion, location: Location, of: Element | None = None) -> None:
        self.here = self.loss_here = self.gradient = math.nan
        starts = (of.node,) if of else loss_nodes(occasion.document.graph, occasion.shapes)[0]
        self.why_not = _why_not_from(occasion, location, of, starts)
        if not self.why_not:
            # Cut off from what fed it, a value may leave other ends in the network: what answers stays what it was.
            self._begin(occasion, location, of or Element(starts[0]) if len(starts) == 1 else None)
            self.why_not = self._why_not_here(occasion, location)

    def loss(self, number: float) -> float:
        """The loss with this number in place of the one that is ``here``: all that follows is computed anew."""
        self._array[self._index] = number
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()
        return float(self._loss)

    def predicted(self, number: float) -> float:
        """The loss that the tangent has there: L + ∂L/∂w · δ."""
        return self.loss_here + self.gradient * (number - self.here)

    @property
    def small(self) -> float:
        """A step so short that a smooth curve is all but straight: 0.001, or more for a number of 10, 100 … and up."""
        return 1e-3 * 10.0 ** math.floor(math.log10(max(abs(self.here), 1.0)))

    def is_right(self, number: float, loss: float) -> bool:
        """Whether the gradient predicted a loss there to within a hundredth of the change, or what rounding hides."""
        change, rounding = abs(loss - self.loss_here), _ROUNDING * max(abs(loss), abs(self.loss_here))
        return abs(loss - self.predicted(number)) <= max(_RIGHT * change, rounding)

    # inside

    def _begin(self, occasion: Occasion, location: Location, of: Element | None) -> None:
        element = location.element
        if isinstance(element, Element):
            occasion = hold(occasion, (element.node,))
            plan = occasion.compile(root=Root(of, values=frozenset({element.node})))
            value, self._array = plan.values[element.node], held_numbers(occasion.weights, element.node)
            # Where nothing comes back, as from a step or a choice by number, the slope is 0.
            gradients = np.zeros_like(self._array) if value.gradient is None else value.grad
            self._index: tuple[int, ...] = (*element.index, element.example)
        else:
            plan = occasion.compile(root=Root(of, parameters=frozenset({(element.node, element.name)})))
            held = occasion.weights.named(element.node)[element.name]
            self._array, gradients, self._index = held.value, held.grad, element.index
        assert plan.loss is not None
        self._loss = plan.loss
        forward = (each for each in plan.equations if each.phase != "backward")
        self._calls = tuple(call for each in forward for call in each.bound)
        self.here = float(self._array[self._index])
        with np.errstate(all="ignore"):
            plan.run()
        self.loss_here, self.gradient = float(plan.loss), float(gradients[self._index])

    def _why_not_here(self, occasion: Occasion, location: Location) -> str:
        """Why the loss is of no use on both sides of the number."""
        if not math.isfinite(self.loss_here):
            return "The loss is not a finite number here, so there is nothing to compare with. Step back, or reset."
        if any(math.isfinite(self.loss(self.here + side * self.small)) for side in (-1, 1)):
            return ""
        graph = occasion.document.graph
        told = (graph.by_id[edge.target] for edge in graph.consumers[location.node])
        domain = next((f": {each.name} takes {each.layer.domain}" for each in told if each.layer.domain), "")
        return f"A little beside {self.here:g} the loss is no finite number{domain}. So there is nothing to nudge."


def _why_not_from(occasion: Occasion, location: Location, of: Element | None, starts: tuple[str, ...]) -> str:
    element, graph = location.element, occasion.document.graph
    if not isinstance(element, Element):
        why_not = why_no_gradient(occasion, of, ((element.node, element.name),))
        return why_not or _why_no_place(occasion, element)
    if element.node in starts:
        name = graph.by_id[element.node].name
        return f"{name} is what answers here. Nudge a number that leads to it."
    return why_no_gradient(occasion, of, (element.node,)) or why_no_element(occasion, element)


def _why_no_place(occasion: Occasion, element: ParameterElement) -> str:
    shape, graph = occasion.weights.named(element.node)[element.name].value.shape, occasion.document.graph
    is_there = len(shape) == len(element.index)
    is_there = is_there and all(0 <= at < size for at, size in zip(element.index, shape, strict=True))
    return "" if is_there else f"There is no {element.words(graph)}: its shape is {shape_words(shape)}."
