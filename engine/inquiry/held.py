"""Held: a value of a network cut off from what feeds it, whose numbers lie still or are moved along their gradient."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.graph import Graph
from engine.inquiry.occasion import Occasion
from engine.layer import Block, Layer, Shape
from engine.optimizers.no_optimizer import NoOptimizer
from engine.plan import Plan
from engine.saying.said import Said, Template
from engine.tables.table import Table
from engine.ties import untie
from engine.update import Update
from engine.value import Value
from engine.weights import Weights
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.saying.step import Step

_BLOCK = "numbers held"
RISES = Template("{number} has the largest gradient, {gradient}, so it moves most, the way on which {of} rises.")
FALLS = Template("{number} has the largest gradient, {gradient}, so it moves most, the way on which {of} falls.")


@dataclass(frozen=True)
class Held(Layer):
    """Stands in for a layer: gives numbers of its own, (*size, examples), kept like parameters of the node."""

    title, family, glyph, formula, ports = "Held", "Data", "x", "x = numbers held", ()
    words = "Numbers that are held where they are, or moved."

    symbol: str
    size: Shape
    examples: int
    has_examples: bool

    @property
    def letter(self) -> str:
        return self.symbol

    def shape(self, *inputs: Shape) -> Shape:
        return self.size

    def is_per_example(self, *inputs: bool) -> bool:
        return self.has_examples

    def blocks(self, *inputs: Shape) -> tuple[Block, ...]:
        return (Block(_BLOCK, (*self.size, self.examples)),)

    def forward(self, write: Writer, y: Value, *inputs: Value) -> None:
        held = y.parameters[_BLOCK].value
        words = "{node} gives the numbers it is held at, whatever fed it before: they are what moves."
        with write.equation(f"{self.symbol} = numbers held", {self.symbol: y.value}, {"numbers held": held}, words):
            write.call(np.copyto, held, y.value)

    def backward(self, write: Writer, y: Value, *inputs: Value) -> None:
        """The gradient of what is held is that of the value itself."""

    def said(self, step: Step) -> Said | None:
        if step.phase != "update":
            return None
        from engine.saying.step import OF, largest

        gradients, (symbol,) = step.equation.given[0].array, step.equation.symbols
        index = largest(gradients)
        number = step.at(OF(what=step.result.symbol, node=step.node), gradients, index)
        template = FALLS if " − " in symbol else RISES
        return template(number=number, gradient=float(gradients[index]), of=step.loss)


def held_numbers(weights: Weights, id: str) -> np.ndarray:
    """The numbers that a held node gives, (*shape, examples), as a view of ``weights``."""
    return weights.of_node[id][_BLOCK].value


def hold(occasion: Occasion, ids: Collection[str]) -> Occasion:
    """The same with the values of these nodes cut off from what feeds them, held where they are."""
    graph, forms = occasion.document.graph, occasion.shapes.forms
    # A penalty on the parameters of a layer that is cut off stays what it is, too.
    targets = {edge.target for id in ids for edge in graph.consumers[id] if edge.target in forms}
    penalties = [id for id in sorted(targets) if graph.by_id[id].layer.reads_parameters]
    numbers, graph = occasion.values((*ids, *penalties)), untie(graph, ids)
    for id, held in numbers.items():
        layer = Held(graph.by_id[id].layer.letter, forms[id].shape, held.shape[-1], held.shape[-1] > 1)
        graph = graph.replace(id, layer)
    occasion = occasion.with_graph(graph)
    for id, held in numbers.items():
        held_numbers(occasion.weights, id)[...] = held
    return occasion


class Motion(Update):
    """What moves held values of a plan: each against its gradient for a ``rate`` above 0, along it for one below."""

    def __init__(self, graph: Graph, plan: Plan, weights: Weights, moved: Iterable[str], of: str, rate: float) -> None:
        """``moved`` are ids of held nodes, ``of`` is the symbol of what their gradients are gradients of."""
        super().__init__(NoOptimizer(), weights)
        write = Writer({node.id: node.name for node in graph.nodes}, Table((), np.empty((0, 1)), (), ()), None)
        for id in moved:
            write.at(id, "update")
            letter = graph.by_id[id].layer.letter
            gradient, held = plan.values[id].grad, held_numbers(weights, id)
            sign, way = ("−", "down") if rate >= 0 else ("+", "up")
            words = (
                f"Every number of {{node}} takes a step of α = {abs(rate):g} times its gradient, the way on which {of}"
                f" goes {way}. The parameters stay as they are."
            )
            symbols, given = f"{letter} ← {letter} {sign} α ∂{of}/∂{letter}", {f"∂{of}/∂{letter}": gradient}
            with write.equation(symbols, {letter: held}, given, words, overwrites=True):
                change = np.zeros_like(held)
                write.call(np.multiply, gradient, np.array(-rate), change)
                write.call(np.add, held, change, held)
        self.equations = tuple(write.equations)
        self.calls = tuple(call for equation in self.equations for call in equation.bound)
