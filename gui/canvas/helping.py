"""Helping: where an edge does not fit, the layer in between that would make it fit."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.document import Document
from engine.graph import Edge, GraphError, Node
from engine.layers.trained.linear import Linear
from engine.layout import free_place
from engine.shapes import Form
from gui.canvas import edits
from gui.canvas.fitting import why_not, with_node


@dataclass(frozen=True)
class Help:
    """The document with the layer in between, that layer, and the words that offer it."""

    document: Document
    node: Node
    words: str


def help_for(document: Document, source: str, target: str, port: str) -> Help | None:
    """A Linear of the right size that lets ``source`` feed ``port`` of ``target``; None where there is none.

    It stands before the port. Where the truth meets a prediction of another size, it stands before the prediction:
    the network has to give what the data wants.
    """
    for edge, size in _candidates(document, Edge(source, target, port)):
        linear = Node(document.graph.free_id("Linear"), Linear(units=size), document.graph.free_name("Linear"))
        linear = replace(linear, at=_between(document, edge))
        into, out = Edge(edge.source, linear.id, "x"), Edge(linear.id, edge.target, edge.port)
        try:
            after = _joined(with_node(edits.disconnect(document, [edge]), linear), into)
            after = _joined(after, out)
            if edge.port != port:
                after = _joined(after, Edge(source, target, port))
        except GraphError:
            continue
        outputs = "1 output" if size == 1 else f"{size} outputs"
        before = document.graph.node(edge.source).name
        return Help(after, linear, f"a Linear with {outputs} after {before}")
    return None


def _joined(document: Document, edge: Edge) -> Document:
    ends = edge.source, edge.target, edge.port
    if reason := why_not(document, *ends):
        raise GraphError(reason)
    return replace(document, graph=document.graph.join(*ends))


def _candidates(document: Document, wish: Edge) -> Iterator[tuple[Edge, int]]:
    """Where a Linear could stand, and with how many outputs, likeliest first."""
    graph, forms = document.graph, document.shapes.forms
    feeds = graph.feeds[wish.target]
    if graph.node(wish.target).layer.family == "Losses" and graph.node(wish.source).layer.reads_data:
        first = graph.node(wish.target).layer.ports[0]
        if first in feeds and first != wish.port:
            yield from ((Edge(feeds[first], wish.target, first), size) for size in _sizes(forms, [wish.source]))
            return
    known = [feeds[port] for port in feeds if port != wish.port] + [feeds.get(wish.port, ""), wish.target]
    yield from ((wish, size) for size in _sizes(forms, known))


def _sizes(forms: dict[str, Form], ids: list[str]) -> list[int]:
    """The lengths of those nodes' lists of numbers, each once."""
    shapes = [forms[id].shape for id in ids if id in forms]
    return list(dict.fromkeys(shape[0] for shape in shapes if len(shape) == 1))


def _between(document: Document, edge: Edge) -> tuple[float, float]:
    """The free place nearest below the middle of an edge: nothing has to give way while the pointer is on its way."""
    (x, y), (other_x, other_y) = (document.graph.node(id).at for id in (edge.source, edge.target))
    return free_place((node.at for node in document.graph.nodes), ((x + other_x) / 2, (y + other_y) / 2))
