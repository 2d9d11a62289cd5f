"""Hypothesis strategies for what a learner could build: any kind with any knobs, and whole networks, by discovery."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args, get_origin

import numpy as np
from hypothesis import strategies as st

from engine.graph import Graph, Node
from engine.knobs import Knob, knobs, with_knobs
from engine.layer import Layer, layer_kinds
from engine.optimizer import Optimizer, optimizer_kinds
from engine.shapes import infer
from engine.table import Header, Table

KINDS = layer_kinds()
NO_DATA = Header()


def knob_values(knob: Knob, header: Header = NO_DATA) -> st.SearchStrategy[Any]:
    """Values that the knob takes, small enough for a test. Lists of texts are columns of the data, all of them or some."""
    if knob.choices:
        return st.sampled_from(knob.choices)
    if get_origin(knob.type) is tuple:
        item = get_args(knob.type)[0]
        if item is str:
            names = st.lists(st.sampled_from(header.names), unique=True, max_size=3) if header.names else st.just([])
            return names.map(tuple)
        return st.lists(_numbers(knob, item), max_size=3).map(tuple)
    return st.just(knob.default) if knob.type is str else _numbers(knob, knob.type)


def _numbers(knob: Knob, kind: type) -> st.SearchStrategy[Any]:
    if kind is bool:
        return st.booleans()
    low = knob.low if knob.low is not None else knob.above if knob.above is not None else -3.0
    high = min(knob.high, low + 4.0) if knob.high is not None else low + 4.0
    if kind is int:
        return st.integers(int(low), int(high))
    is_open = knob.above is not None and low == knob.above
    return st.floats(low, high, exclude_min=is_open).map(lambda number: round(number, 3)).filter(
        lambda number: not is_open or number > low
    )


def instances(kind: type, header: Header = NO_DATA) -> st.SearchStrategy[Any]:
    """A layer, optimizer or dataset of this kind with any knobs."""
    return st.fixed_dictionaries({each.name: knob_values(each, header) for each in knobs(kind)}).map(
        lambda values: with_knobs(kind, values)
    )


def layers(kind: type[Layer] | None = None, header: Header = NO_DATA) -> st.SearchStrategy[Layer]:
    """A layer of this kind, or of any."""
    return instances(kind, header) if kind else st.sampled_from(list(KINDS.values())).flatmap(
        lambda each: instances(each, header)
    )


def optimizers() -> st.SearchStrategy[Optimizer]:
    """Any optimizer with any knobs."""
    return st.sampled_from(list(optimizer_kinds().values())).flatmap(instances)


@st.composite
def tables(draw: Callable[..., Any]) -> Table:
    """Some examples of three features, one number to predict, and a column of three classes."""
    count = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns = np.concatenate([rng.uniform(-1.5, 1.5, (4, count)), rng.integers(0, 3, (1, count))])
    return Table(("a", "b", "c", "t", "k"), columns, ("a", "b", "c"), ("t",), {"k": ("red", "green", "blue")})


@st.composite
def graphs(draw: Callable[..., Any], header: Header, most: int = 12) -> Graph:
    """A network in which each node that has all its inputs can be computed. Some have none, or lack one."""
    graph = Graph()
    for number in range(draw(st.integers(2, most))):
        node = Node(f"n{number}", draw(layers(header=header)), f"Node {number}", at=(120.0 * number, 0.0))
        graph = _connected(draw, graph.put(node), node, header)
    return graph


def _connected(draw: Callable[..., Any], graph: Graph, node: Node, header: Header) -> Graph:
    """The graph with sources for the node that its shape rule takes; without the node where it can't stand alone."""
    forms = infer(graph, header).forms
    if not node.layer.ports:
        return graph if node.id in forms else graph.drop([node.id])
    if draw(st.integers(0, 9)) == 0:
        return graph
    fitting = [each.id for each in graph.nodes if each.id in forms and each.id != node.id]
    for port in node.layer.ports:
        fitting = _that_fit(graph, node, port, fitting, header)
        if not fitting:
            return graph
        graph = graph.join(draw(st.sampled_from(fitting)), node.id, port)
    return graph


def _that_fit(graph: Graph, node: Node, port: str, candidates: list[str], header: Header) -> list[str]:
    """The candidates that the port takes, given what is connected to the ports before it."""
    is_last = port == node.layer.ports[-1]
    return [id for id in candidates if not is_last or node.id in infer(graph.join(id, node.id, port), header).forms]
