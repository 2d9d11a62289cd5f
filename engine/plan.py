"""Plan: a network compiled once into the list of bound calls that is trained, stepped, explained and printed."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from engine.chance import Chance
from engine.element import Element
from engine.equation import Equation
from engine.graph import Graph
from engine.inquiry.needed import needed
from engine.layer import Loss
from engine.room import Extent
from engine.shapes import Shapes, infer
from engine.sharing import Sharing
from engine.tables.table import Table
from engine.value import Value
from engine.weights import Weights
from engine.writer import Writer


@dataclasses.dataclass(frozen=True)
class Root:
    """What a backward pass is for, if not to learn: where it starts (None: at the loss), and whose gradients it wants.

    ``values`` are ids of nodes, ``parameters`` pairs of an id and a parameter's name.
    """

    element: Element | None = None
    values: frozenset[str] = frozenset()
    parameters: frozenset[tuple[str, str]] = frozenset()


@dataclasses.dataclass(frozen=True, eq=False)
class Plan:
    """The equations of one pass over ``examples`` examples, in order, and the values they fill.

    ``loss`` is a 0-d array: the loss, or the element that the plan's gradients are of. It is None where the network
    has no loss (``why_no_loss`` says why, as a sentence).
    ``left_out`` has one sentence for each node that takes no part. ``chance`` must be told the iteration before each
    pass; None where nothing is drawn. ``shared`` has the nodes that use the same parameters, by the one they belong to.
    """

    examples: int
    equations: tuple[Equation, ...]
    values: dict[str, Value]
    loss: np.ndarray | None
    why_no_loss: str
    left_out: dict[str, str]
    indices: np.ndarray | None
    chance: Chance | None
    shared: dict[str, list[str]]

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
    root: Root | None = None,
) -> Plan:
    """Write the plan of a pass over batches of ``examples`` examples of ``table`` (None: all of them, in order).

    With ``outputs``, only these nodes and what feeds them take part. A plan to learn from has a ``seed`` for what it
    draws; without one it is an evaluation: nothing drawn, nothing remembered and, but for a ``root``, no backward pass.
    """
    batch = table.examples if examples is None else examples
    shapes = infer(graph, table.header, Extent(batch, table.examples, seed is not None or root is not None))
    element = root.element if root is not None else None
    losses, why = ((), "") if outputs else loss_nodes(graph, shapes)
    if root is not None:
        losses = outputs = (element.node,) if element is not None else losses
    indices = None if examples is None else np.zeros(examples, dtype=np.intp)
    chance = None if seed is None else Chance(seed)
    writer = Writer({node.id: node.name for node in graph.nodes}, table, indices, chance)
    sharing = Sharing(graph, weights)
    values = _make_values(graph, shapes, sharing, batch, outputs, root)
    _write_forward(graph, writer, values)
    loss = element.of(values[element.node]) if element else _write_loss(graph, writer, [values[id] for id in losses])
    if losses and (chance is not None or root is not None):
        _write_backward(graph, writer, values, losses, element, sharing)
    equations = sorted(writer.equations, key=lambda each: each.phase != "batch")
    if root is not None and loss is not None:
        equations = needed(equations, [loss, *_wanted(root, values, weights)])
    asked = chance if chance is not None and chance.is_asked else None
    return Plan(batch, tuple(equations), values, loss, why, shapes.problems, indices, asked, weights.shared)


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
    for id in graph.order:
        if isinstance(graph.by_id[id].layer, Loss) and id in shapes.problems:
            above = graph.above([id])
            first = next(each for each in graph.order if each in above and each in shapes.problems)
            return (), f"There is nothing to learn from yet. {shapes.problems[first]}"
    return (), "There is nothing to learn from yet: add a loss, such as Mean squared error, and connect it."


def _feeds_any(graph: Graph, id: str, shapes: Shapes) -> bool:
    return any(edge.target in shapes.forms for edge in graph.consumers[id])


def _make_values(
    graph: Graph, shapes: Shapes, sharing: Sharing, examples: int, outputs: tuple[str, ...], root: Root | None
) -> dict[str, Value]:
    """Of each node that takes part: its value, with its parameters, and whether it needs a gradient."""
    wanted = graph.above(outputs) if outputs else shapes.forms.keys()
    # Every node that shares a parameter has its part in the gradient of it.
    owners = None if root is None else {shapes.owners[id] for id, _ in root.parameters if id in shapes.owners}
    values: dict[str, Value] = {}
    for id in graph.order:
        if id not in wanted or id not in shapes.forms:
            continue
        form = shapes.forms[id]
        value = values[id] = Value(id, form.shape, examples if form.is_per_example else 1)
        sharing.give_parameters(value)
        if owners is not None:
            value.learns = shapes.owners[id] in owners
        wants = value.learns or (root is not None and id in root.values)
        feeds = () if graph.by_id[id].layer.reads_parameters else graph.sources(id)
        value.needs_gradient = wants or any(values[source].needs_gradient for source in feeds)
    return values


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
    given = {f"L of {graph.by_id[each.node].name}": each.scalar for each in losses}
    writer.at(losses[-1].node, "loss")
    words = f"The loss of the network is the sum of its {len(losses)} losses."
    with writer.equation("L = L₁ + … + Lₖ", {"L": total}, given, words):
        writer.add_up([each.scalar for each in losses], total)
    return total


def _write_backward(
    graph: Graph,
    writer: Writer,
    values: dict[str, Value],
    starts: tuple[str, ...],
    element: Element | None,
    sharing: Sharing,
) -> None:
    leads, written = graph.above(starts), []
    with writer.gradients_of("L" if element is None else "o"):
        for id in reversed(values):
            value, layer = values[id], graph.by_id[id].layer
            if id not in leads or not value.needs_gradient:
                continue
            writer.at(id, "backward")
            if element is not None and id in starts:
                _start_from_element(writer, value, element, graph)
            elif id in starts:
                _start_from_one(writer, value, is_visible=not isinstance(layer, Loss))
            elif not writer.gather(value):
                continue
            layer.backward(writer, value, *(values[source] for source in graph.sources(id)))
            written.append(value)
        sharing.write_sums(writer, written)


def _start_from_one(writer: Writer, value: Value, is_visible: bool) -> None:
    value.gradient, value.has_unit_gradient = value.like(), True
    value.grad.fill(1.0)
    if is_visible:
        words = "The backward pass starts at {node}, the loss itself: its derivative by itself is 1."
        with writer.equation("∂L/∂L = 1", {"∂L/∂L": value.grad}, {}, words):
            writer.call(np.copyto, np.ones_like(value.grad), value.grad)


def _start_from_element(writer: Writer, value: Value, element: Element, graph: Graph) -> None:
    value.gradient, value.has_unit_gradient = value.like(), value.value.size == 1
    start = np.zeros_like(value.grad)
    start[(*element.index, element.example)] = 1.0
    value.grad[...] = start
    letter = graph.by_id[element.node].layer.letter
    others = ", and that by the numbers beside it 0" if value.value.size > 1 else ""
    words = (
        f"The backward pass starts at o: {element.words(graph, value.examples > 1)}. Its derivative by itself is"
        f" 1{others}."
    )
    with writer.equation(f"∂L/∂{letter} = [{letter} is o]", {f"∂L/∂{letter}": value.grad}, {}, words):
        writer.call(np.copyto, start, value.grad)


def _wanted(root: Root, values: dict[str, Value], weights: Weights) -> list[np.ndarray]:
    """The arrays of the gradients that are wanted."""
    parameters = [weights.named(id)[name].grad for id, name in root.parameters]
    return [values[id].grad for id in root.values] + parameters
