"""Waves: what flows along which edges as equations run, and which heat maps that fills. No Qt in here."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from engine.equation import Equation
from engine.graph import Edge
from engine.places import places
from engine.plan import Plan
from engine.present import Present

_SIGNS = "+−·⊙/"
Key = tuple[str, str]
"""A heat map on a card: a node, and its "value" or "gradient"."""


@dataclasses.dataclass(frozen=True)
class Wave:
    """One node at work: values come in along ``edges``, or gradients go back along them; then ``fills`` is complete.

    ``numbers`` are what flows, edge by edge. Where two or more meet, ``sign`` is what is done with them, "" where no
    single sign says it. ``travels`` is false for the later equations of a node: they work on what has come already.
    """

    node: str
    edges: tuple[Edge, ...]
    is_forward: bool
    fills: tuple[Key, ...] = ()
    sign: str = ""
    travels: bool = True
    numbers: tuple[np.ndarray, ...] = dataclasses.field(default=(), compare=False)

    @property
    def meets(self) -> bool:
        """Whether what flows comes together: the inputs of a node, or gradients that come back to it along edges."""
        return len(self.edges) > 1 and all(self.end_of(edge) == self.node for edge in self.edges)

    def end_of(self, edge: Edge) -> str:
        """The node that something comes to along one of the edges."""
        return edge.target if self.is_forward else edge.source


def waves_of(equations: Sequence[Equation], session: Present) -> list[Wave]:
    """The waves of equations that ran one after the other; none for the update, which is everywhere at once."""
    found: list[Wave] = []
    for (phase, node), members in groupby(equations, key=lambda each: each.group):
        if node in session.document.graph.by_id and phase != "update":
            group = list(members)
            found += _backward(node, group, session) if phase == "backward" else [_forward(node, group, session)]
    return found


def _forward(node: str, equations: list[Equation], session: Present) -> Wave:
    edges, graph, plan = _edges_into(node, session), session.document.graph, session.plan
    if graph.by_id[node].layer.reads_parameters:
        numbers = [term.array for term in equations[0].given]
    else:
        numbers = [plan.values[edge.source].value for edge in edges]
    is_first = equations[0] is _groups(plan)[equations[0].group][0]
    sign, flows = _sign(equations[-1]) if len(edges) == 2 else "", tuple(numbers[: len(edges)])
    return Wave(node, tuple(edges), True, _filled(equations, plan), sign, is_first, flows)


def _backward(node: str, equations: list[Equation], session: Present) -> list[Wave]:
    """First its own gradient, which it starts from or adds up of what comes back; then what the node sends on."""
    found, plan = [], session.plan
    own = [each for each in equations if (node, "gradient") in _fills(plan).get(each, ())]
    if own:
        consumers = session.document.graph.consumers[node] if own[0].given else []
        back = [(edge, _sent(edge.target, session).get(edge)) for edge in consumers]
        found.append(_going_back(node, back, _filled(own, plan), "+" if consumers else ""))
    rest = [each for each in equations if each not in own]
    if rest:
        made = {id(term.array) for each in rest for term in each.results}
        sent = [(edge, numbers) for edge, numbers in _sent(node, session).items() if id(numbers) in made]
        found.append(_going_back(node, sent, _filled(rest, plan)))
    return found


def _going_back(
    node: str, sent: Sequence[tuple[Edge, np.ndarray | None]], fills: tuple[Key, ...], sign: str = ""
) -> Wave:
    known = [(edge, numbers) for edge, numbers in sent if numbers is not None]
    return Wave(node, tuple(e for e, _ in known), False, fills, sign, numbers=tuple(numbers for _, numbers in known))


def _sent(node: str, session: Present) -> dict[Edge, np.ndarray]:
    """What a node sends back along its edges; along those of a penalty, what it wants of the parameters."""
    equations = _groups(session.plan).get(("backward", node), [])
    results = [term.array for equation in equations for term in equation.results]
    edges = _edges_into(node, session)
    if session.document.graph.by_id[node].layer.reads_parameters:
        return dict(zip(edges, results, strict=False))
    found: dict[Edge, np.ndarray] = {}
    for source in {edge.source for edge in edges}:
        parts = {id(part.value) for part in session.plan.values[source].contributions}
        # A node that feeds two ports of another gets two parts from it, in the order of the ports.
        mine = [array for array in results if id(array) in parts]
        found.update(zip((edge for edge in edges if edge.source == source), mine, strict=False))
    return found


def _edges_into(node: str, session: Present) -> list[Edge]:
    """In the order of the ports."""
    graph = session.document.graph
    feeds = graph.feeds[node]
    return [Edge(feeds[port], node, port) for port in graph.by_id[node].layer.ports if port in feeds]


def _sign(equation: Equation) -> str:
    """The sign between the two operands, where that is all there is to the formula."""
    parts = equation.symbols[0].partition(" = ")[2].split(" ")
    given = [term.symbol for term in equation.given]
    is_plain = len(parts) == 3 and [parts[0], parts[2]] == given
    return parts[1] if is_plain and parts[1] in _SIGNS else ""


def _filled(equations: Sequence[Equation], plan: Plan) -> tuple[Key, ...]:
    return tuple(key for equation in equations for key in _fills(plan).get(equation, ()))


@lru_cache(maxsize=8)
def _fills(plan: Plan) -> dict[Equation, list[Key]]:
    """The heat maps that are complete after each equation."""
    found: dict[Equation, list[Key]] = {}
    for key, done in places(plan).items():
        if key[1] != "parameters":
            found.setdefault(plan.equations[done - 1], []).append(key)
    return found


@lru_cache(maxsize=8)
def _groups(plan: Plan) -> dict[tuple[str, str], list[Equation]]:
    """The equations by phase and node."""
    found: dict[tuple[str, str], list[Equation]] = {}
    for equation in plan.equations:
        found.setdefault(equation.group, []).append(equation)
    return found
