"""Fitting: whether an edge would work, why not, and what could stand at its end."""
from __future__ import annotations

from dataclasses import replace

from engine.document import Document
from engine.graph import Edge, Graph, GraphError, Node
from engine.layer import layer_kinds, shape_words
from engine.shapes import Shapes, infer, infer_again

Port = tuple[str, str]
# What a learner most often wants next, by the family of the layer the edge comes from.
_LIKELY_AFTER = {
    "Data": ("Layers", "Maths", "Losses", "Activations"),
    "Layers": ("Activations", "Losses", "Layers", "Maths"),
    "Activations": ("Layers", "Losses", "Maths", "Activations"),
    "Maths": ("Maths", "Losses", "Activations", "Layers"),
    "Losses": ("Maths",),
}
_LIKELY_BEFORE = {
    "Data": (),
    "Layers": ("Activations", "Data", "Layers", "Maths"),
    "Activations": ("Layers", "Maths", "Data"),
    "Maths": ("Maths", "Data", "Layers", "Activations"),
    "Losses": ("Activations", "Layers", "Data", "Maths"),
}


def why_not(document: Document, source: str, target: str, port: str) -> str:
    """Why an edge from ``source`` into ``port`` of ``target`` can't work, as a sentence; "" where it fits.

    It fits where it closes no loop and no shape rule fails that held before. Inputs that are still missing are
    no reason against it.
    """
    before = document.graph
    try:
        after = before.join(source, target, port)
    except GraphError as error:
        return str(error)
    header = document.header
    known = infer(before, header)
    shapes = infer_again(known, after, header, target)
    failing = clashes(after, shapes)
    if target in failing:
        given = shapes.forms[source].shape
        said = shapes.problems[target]
        return said if "given" in said else f"{said} It is given {shape_words(given)} by {before.node(source).name}."
    broken = failing - clashes(before, known)
    if broken:
        first = next(id for id in after.order if id in broken)
        return f"With this edge {after.node(first).name} would fail: {shapes.problems[first]}"
    return ""


def clashes(graph: Graph, shapes: Shapes) -> set[str]:
    """The nodes that have all their inputs, and inputs that can't work."""
    return {
        id
        for id in shapes.problems
        if len(graph.feeds[id]) == len(graph.node(id).layer.ports)
        and all(source in shapes.forms for source in graph.sources(id))
    }


def fitting_inputs(document: Document, source: str) -> set[Port]:
    """Every (id, port) that an edge from ``source`` fits into."""
    above = document.graph.above([source])
    candidates = [(node.id, port) for node in document.graph.nodes for port in node.layer.ports if node.id not in above]
    return {(id, port) for id, port in candidates if not why_not(document, source, id, port)}


def fitting_outputs(document: Document, target: str, port: str) -> set[Port]:
    """Every (id, "") whose output fits into ``port`` of ``target``."""
    return {(node.id, "") for node in document.graph.nodes if not why_not(document, node.id, target, port)}


def first_fitting_port(document: Document, source: str, target: str) -> str:
    """The first free port of ``target`` that takes ``source``; else the first that takes it at all; else ""."""
    node, feeds = document.graph.node(target), document.graph.feeds[target]
    by_freedom = sorted(node.layer.ports, key=lambda port: port in feeds)
    return next((port for port in by_freedom if not why_not(document, source, target, port)), "")


def with_node(document: Document, node: Node) -> Document:
    """The document with one more node."""
    return replace(document, graph=document.graph.put(node))


def all_kinds() -> list[str]:
    """Every kind of layer, in the order of the palette."""
    return list(layer_kinds())


def kinds_after(document: Document, source: str) -> list[str]:
    """The kinds that an edge from ``source`` could end in, likeliest first."""
    likely = _LIKELY_AFTER[document.graph.node(source).layer.family]
    fits = [kind for kind in all_kinds() if _fits_after(document, source, kind)]
    return _likeliest_first(fits, likely)


def kinds_before(document: Document, target: str, port: str) -> list[str]:
    """The kinds that an edge into ``port`` of ``target`` could start from, likeliest first."""
    likely = _LIKELY_BEFORE[document.graph.node(target).layer.family]
    fits = [kind for kind in all_kinds() if _fits_before(document, kind, target, port)]
    return _likeliest_first(fits, likely)


def kinds_between(document: Document, edge: Edge) -> list[str]:
    """The kinds that could stand in the middle of an edge, likeliest after its source first."""
    opened = replace(document, graph=document.graph.cut(edge.target, edge.port))
    likely = _LIKELY_AFTER[document.graph.node(edge.source).layer.family]
    return _likeliest_first([kind for kind in all_kinds() if _fits_between(opened, edge, kind)], likely)


def trial_node(graph: Graph, kind: str, at: tuple[float, float] = (0.0, 0.0)) -> Node:
    """A node of this kind as it would be added: its knobs at their defaults, a free id and a free name."""
    layer = layer_kinds()[kind]
    return Node(graph.free_id(kind), layer(), graph.free_name(layer.title), at)


def _fits_after(document: Document, source: str, kind: str) -> bool:
    node = trial_node(document.graph, kind)
    return bool(first_fitting_port(with_node(document, node), source, node.id))


def _fits_before(document: Document, kind: str, target: str, port: str) -> bool:
    node = trial_node(document.graph, kind)
    return not why_not(with_node(document, node), node.id, target, port)


def _fits_between(opened: Document, edge: Edge, kind: str) -> bool:
    node = trial_node(opened.graph, kind)
    if not node.layer.ports or why_not(trial := with_node(opened, node), edge.source, node.id, node.layer.ports[0]):
        return False
    fed = replace(trial, graph=trial.graph.join(edge.source, node.id, node.layer.ports[0]))
    return not why_not(fed, node.id, edge.target, edge.port)


def _likeliest_first(kinds: list[str], families: tuple[str, ...]) -> list[str]:
    known = layer_kinds()
    return sorted(kinds, key=lambda kind: families.index(known[kind].family) if known[kind].family in families else 9)
