"""Every kind of layer, loss and optimizer, found through the catalogue, in a small network that learns."""
from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from engine.graph import Graph, Node
from engine.layer import Layer, Loss, Shape
from engine.optimizer import Optimizer, optimizer_kinds
from engine.parts.schedule import Scheduled
from engine.tables.table import Table
from engine.ties import freeze, tie
from tests.engine.drawing import AMOUNTS, KINDS, instances, networks, optimizers, shape_of, tables, with_a_loss
from tests.engine.networks import chain
from tests.peers.network import VERSIONS
from tests.peers.optimizers import OPTIMIZERS
from tests.peers.searching import Drawn, Row, worst_of

# With longer steps some runs leap about, and then every update multiplies what rounding differs by.
MOST_RATE = 0.003
SHAPES: tuple[Shape, ...] = ((), (1,), (3,), (2, 3), (3, 2), (2, 4, 4))


def rows(each: int, random: int) -> Iterator[Row]:
    """The worst of ``each`` networks for every kind, then of ``random`` ones of any wiring with any optimizer."""
    for name, kind in KINDS.items():
        if name in VERSIONS:
            yield worst_of(kind.title, networks_of(kind), each)
        else:
            yield Row(kind.title, refusal=f"No PyTorch version of {name} is in tests/peers/layers.py or losses.py yet.")
    for name, kind in optimizer_kinds().items():
        if name in OPTIMIZERS:
            yield worst_of(kind.title, trainings_by(kind), each)
        else:
            yield Row(kind.title, refusal=f"No PyTorch version of {name} is in tests/peers/optimizers.py yet.")
    yield worst_of(f"{random} random networks", any_network(), random)


def careful(optimizer: Optimizer) -> Optimizer:
    """The optimizer with a learning rate that is small enough, and stays so."""
    if not isinstance(optimizer, Scheduled):
        return optimizer
    return dataclasses.replace(optimizer, rate=min(optimizer.rate, MOST_RATE), factor=min(optimizer.factor, 1.0))


@st.composite
def any_network(draw: Callable[..., Any]) -> Drawn:
    """A network of any wiring, trained by any optimizer."""
    known = optimizers().filter(lambda each: type(each).__name__ in OPTIMIZERS)
    return *draw(networks([name for name in AMOUNTS if name in VERSIONS])), careful(draw(known))


@st.composite
def networks_of(draw: Callable[..., Any], kind: type[Layer]) -> Drawn:
    """The kind with any knobs, fed with what learns, one number or more for each example or the same for all."""
    table = draw(tables())
    layer = draw(instances(kind, table.header))
    if layer.reads_parameters:
        return with_a_penalty(draw, table, layer)
    given = [table.header] if layer.reads_data else []
    choices = itertools.product(SHAPES, repeat=len(layer.ports))
    fitting = [shapes for shapes in choices if shape_of(layer, [*given, *shapes]) is not None]
    assume(fitting)
    graph = Graph().put(Node("it", layer, "It"))
    shapes = draw(st.sampled_from(fitting))
    for port, shape in zip(layer.ports, shapes, strict=True):
        graph, source = fed(graph, port, shape, layer, draw(st.booleans()))
        graph = graph.join(source, "it", port)
    if not isinstance(layer, Loss):
        graph = weighed(graph, layer.shape(*given, *shapes))
    return with_a_loss(graph, table), table, optimizer_kinds()["GradientDescent"](MOST_RATE)


def with_a_penalty(draw: Callable[..., Any], table: Table, layer: Layer) -> Drawn:
    """A network with the penalty on one of its layers; others may share that one's parameters, or be frozen."""
    linear, tanh = KINDS["Linear"], KINDS["Tanh"]()
    graph = chain(KINDS["Input"](), linear(3), tanh, linear(3), linear(1), KINDS["MeanSquaredError"]())
    layer = dataclasses.replace(layer, parameter=draw(st.sampled_from(["", "W", "b"])))
    graph = graph.put(Node("it", layer, "It")).join("n1", "it", "w")
    graph = freeze(graph, ["n4"], draw(st.booleans()))
    graph = tie(graph, "n1", ["n3"]) if draw(st.booleans()) else graph
    return graph, table, optimizer_kinds()["GradientDescent"](MOST_RATE)


def fed(graph: Graph, port: str, shape: Shape, layer: Layer, is_per_example: bool) -> tuple[Graph, str]:
    """With nodes that give this shape, and the last one's id: numbers that the layer can take, and names for names."""
    size = math.prod(shape)
    if isinstance(layer, KINDS["Embedding"]):
        assume(layer.vocabulary >= 3)
        layers = [KINDS["Target"](("k",) * size, "number"), KINDS["Reshape"](shape)]
    elif is_per_example:
        squash = KINDS["Sigmoid" if layer.domain else "Tanh"]()
        layers = [KINDS["Input"](), KINDS["Linear"](size), squash, KINDS["Reshape"](shape)]
    else:
        layers = [KINDS["Variable"](shape), KINDS["Sigmoid"]()]
    return in_a_row(graph, port, layers)


def weighed(graph: Graph, shape: Shape) -> Graph:
    """With what "it" gives times weights, bent: now its gradients differ from place to place."""
    graph = graph.put(Node("w", KINDS["Variable"](shape), "w"), Node("times", KINDS["Multiply"](), "Times"))
    graph = graph.join("it", "times", "a").join("w", "times", "b")
    return graph.put(Node("bend", KINDS["Softplus"](), "Bend")).join("times", "bend", "z")


def in_a_row(graph: Graph, name: str, layers: list[Layer]) -> tuple[Graph, str]:
    for number, layer in enumerate(layers):
        graph = graph.put(Node(f"{name}{number}", layer, f"{name} {number}"))
        if number:
            graph = graph.join(f"{name}{number - 1}", f"{name}{number}", layer.ports[0])
    return graph, f"{name}{len(layers) - 1}"


@st.composite
def trainings_by(draw: Callable[..., Any], kind: type[Optimizer]) -> Drawn:
    """A small network on any data, trained by the optimizer with any knobs."""
    linear, tanh = KINDS["Linear"], KINDS["Tanh"]()
    graph = chain(KINDS["Input"](), linear(draw(st.integers(1, 6))), tanh, linear(1), KINDS["MeanSquaredError"]())
    return graph, draw(tables()), careful(draw(instances(kind)))
