"""Graph: nodes and edges as one frozen value. Every edit makes a new graph that shares what did not change."""
from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from engine.layer import Layer, Loss
from engine.start_values import differ_only_in_start

Numbers = tuple[Any, ...]


class GraphError(ValueError):
    """An edit that can't be made; the message is a sentence for the learner."""


@dataclasses.dataclass(frozen=True)
class Node:
    """A layer at a place on the canvas.

    ``typed`` holds the parameter values that someone typed: (name, nested tuples of numbers), None where the start
    value is drawn from the seed. ``at`` is the top left corner in canvas units. The parameters of a ``frozen`` node
    keep their values; with ``tied``, the id of another node, they are that node's.
    """

    id: str
    layer: Layer
    name: str
    at: tuple[float, float] = (0.0, 0.0)
    typed: tuple[tuple[str, Numbers], ...] = ()
    frozen: bool = False
    tied: str = ""


@dataclasses.dataclass(frozen=True)
class Edge:
    """From the output of ``source`` to the input ``port`` of ``target``."""

    source: str
    target: str
    port: str


@dataclasses.dataclass(frozen=True)
class Graph:
    """A directed graph without loops. Each input takes one edge; an output feeds any number of them."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Every node by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def feeds(self) -> dict[str, dict[str, str]]:
        """For each node: the source at each connected port."""
        found: dict[str, dict[str, str]] = {node.id: {} for node in self.nodes}
        for edge in self.edges:
            found[edge.target][edge.port] = edge.source
        return found

    @cached_property
    def consumers(self) -> dict[str, list[Edge]]:
        """For each node: the edges that leave it."""
        found: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.source].append(edge)
        return found

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every id after the ids that feed it; otherwise in the order of the nodes, losses as late as can be."""
        waiting = {id: len(self.feeds[id]) for id in self.by_id}
        order: list[str] = []
        soon, late = deque[str](), deque[str]()

        def is_ready(id: str) -> None:
            (late if isinstance(self.by_id[id].layer, Loss) else soon).append(id)

        for id, count in waiting.items():
            if not count:
                is_ready(id)
        while soon or late:
            id = (soon or late).popleft()
            order.append(id)
            for edge in self.consumers[id]:
                waiting[edge.target] -= 1
                if not waiting[edge.target]:
                    is_ready(edge.target)
        return tuple(order)

    @cached_property
    def roots(self) -> dict[str, str]:
        """For each node, the one whose parameters it uses by its ties or, for a penalty, by its edge; mostly itself."""
        found = {}
        for id in self.by_id:
            root, seen = id, {id}
            while (further := self._used_by(root)) in self.by_id and further not in seen:
                root = further
                seen.add(root)
            found[id] = root
        return found

    def _used_by(self, id: str) -> str:
        node = self.by_id[id]
        return self.feeds[id].get(node.layer.ports[0], "") if node.layer.reads_parameters else node.tied

    def node(self, id: str) -> Node:
        """The node with this id. Raises GraphError."""
        if id not in self.by_id:
            raise GraphError(f"There is no node {id!r} in this network.")
        return self.by_id[id]

    def sources(self, id: str) -> list[str]:
        """The ids that feed a node, in the order of its ports; connected ports only."""
        return self._sources[id]

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        ports = {node.id: node.layer.ports for node in self.nodes}
        return {id: [feeds[port] for port in ports[id] if port in feeds] for id, feeds in self.feeds.items()}

    def above(self, ids: Iterable[str], *, by_value: bool = False) -> set[str]:
        """The given ids and all that feed them, directly or not; ``by_value``, only those whose values count there."""
        found, look = set(), list(ids)
        while look:
            id = look.pop()
            if id not in found:
                found.add(id)
                if not (by_value and self.by_id[id].layer.reads_parameters):
                    look.extend(self.feeds[id].values())
        return found

    # edits

    def put(self, *nodes: Node) -> Graph:
        """With these nodes: new ones at the end, known ids replaced where they are."""
        fresh = {node.id: node for node in nodes}
        kept = tuple(fresh.pop(node.id, node) for node in self.nodes)
        return dataclasses.replace(self, nodes=kept + tuple(fresh.values()))

    def drop(self, ids: Iterable[str]) -> Graph:
        """Without these nodes and their edges."""
        gone = set(ids)
        nodes = tuple(self._without_tie_to(node, gone) for node in self.nodes if node.id not in gone)
        edges = tuple(edge for edge in self.edges if edge.source not in gone and edge.target not in gone)
        return Graph(nodes, edges)

    def _without_tie_to(self, node: Node, gone: set[str]) -> Node:
        """A node whose tie ends at a node that goes is tied to the first one left that was tied with it, if any."""
        if node.tied not in gone:
            return node
        left = [each.id for each in self.nodes if each.id not in gone and self.roots[each.id] == self.roots[node.id]]
        first = next(id for id in left if not self.by_id[id].layer.reads_parameters)
        return dataclasses.replace(node, tied="" if first == node.id else first)

    def join(self, source: str, target: str, port: str) -> Graph:
        """With an edge; what fed that port before is replaced. Raises GraphError if it would close a loop."""
        given, wanted = self.node(source), self.node(target)
        if port not in wanted.layer.ports:
            inputs = ", ".join(wanted.layer.ports) or "none"
            raise GraphError(f"{wanted.name} has no input called {port!r}; its inputs: {inputs}.")
        if target in self.above([source]):
            raise GraphError(
                f"{wanted.name} already feeds {given.name}, so this edge would close a loop; values flow one way only."
            )
        free = self.cut(target, port)
        return dataclasses.replace(free, edges=(*free.edges, Edge(source, target, port)))

    def cut(self, target: str, port: str) -> Graph:
        """Without the edge into this port, if there is one."""
        edges = tuple(edge for edge in self.edges if (edge.target, edge.port) != (target, port))
        return dataclasses.replace(self, edges=edges)

    def replace(self, id: str, layer: Layer) -> Graph:
        """With another layer in the same place. Edges into ports that it does not have go.

        So do typed values, unless all that changes is how the others start.
        """
        node = self.node(id)
        typed = node.typed if differ_only_in_start(node.layer, layer) else ()
        graph = self.put(dataclasses.replace(node, layer=layer, typed=typed))
        for port in set(node.layer.ports) - set(layer.ports):
            graph = graph.cut(id, port)
        return graph

    def splice(self, edge: Edge, id: str) -> Graph:
        """With the node ``id`` in the middle of an edge, at its first input."""
        ports = self.node(id).layer.ports
        if not ports:
            raise GraphError(f"{self.node(id).name} has no input, so it can't stand in the middle of an edge.")
        return self.cut(edge.target, edge.port).join(edge.source, id, ports[0]).join(id, edge.target, edge.port)

    def heal(self, ids: Iterable[str]) -> Graph:
        """Without these nodes, each one's first source joined to what it fed with its value."""
        graph = self
        for id in ids:
            sources, consumers = graph.sources(id), graph.consumers[id]
            graph = graph.drop([id])
            for edge in consumers if sources else ():
                if not graph.by_id[edge.target].layer.reads_parameters:
                    graph = graph.join(sources[0], edge.target, edge.port)
        return graph

    def free_id(self, kind: str) -> str:
        """An id not in use, from the kind: linear1, linear2 …"""
        number = 1
        while f"{kind.lower()}{number}" in self.by_id:
            number += 1
        return f"{kind.lower()}{number}"

    def free_name(self, title: str) -> str:
        """A name not in use: the title, then the title with 2, 3 …"""
        taken = {node.name for node in self.nodes}
        number = 2
        name = title
        while name in taken:
            name, number = f"{title} {number}", number + 1
        return name
