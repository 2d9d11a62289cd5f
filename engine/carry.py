"""Carry: what of a run outlives an edit of its document."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from engine.document import Document
from engine.graph import Graph, Node
from engine.layer import Shape
from engine.plan import Plan
from engine.value import Parameter
from engine.weights import Weights


def what_is_computed(document: Document) -> Document:
    """The document without what computing does not depend on: places, names, notes and watch list."""
    nodes = tuple(dataclasses.replace(node, at=(0.0, 0.0), name="") for node in document.graph.nodes)
    return dataclasses.replace(document, graph=Graph(nodes, document.graph.edges), notes="", watched=())


def only_typed_differs(before: Document, after: Document) -> bool:
    """Whether the two would compute the same but for parameter values typed in, so that the run can go on."""
    if len(before.graph.nodes) != len(after.graph.nodes) or before.graph.edges != after.graph.edges:
        return False
    # An edit shares the nodes that it left alone, so few have to be looked into.
    pairs = zip(before.graph.nodes, after.graph.nodes, strict=True)
    return _bare(before) == _bare(after) and all(was is now or _untyped(was) == _untyped(now) for was, now in pairs)


def carry_weights(before: Document, old: Weights, after: Document, new: Weights) -> set[str]:
    """Keep the weights of the layers that the edit left alone, with what was typed since. Gives whose they are."""
    kept = set()
    for id in filter(new.is_owner, new.blocks.keys() & old.blocks.keys()):
        held, named = old.named(id), new.named(id)
        if before.graph.by_id[id].layer == after.graph.by_id[id].layer and _shapes(held) == _shapes(named):
            for name, parameter in named.items():
                parameter.value[...] = held[name].value
            root = after.graph.roots[id]
            if root in before.graph.by_id:
                type_changes(before.graph.by_id[root], after.graph.by_id[root], new, after)
            kept.add(id)
    return kept


def type_changes(was: Node, now: Node, weights: Weights, document: Document) -> None:
    """Put in only the numbers typed since ``was``: those typed before have been trained from there.

    Where one was taken back, the number comes that ``document`` draws.
    """
    if was.typed == now.typed:
        return
    drawn = weights.drawn(now, now.id, document.seed, document.weight_draw)
    for name, held in weights.named(now.id).items():
        before, typed = (_typed(node, name, held.value.shape) for node in (was, now))
        np.copyto(held.value, typed, where=~np.isnan(typed) & (typed != before))
        np.copyto(held.value, drawn[name], where=np.isnan(typed) & ~np.isnan(before))


def carry_values(old: Plan, new: Plan) -> None:
    """Show the numbers of before the edit, greyed, until the next pass computes them again."""
    for id in new.values.keys() & old.values.keys():
        was, now = old.values[id], new.values[id]
        if was.value.shape == now.value.shape:
            now.value[...] = was.value
            if was.gradient is not None and now.gradient is not None:
                now.grad[...] = was.grad


def _shapes(named: Mapping[str, Parameter]) -> dict[str, tuple[int, ...]]:
    return {name: parameter.value.shape for name, parameter in named.items()}


def _typed(node: Node, name: str, shape: Shape) -> np.ndarray:
    """What was typed, NaN where nothing was. What has another shape never took effect, so nothing of it counts."""
    typed = np.array(dict(node.typed).get(name, np.nan), dtype=np.float64)
    return typed if typed.shape == shape else np.full(shape, np.nan)


def _untyped(node: Node) -> Node:
    return dataclasses.replace(node, at=(0.0, 0.0), name="", typed=())


def _bare(document: Document) -> Document:
    """The document without its network, its notes and its watch list."""
    return dataclasses.replace(document, graph=Graph(), notes="", watched=())
