"""Helping: where an edge does not fit, the layer that would make it fit."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.document import Document
from engine.graph import Edge, GraphError, Node
from engine.layers.trained.linear import Linear
from engine.layout import free_place
from engine.shapes import Form
from gui.canvas import edits
from gui.canvas.fitting import with_node


@dataclass(frozen=True)
class Help:
    """What makes an edge fit: the document after it, the node that does it, the words of offer and of undo."""

    document: Document
    node: Node
    offer: str
    words: str


def help_for(document: Document, source: str, target: str, port: str) -> Help | None:
    """A Linear of the right size that lets ``source`` feed ``port`` of ``target``; None where there is none.

    It stands before the port, and where a Linear stands there already, that one gets the right size. Where the truth
    meets a prediction of another size, it stands before the prediction: the network has to give what the data wants.
    """
    wish = Edge(source, target, port)
    for edge, size in _candidates(document, wish):
        opened = edits.disconnect(document, [edge])
        node, edges, offer, words = _resized(opened, edge, size) or _added(opened, edge, size)
        try:
            after = _joined(with_node(opened, node), edges if edge == wish else [*edges, wish])
        except GraphError:
            continue
        return Help(after, node, offer, words)
    return None


def _resized(opened: Document, edge: Edge, size: int) -> tuple[Node, list[Edge], str, str] | None:
    """The Linear that the edge comes from with another size, where nothing else listens to it."""
    before = opened.graph.node(edge.source)
    if not isinstance(before.layer, Linear) or opened.graph.consumers[before.id]:
        return None
    node = replace(before, layer=replace(before.layer, units=size), typed=())
    offer = f"{node.name} with {_outputs(size)} would fit: let go to make it so."
    return node, [edge], offer, f"Give {node.name} {_outputs(size)}"


def _added(opened: Document, edge: Edge, size: int) -> tuple[Node, list[Edge], str, str]:
    """A new Linear in the middle of the edge."""
    graph = opened.graph
    layer, name = Linear(units=size), graph.free_name(Linear.title)
    node = Node(graph.free_id("Linear"), layer, name, _between(opened, edge))
    edges = [Edge(edge.source, node.id, layer.ports[0]), Edge(node.id, edge.target, edge.port)]
    words = f"a Linear with {_outputs(size)} after {graph.node(edge.source).name}"
    return node, edges, f"A{words[1:]} would fit: let go to put it there.", f"Add {words}"


def _outputs(size: int) -> str:
    return "1 output" if size == 1 else f"{size} outputs"


def _joined(document: Document, edges: list[Edge]) -> Document:
    for edge in edges:
        document = edits.connect(document, edge.source, edge.target, edge.port)
    return document


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
