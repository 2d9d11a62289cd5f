"""Clipping: part of a network as text for the clipboard, and back, with every piece of foreign text checked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from engine.graph import Graph, GraphError, Node, Numbers
from engine.knobs import KnobError, knob_values, with_knobs
from engine.layer import layer_kinds
from gui.canvas.edits import LONGEST_NAME, piece

FORMAT = "undertow-piece"
MOST_NODES = 2_000
MOST_LETTERS = 20_000_000
_FARTHEST = 1e6
_FOREIGN = "The clipboard holds no layers: copy some on the canvas first, then paste."


def to_text(graph: Graph, ids: Iterable[str]) -> str:
    """These nodes and the edges among them as JSON."""
    part = piece(graph, ids)
    nodes = [
        {
            "id": node.id,
            "kind": type(node.layer).__name__,
            "name": node.name,
            "at": node.at,
            "knobs": knob_values(node.layer),
            "typed": dict(node.typed),
        }
        for node in part.nodes
    ]
    edges = [[edge.source, edge.target, edge.port] for edge in part.edges]
    return json.dumps({"format": FORMAT, "nodes": nodes, "edges": edges}, ensure_ascii=False)


def from_text(text: str) -> Graph:
    """The graph in a text made by ``to_text``. Raises GraphError with one sentence for anything else."""
    if len(text) > MOST_LETTERS:
        raise GraphError("The clipboard holds too much text to be layers; copy some on the canvas first, then paste.")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GraphError(_FOREIGN) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise GraphError(_FOREIGN)
    try:
        return _graph(told["nodes"], told["edges"])
    except KnobError as error:
        raise GraphError(f"The copied layers can't be pasted: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        said = (
            str(error) if isinstance(error, GraphError) else "something in them is missing or is not what it should be."
        )
        raise GraphError(f"The copied layers can't be pasted: {said}") from error


def _graph(nodes: list[Any], edges: list[Any]) -> Graph:
    if len(nodes) > MOST_NODES:
        raise GraphError(f"there are {len(nodes)} of them, and a network has at most {MOST_NODES}.")
    graph = Graph(tuple(_node(told) for told in nodes))
    if len(graph.by_id) != len(nodes):
        raise GraphError("two of them have the same id.")
    for source, target, port in edges:
        if port in graph.feeds.get(target, {}):
            raise GraphError(f"two edges go into the same input of {graph.node(target).name}.")
        graph = graph.join(source, target, port)
    return graph


def _node(told: dict[str, Any]) -> Node:
    id, kind, name = told["id"], told["kind"], told["name"]
    if not all(isinstance(each, str) and 0 < len(each) <= LONGEST_NAME for each in (id, kind, name)):
        raise GraphError(f"an id, a kind or a name is not a text of 1 to {LONGEST_NAME} letters.")
    if kind not in layer_kinds():
        raise GraphError(f"{kind!r} is not a kind of layer that is known here.")
    x, y = (_number(each) for each in told["at"])
    layer = with_knobs(layer_kinds()[kind], told["knobs"])
    typed = tuple((str(name), _numbers(values)) for name, values in told["typed"].items())
    return Node(id, layer, name, (max(-_FARTHEST, min(x, _FARTHEST)), max(-_FARTHEST, min(y, _FARTHEST))), typed)


def _numbers(told: Any) -> Numbers:
    """Nested tuples of numbers from nested lists; None, a number to be drawn, stays None."""
    if not isinstance(told, list):
        raise GraphError("typed parameter values are not lists of numbers.")
    return tuple(_typed(each) for each in told)


def _typed(told: Any) -> Any:
    if isinstance(told, list):
        return _numbers(told)
    return None if told is None else _number(told)


def _number(told: Any) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise GraphError(f"{str(told)[:40]!r} stands where a number is wanted.")
    return float(told)
