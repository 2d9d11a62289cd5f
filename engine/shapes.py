"""Shapes: what each node of a graph would give, or one sentence why it can't."""
from __future__ import annotations

import dataclasses
from functools import lru_cache

from engine.graph import Graph
from engine.layer import Shape, ShapeError
from engine.table import Header


@dataclasses.dataclass(frozen=True)
class Form:
    """The shape of one example, and whether there is one for each example."""

    shape: Shape
    is_per_example: bool


@dataclasses.dataclass(frozen=True)
class Shapes:
    """``forms`` of the nodes that can be computed; ``problems``: one sentence for each that can't."""

    forms: dict[str, Form]
    problems: dict[str, str]


@lru_cache(maxsize=64)
def infer(graph: Graph, header: Header) -> Shapes:
    """The forms of all nodes, from the data's columns on. Linear in the size of the graph."""
    shapes = Shapes({}, {})
    for id in graph.order:
        try:
            shapes.forms[id] = _form(graph, id, shapes, header)
        except ShapeError as error:
            shapes.problems[id] = str(error)
    return shapes


def infer_again(before: Shapes, graph: Graph, header: Header, changed: str) -> Shapes:
    """The forms after an edge into the node ``changed`` was added: only what this touches is inferred again."""
    shapes = Shapes(dict(before.forms), dict(before.problems))
    touched: set[str] = set()
    for id in graph.order:
        if id != changed and touched.isdisjoint(graph.feeds[id].values()):
            continue
        old = shapes.forms.pop(id, None), shapes.problems.pop(id, "")
        try:
            shapes.forms[id] = _form(graph, id, shapes, header)
        except ShapeError as error:
            shapes.problems[id] = str(error)
        if (shapes.forms.get(id), shapes.problems.get(id, "")) != old:
            touched.add(id)
    return shapes


def given_shapes(graph: Graph, id: str, forms: dict[str, Form], header: Header) -> list[Shape | Header]:
    """What a layer's shape rule is called with: the shapes of its inputs, or the header for a layer that reads data."""
    if graph.by_id[id].layer.reads_data:
        return [header]
    return [forms[source].shape for source in graph.sources(id)]


def _form(graph: Graph, id: str, shapes: Shapes, header: Header) -> Form:
    node, feeds = graph.by_id[id], graph.feeds[id]
    missing = [port for port in node.layer.ports if port not in feeds]
    if missing:
        what = "its input" if len(node.layer.ports) == 1 else "its input " + " and ".join(missing)
        raise ShapeError(f"{node.name} has nothing connected to {what}, so it is left out.")
    for source in graph.sources(id):
        if source not in shapes.forms:
            raise ShapeError(f"{node.name} is left out because {graph.by_id[source].name}, which feeds it, is.")
    per_example = [shapes.forms[source].is_per_example for source in graph.sources(id)]
    shape = node.layer.shape(*given_shapes(graph, id, shapes.forms, header))
    return Form(shape, node.layer.reads_data or node.layer.is_per_example(*per_example))
