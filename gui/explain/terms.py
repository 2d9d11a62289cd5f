"""Terms: what a term of an equation stands for in the network: a node, an edge, a matrix; in words and in colour."""
from __future__ import annotations

from dataclasses import dataclass

from engine.equation import Equation, Term
from engine.graph import Edge, Graph
from engine.inquiry.needed import owner
from engine.present import Present
from gui.explain.words import shape_of
from gui.lighting import Light

_KINDS = {
    "value": "what {name} gives", "gradient": "the gradient by what {name} gives", "parameter": "a parameter of {name}",
    "∂parameter": "the gradient by a parameter of {name}", "": "of {name}",
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """``node`` is where a term belongs, "" for what the whole network has; ``ink`` names its colour in a formula."""

    node: str
    light: Light
    words: str
    ink: str


def meaning(present: Present, equation: Equation, term: Term) -> Meaning:
    """What a term of an equation of the pass shown stands for. Gradients have one colour, the rest their node's."""
    graph, shape = present.document.graph, shape_of(term.array.shape)
    colour = "gradient" if term.is_gradient else ""
    if equation.node not in graph.by_id:
        return Meaning("", Light(), f"{term.symbol}, {shape}", colour or "ink")
    id, kind = _stands_for(present, equation, term)
    node = graph.by_id[id]
    light = Light(frozenset({id}), frozenset(_edges(graph, equation.node, term, id, kind)))
    words = f"{term.symbol}, {_KINDS[kind].format(name=node.name)}, {shape}"
    return Meaning(id, light, words, colour or node.layer.family.lower())


def _stands_for(present: Present, equation: Equation, term: Term) -> tuple[str, str]:
    """The node that a term belongs to, and what of it the term is: a key of _KINDS.

    Only the equation's node and those that feed it are looked at, so it takes no longer in a large network.
    """
    values, name = present.plan.values, term.symbol.rpartition("/∂")[2]
    own = values.get(equation.node)
    if own is not None and name in own.named:
        return equation.node, "∂parameter" if term.is_gradient else "parameter"
    memory = owner(term.array)
    for id in (equation.node, *present.document.graph.sources(equation.node)):
        value = values.get(id)
        if value is not None and owner(value.value) is memory:
            return id, "value"
        if value is not None and value.gradient is not None and owner(value.grad) is memory:
            return id, "gradient"
    # Where a value feeds several inputs, what comes back along one edge has an array of its own.
    source = present.document.graph.feeds[equation.node].get(name) if term.is_gradient else None
    return (source, "gradient") if source is not None else (equation.node, "")


def _edges(graph: Graph, node: str, term: Term, id: str, kind: str) -> list[Edge]:
    """Where a term flows: along the edges into the equation's node, or for a gradient that arrives, those out of it."""
    if id == node:
        return graph.consumers[node] if kind == "gradient" else []
    inward = [edge for edge in graph.consumers[id] if edge.target == node]
    named = [edge for edge in inward if edge.port == term.symbol.rpartition("/∂")[2]]
    return named or inward
