"""Shapes: what each node of a graph would give, or one sentence why it can't."""
from __future__ import annotations

import dataclasses
import math
from functools import lru_cache
from typing import Any

from engine.graph import Graph
from engine.layer import Block, Shape, ShapeError, shape_words
from engine.room import Extent, Room
from engine.tables.table import Header


@dataclasses.dataclass(frozen=True)
class Form:
    """The shape of one example, and whether there is one for each example."""

    shape: Shape
    is_per_example: bool


@dataclasses.dataclass(frozen=True)
class Shapes:
    """``forms`` of the nodes that can be computed; ``problems``: one sentence for each that can't.

    ``owners`` says of those that can whose parameters they use: their own, or those of the first one they are tied to.
    """

    forms: dict[str, Form]
    problems: dict[str, str]
    owners: dict[str, str] = dataclasses.field(default_factory=dict)


@lru_cache(maxsize=64)
def infer(graph: Graph, header: Header, extent: Extent | None = None) -> Shapes:
    """The forms of all nodes, from the data's columns on. Linear in the size of the graph.

    A node that there is no room for has a problem, too: with its parameters or, in a pass of this extent, its values.
    """
    if extent is not None and _has_room(found := infer(graph, header), graph, header, extent):
        return found
    shapes, room = Shapes({}, {}), Room(extent)
    first: dict[str, str] = {}
    for id in graph.order:
        try:
            form = _form(graph, id, shapes, header)
            _take(room, graph, id, form, shapes, header, is_owner=graph.roots[id] not in first)
            _check_tie(graph, first.get(graph.roots[id], ""), id, shapes, header)
        except ShapeError as error:
            shapes.problems[id] = str(error)
        else:
            shapes.forms[id] = form
            shapes.owners[id] = first.setdefault(graph.roots[id], id)
    return shapes


def _has_room(shapes: Shapes, graph: Graph, header: Header, extent: Extent) -> bool:
    """Whether a pass of this extent has room for all that can be computed."""
    room = Room(extent)
    try:
        for id, form in shapes.forms.items():
            _take(room, graph, id, form, shapes, header, is_owner=shapes.owners[id] == id)
    except ShapeError:
        return False
    return True


def infer_again(before: Shapes, graph: Graph, header: Header, changed: str) -> Shapes:
    """The forms after an edge into the node ``changed`` was added: only what this touches is inferred again.

    Whether there is room is not asked.
    """
    if any(root != id for id, root in graph.roots.items()):
        # What an edge touches is not only what lies behind it.
        return infer(graph, header)
    shapes = Shapes(dict(before.forms), dict(before.problems), dict(before.owners))
    touched: set[str] = set()
    for id in graph.order:
        if id != changed and touched.isdisjoint(graph.feeds[id].values()):
            continue
        old = shapes.forms.pop(id, None), shapes.problems.pop(id, "")
        shapes.owners.pop(id, "")
        try:
            shapes.forms[id] = _form(graph, id, shapes, header)
            shapes.owners[id] = id
        except ShapeError as error:
            shapes.problems[id] = str(error)
        if (shapes.forms.get(id), shapes.problems.get(id, "")) != old:
            touched.add(id)
    return shapes


def given_shapes(graph: Graph, id: str, forms: dict[str, Form], header: Header) -> list[Any]:
    """What a layer's shape rule is called with: the shapes of its inputs, or what it reads instead of values."""
    if graph.by_id[id].layer.reads_data:
        return [header]
    if graph.by_id[id].layer.reads_parameters:
        return [blocks_of(graph, source, forms, header) for source in graph.sources(id)]
    return [forms[source].shape for source in graph.sources(id)]


def blocks_of(graph: Graph, id: str, forms: dict[str, Form], header: Header) -> tuple[Block, ...]:
    """The parameters of a node."""
    return graph.by_id[id].layer.blocks(*given_shapes(graph, id, forms, header))


def _check_tie(graph: Graph, first: str, id: str, shapes: Shapes, header: Header) -> None:
    """Whether the parameters of ``first`` fit the node ``id`` that is tied to it. Raises ShapeError."""
    node = graph.by_id[id]
    if not first or node.layer.reads_parameters:
        return
    has, wants = (blocks_of(graph, each, shapes.forms, header) for each in (first, id))
    if has != wants:
        name = graph.by_id[first].name
        raise ShapeError(
            f"{node.name} shares the parameters of {name}, but wants {_blocks_words(wants)} and is given"
            f" {_blocks_words(has)}; make the two alike, or untie them."
        )


def _blocks_words(blocks: tuple[Block, ...]) -> str:
    sizes = [f"{name} of {shape_words(size)}" for each in blocks for name, size in each.sizes.items()]
    return ", ".join(sizes) or "none"


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


def _take(room: Room, graph: Graph, id: str, form: Form, shapes: Shapes, header: Header, is_owner: bool) -> None:
    """Add a node to the room. Raises ShapeError."""
    node = graph.by_id[id]
    forms = [form, *(shapes.forms[source] for source in graph.sources(id))]
    room.take(
        node.name,
        node.layer,
        given_shapes(graph, id, shapes.forms, header),
        sum(math.prod(each.shape) for each in forms if each.is_per_example),
        sum(math.prod(each.shape) for each in forms if not each.is_per_example),
        is_owner,
    )
