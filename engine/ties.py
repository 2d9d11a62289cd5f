"""Ties: edits of a graph that say which nodes share parameters, and which parameters are frozen."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from engine.graph import Graph, GraphError, Node


def tie(graph: Graph, owner: str, ids: Iterable[str]) -> Graph:
    """With these nodes using the parameters of ``owner``, or of whom it is tied to itself. Raises GraphError."""
    root, tied = graph.roots[graph.node(owner).id], []
    for id in dict.fromkeys(ids):
        if graph.node(id).layer.reads_parameters:
            raise GraphError(f"{graph.node(id).name} has no parameters of its own to tie; choose another node.")
        # Those tied to this one so far follow it.
        tied.append(dataclasses.replace(graph.node(id), tied="" if id == root else root))
    return graph.put(*tied)


def untie(graph: Graph, ids: Iterable[str]) -> Graph:
    """With each of these nodes using parameters of its own. What was tied to one of them stays tied together."""
    for id in ids:
        others = graph.drop([id]).nodes
        graph = graph.put(*others, dataclasses.replace(graph.node(id), tied=""))
    return graph


def freeze(graph: Graph, ids: Iterable[str], is_frozen: bool) -> Graph:
    """With the parameters that these nodes use frozen, or free to move again."""
    roots = {graph.roots[graph.node(id).id] for id in ids}
    return graph.put(*(dataclasses.replace(graph.by_id[root], frozen=is_frozen) for root in roots))


def keeper(graph: Graph, id: str) -> Node:
    """The node that keeps what was typed and whether it is frozen, for all that use the same parameters as ``id``."""
    return graph.by_id[graph.roots[id]]


def is_frozen(graph: Graph, id: str) -> bool:
    """Whether the parameters that a node uses are frozen."""
    return keeper(graph, id).frozen


def tied_with(graph: Graph, id: str) -> list[str]:
    """The other nodes that are tied to the same parameters."""
    root = graph.roots[id]
    alike = (each for each in graph.nodes if not each.layer.reads_parameters)
    return [each.id for each in alike if each.id != id and graph.roots[each.id] == root]
