"""Plan: a network compiled once into the list of bound calls that is trained, stepped, explained and printed."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from engine.chance import Chance
from engine.equation import Equation
from engine.graph import Graph
from engine.layer import Loss
from engine.shapes import Shapes, infer
from engine.table import Table
from engine.value import Value
from engine.weights import Weights
from engine.writer import Writer


@dataclasses.dataclass(frozen=True, eq=False)
class Plan:
    """The equations of one pass over ``examples`` examples, in order, and the values they fill.

    ``loss`` is a 0-d array, None where the network has no loss (``why_no_loss`` says why, as a sentence).
    ``left_out`` has one sentence for each node that takes no part. ``chance`` must be told the iteration before each
    pass; None where nothing is drawn.
    """

    examples: int
    equations: tuple[Equation, ...]
    values: dict[str, Value]
    loss: np.ndarray | None
    why_no_loss: str
    left_out: dict[str, str]
    indices: np.ndarray | None
    chance: Chance | None

    @cached_property
    def calls(self) -> tuple[Callable[[], Any], ...]:
        """Every call of the pass, bound."""
        return tuple(call for equation in self.equations for call in equation.bound)

    def run(self) -> None:
        """One pass: all calls in order."""
        for call in self.calls:
            call()


def compile_plan(
    graph: Graph,
    table: Table,
    weights: Weights,
    examples: int | None = None,
    *,
    outputs: tuple[str, ...] = (),
    seed: int | None = None,
) -> Plan:
    """Write the plan of a pass over batches of ``examples`` examples of ``table`` (None: all of them, in order).

    With ``outputs``, only these nodes and what feeds them take part. A plan to learn from has a ``seed`` for what it
    draws; without one it is an evaluation: no backward pass, nothing drawn, nothing remembered.
    """
    shapes = infer(graph, table.header)
    parts = _parts(graph, shapes, outputs)
    batch = table.examples if examples is None else examples
    indices = None if examples is None else np.zeros(examples, dtype=np.intp)
    chance = None if seed is None else Chance(seed)
    writer = Writer({node.id: node.name for node in graph.nodes}, table, indices, chance)
    values = {id: Value(id, shapes.forms[id].shape, batch if shapes.forms[id].is_per_example else 1) for id in parts}
    for id, value in values.items():
        value.parameters = weights.of_node[id]
        feeds = [values[source] for source in graph.sources(id)]
        is_trained = any(block.is_trained for block in weights.blocks[id])
        value.needs_gradient = is_trained or any(feed.needs_gradient for feed in feeds)
    _write_forward(graph, writer, values)
    losses, why = ((), "") if outputs else loss_nodes(graph, shapes)
    loss = _write_loss(graph, writer, [values[id] for id in losses])
    if losses and chance is not None:
        _write_backward(graph, writer, values, losses)
    equations = sorted(writer.equations, key=lambda each: each.phase != "batch")
    asked = chance if chance is not None and chance.is_asked else None
    return Plan(batch, tuple(equations), values, loss, why, shapes.problems, indices, asked)


def loss_nodes(graph: Graph, shapes: Shapes) -> tuple[tuple[str, ...], str]:
    """The nodes whose sum is the loss, and a sentence that says why there are none.

    They are the losses that feed nothing further; without any, the one output that is a single number.
    """
    ends = [id for id in graph.order if id in shapes.forms and not _feeds_any(graph, id, shapes)]
    single = [id for id in ends if shapes.forms[id].shape == () and not shapes.forms[id].is_per_example]
    losses = tuple(id for id in single if isinstance(graph.by_id[id].layer, Loss))
    if losses:
        return losses, ""
    if len(single) == 1:
        return (single[0],), ""
    if single:
        names = " and ".join(graph.by_id[id].name for id in single)
        return (), f"{names} could each be the loss. Add them up with Add, or delete all but one."
    return (), "There is nothing to learn from yet: add a loss, such as Mean squared error, and connect it."


def _feeds_any(graph: Graph, id: str, shapes: Shapes) -> bool:
    return any(edge.target in shapes.forms for edge in graph.consumers[id])


def _parts(graph: Graph, shapes: Shapes, outputs: tuple[str, ...]) -> list[str]:
    wanted = graph.above(outputs) if outputs else shapes.forms.keys()
    return [id for id in graph.order if id in wanted and id in shapes.forms]


def _write_forward(graph: Graph, writer: Writer, values: dict[str, Value]) -> None:
    for id, value in values.items():
        layer = graph.by_id[id].layer
        writer.at(id, "loss" if isinstance(layer, Loss) else "forward")
        layer.forward(writer, value, *(values[source] for source in graph.sources(id)))


def _write_loss(graph: Graph, writer: Writer, losses: list[Value]) -> np.ndarray | None:
    """The sum of several losses is an equation of its own, at the last of them."""
    if len(losses) < 2:
        return losses[0].scalar if losses else None
    total = np.zeros(())
    given = {graph.by_id[each.node].name: each.scalar for each in losses}
    writer.at(losses[-1].node, "loss")
    words = f"The loss of the network is the sum of its {len(losses)} losses."
    with writer.equation("L = L₁ + … + Lₖ", {"L": total}, given, words):
        writer.call(np.add, losses[0].scalar, losses[1].scalar, total)
        for each in losses[2:]:
            writer.call(np.add, total, each.scalar, total)
    return total


def _write_backward(graph: Graph, writer: Writer, values: dict[str, Value], losses: tuple[str, ...]) -> None:
    learns = graph.above(losses)
    for id in reversed(values):
        value, layer = values[id], graph.by_id[id].layer
        if id not in learns or not value.needs_gradient:
            continue
        writer.at(id, "backward")
        if id in losses:
            _start_from_one(writer, value, is_visible=not isinstance(layer, Loss))
        elif not writer.gather(value):
            continue
        layer.backward(writer, value, *(values[source] for source in graph.sources(id)))


def _start_from_one(writer: Writer, value: Value, is_visible: bool) -> None:
    value.gradient, value.has_unit_gradient = value.like(), True
    value.grad.fill(1.0)
    if is_visible:
        words = "The backward pass starts at {node}, the loss itself: its derivative by itself is 1."
        with writer.equation("∂L/∂L = 1", {"∂L/∂L": value.grad}, {}, words):
            writer.call(np.copyto, np.ones_like(value.grad), value.grad)

