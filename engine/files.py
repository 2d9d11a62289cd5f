"""Files: documents as versioned JSON, checked on the way in, written at once or not at all."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.dataset import dataset_kinds
from engine.document import Document
from engine.graph import Edge, Graph, GraphError, Node
from engine.json_check import FileError, listed, member, number, one_of, text
from engine.knobs import KnobError, knob_values, knobs, short, with_knobs
from engine.layer import layer_kinds
from engine.optimizer import optimizer_kinds
from engine.tables.data import DataRecipe
from engine.ties import tie
from engine.trained import Trained
from engine.update import Update
from engine.watching import watch_list
from engine.weights import Weights
from engine.whole_file import whole_file

VERSION = 1
MOST_NODES = 2_000
FARTHEST = 1_000_000
MOST_BYTES = 500 * 2**20
_KEYS = ("network", "data", "optimizer", "batch_size", "seed", "weight_draw", "notes", "watched", "trained")

__all__ = ["FileError", "Opened", "from_json", "read", "to_json", "write"]


@dataclasses.dataclass(frozen=True, eq=False)
class Opened:
    """What a file holds: the document, and where its training had got to, if it was saved with it."""

    document: Document
    trained: Trained | None


def read(path: Path | str) -> Opened:
    """Open a document. Raises FileError with one sentence for anything that is not one; OSError if unreadable."""
    path = Path(path)
    if path.stat().st_size > MOST_BYTES:
        raise FileError(f"{path.name} is larger than a document can be. Choose a file that Undertow saved.")
    try:
        told = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except FileError as error:
        raise FileError(f"{path.name} can't be opened: {error}") from None
    # Not UTF-8, not JSON, a whole number of thousands of digits: all are ValueErrors.
    except (ValueError, RecursionError):
        raise FileError(
            f"{path.name} is not an Undertow document, or it is damaged. Choose a file that Undertow saved."
        ) from None
    try:
        return from_json(told)
    except FileError as error:
        raise FileError(f"{path.name} can't be opened: {error}") from None


def write(path: Path | str, document: Document, trained: Trained | None = None) -> None:
    """Write the document, with training if given, in one go: a failure leaves the file as it was. Raises OSError."""
    told = json.dumps(to_json(document, trained), ensure_ascii=False, indent=1, allow_nan=False)
    # JSON can spell half a character ("\\ud800") that no file can hold; it must not keep work from being saved.
    with whole_file(Path(path), encoding="utf-8", errors="replace") as file:
        file.write(told + "\n")


# out


def to_json(document: Document, trained: Trained | None = None) -> dict[str, Any]:
    """The document as plain values."""
    told: dict[str, Any] = {"undertow": VERSION, "network": graph_to_json(_without_misfits(document)), "data": None}
    if document.data:
        told["data"] = {**_kind(document.data.dataset, document.data.dataset.to_json()), **knob_values(document.data)}
    told |= {"optimizer": _kind(document.optimizer, knob_values(document.optimizer)), **knob_values(document)}
    told |= {"notes": document.notes} | ({"watched": watch_list.to_json(document.watched)} if document.watched else {})
    if trained is not None:
        told["trained"] = {
            "iteration": trained.iteration,
            "parameters": {
                id: {name: array.tolist() for name, array in named.items()} for id, named in trained.parameters.items()
            },
            "memory": {name: array.tolist() for name, array in trained.memory.items()},
        }
    return told


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """Nodes and edges as plain values."""
    nodes = [
        {"id": node.id, **_kind(node.layer, knob_values(node.layer)), "name": node.name, "at": list(node.at)}
        | ({"parameters": dict(node.typed)} if node.typed else {})
        | ({"frozen": True} if node.frozen else {})
        | ({"tied": node.tied} if node.tied else {})
        for node in graph.nodes
    ]
    edges = [{"from": edge.source, "to": edge.target, "port": edge.port} for edge in graph.edges]
    return {"nodes": nodes, "edges": edges}


def _without_misfits(document: Document) -> Graph:
    """The network without what was typed in another shape than it has now: it does nothing, and would be refused."""
    graph, typed = document.graph, [node for node in document.graph.nodes if node.typed]
    if not typed:
        return graph
    weights = Weights(graph, document.header)
    for node in typed:
        if node.id in weights.blocks:
            shapes = {name: held.value.shape for name, held in weights.named(node.id).items()}
            fitting = tuple(each for each in node.typed if np.shape(each[1]) == shapes.get(each[0]))
            graph = graph.put(dataclasses.replace(node, typed=fitting))
    return graph


def _kind(thing: object, values: dict[str, Any]) -> dict[str, Any]:
    return {"kind": type(thing).__name__} | ({"knobs": values} if values else {})


# in


def from_json(told: object) -> Opened:
    """The document in plain values, all of it checked. Raises FileError."""
    whole = member(told, "The document", ("undertow", "network"), _KEYS)
    version = whole["undertow"]
    if version != VERSION or isinstance(version, bool):
        is_newer = type(version) is int and version > VERSION
        advice = "Get a newer Undertow." if is_newer else "Choose a file that Undertow saved."
        raise FileError(f"it is of version {short(version)}, and this Undertow reads version {VERSION}. {advice}")
    try:
        document = _document(whole)
        weights = Weights(document.graph, document.header)
        _check_typed(document, weights)
        return Opened(document, _trained(whole.get("trained"), document, weights))
    except (KnobError, GraphError) as error:
        raise FileError(str(error)) from None


def _document(whole: dict[str, Any]) -> Document:
    values = {knob.name: knob.check("The document", whole[knob.name]) for knob in knobs(Document) if knob.name in whole}
    notes = whole.get("notes", "")
    if not isinstance(notes, str):
        raise FileError("notes should be a text.")
    values["watched"] = watch_list.from_json(whole.get("watched", []))
    if "optimizer" in whole:
        values["optimizer"] = _made(whole["optimizer"], "The optimizer", optimizer_kinds())
    return Document(graph_from_json(whole["network"]), _data(whole.get("data")), notes=notes, **values)


def graph_from_json(told: object) -> Graph:
    """A graph from plain values. Raises FileError, GraphError or KnobError."""
    network = member(told, "The network", ("nodes",), ("edges",))
    entries = listed(network["nodes"], "The list of nodes", MOST_NODES)
    nodes, kinds = dict[str, Node](), layer_kinds()
    for place, entry in enumerate(entries):
        node = _node(entry, Graph(tuple(nodes.values())), 196.0 * place, kinds)
        if node.id in nodes:
            raise FileError(f"two nodes have the id {node.id!r}; each needs one of its own.")
        nodes[node.id] = node
    graph = _with_edges(Graph(tuple(nodes.values())), network.get("edges", []))
    tied: dict[str, list[str]] = {}
    for entry in entries:
        if "tied" in entry:
            tied.setdefault(text(entry["tied"], f"What node {entry['id']!r} is tied to"), []).append(entry["id"])
    for owner, ids in tied.items():
        graph = tie(graph, owner, ids)
    return graph


def _with_edges(bare: Graph, told: object) -> Graph:
    """The nodes with their edges, each checked by itself, and all of them for a loop."""
    edges: dict[tuple[str, str], Edge] = {}
    for entry in listed(told, "The list of edges", 20 * MOST_NODES):
        edge = member(entry, "An edge", ("from", "to"), ("port",))
        target = bare.node(text(edge["to"], "The end of an edge"))
        first = target.layer.ports[0] if target.layer.ports else ""
        port = text(edge["port"], "The port of an edge") if "port" in edge else first
        if (target.id, port) in edges:
            raise FileError(f"two edges end at input {port!r} of {target.name}; an input takes one.")
        edges[target.id, port] = bare.join(text(edge["from"], "The start of an edge"), target.id, port).edges[0]
    graph = dataclasses.replace(bare, edges=tuple(edges.values()))
    if len(graph.order) < len(graph.nodes):
        _refuse_loop(graph)
    return graph


def _refuse_loop(graph: Graph) -> None:
    """Find a loop, and join the edge that closes it once more, which is refused with a sentence."""
    left = graph.by_id.keys() - set(graph.order)
    id, seen = next(node.id for node in graph.nodes if node.id in left), dict[str, str]()
    while id not in seen:
        seen[id] = next(port for port, source in graph.feeds[id].items() if source in left)
        target, id = id, graph.feeds[id][seen[id]]
    graph.cut(target, seen[target]).join(id, target, seen[target])


def _node(entry: object, graph: Graph, x: float, kinds: dict[str, Any]) -> Node:
    told = member(entry, "A node", ("id", "kind"), ("name", "at", "knobs", "parameters", "frozen", "tied"))
    id = text(told["id"], "The id of a node")
    layer = _made({key: told[key] for key in ("kind", "knobs") if key in told}, f"Node {id!r}", kinds)
    at = listed(told.get("at", [x, 0]), f"The place of node {id!r}", 2)
    if len(at) != 2:
        raise FileError(f"The place of node {id!r} should be two numbers.")
    name = text(told["name"], f"The name of node {id!r}") if "name" in told else graph.free_name(layer.title)
    typed = told.get("parameters", {})
    if not isinstance(typed, dict):
        raise FileError(f"The parameters of node {id!r} should be an object in braces.")
    numbers = tuple((key, _numbers(value, f"Parameter {short(key)} of {name}")) for key, value in typed.items())
    frozen = told.get("frozen", False)
    if not isinstance(frozen, bool):
        raise FileError(f"Whether node {id!r} is frozen should be true or false, not {short(frozen)}.")
    return Node(id, layer, name, (_place(at[0], f"x of {name}"), _place(at[1], f"y of {name}")), numbers, frozen)


def _place(value: object, where: str) -> float:
    """A canvas coordinate. Beyond these nobody would find the node, nor could the canvas be drawn."""
    at = number(value, where)
    if abs(at) > FARTHEST:
        raise FileError(f"{where} should be between −{FARTHEST:,} and {FARTHEST:,}, but is {at:g}.")
    return at


def _numbers(value: object, where: str, depth: int = 0) -> Any:
    """Nested lists of numbers and nulls as nested tuples."""
    if isinstance(value, list) and depth < 8:
        return tuple(_numbers(each, where, depth + 1) for each in value)
    return None if value is None else number(value, where)


def _made(told: object, where: str, kinds: dict[str, Any]) -> Any:
    entry = member(told, where, ("kind",), ("knobs",))
    kind = kinds[one_of(entry["kind"], f"The kind of {where[0].lower() + where[1:]}", kinds)]
    values = entry.get("knobs", {})
    if not isinstance(values, dict):
        raise FileError(f"The knobs of {where} should be an object in braces.")
    return with_knobs(kind, values)


def _data(told: object) -> DataRecipe | None:
    if told is None:
        return None
    entry = member(told, "The data", ("kind",), ("knobs", *(knob.name for knob in knobs(DataRecipe))))
    kinds = dataset_kinds()
    dataset = kinds[one_of(entry["kind"], "The kind of the data", kinds)].from_json(entry.get("knobs", {}))
    values = {knob.name: knob.check("Data", entry[knob.name]) for knob in knobs(DataRecipe) if knob.name in entry}
    return DataRecipe(dataset, **values)


def _check_typed(document: Document, weights: Weights) -> None:
    for node in document.graph.nodes:
        held = weights.named(node.id)
        for name, numbers in node.typed:
            # A node that is not connected yet has no shape to compare with.
            if node.id in weights.blocks:
                if name not in held:
                    raise FileError(f"{node.name} has no parameter {short(name)}; it has {', '.join(held) or 'none'}.")
                _array(numbers, held[name].value.shape, f"Parameter {name} of {node.name}")


def _trained(told: object, document: Document, weights: Weights) -> Trained | None:
    if told is None:
        return None
    entry = member(told, "trained", ("iteration", "parameters"), ("memory",))
    iteration = entry["iteration"]
    if not isinstance(iteration, int) or isinstance(iteration, bool) or not 0 <= iteration < 2**53:
        raise FileError(f"the iteration of the training should be a whole number from 0 on, not {short(iteration)}.")
    wanted = {id: weights.named(id) for id in filter(weights.is_owner, weights.blocks)}
    saved = member(entry["parameters"], "The trained parameters", list(wanted), ())
    parameters = {
        id: {
            name: _array(_numbers(values, f"{id} {name}"), wanted[id][name].value.shape, f"Trained {name} of {id!r}")
            for name, values in member(saved[id], f"The trained parameters of {id!r}", list(wanted[id]), ()).items()
        }
        for id in wanted
    }
    sizes = Update(document.optimizer, weights).memory_of
    memory = member(entry.get("memory", {}), "The optimizer's memory", list(sizes), ())
    arrays = {name: _array(_numbers(memory[name], name), sizes[name].shape, f"Memory {name}") for name in sizes}
    return Trained(iteration, parameters, arrays)


def _array(numbers: Any, shape: tuple[int, ...], where: str) -> np.ndarray:
    try:
        array = np.array(numbers, dtype=np.float64)
    except ValueError:
        raise FileError(f"{where} should be rows of equal length.") from None
    if array.shape != shape:
        wants, has = ("×".join(map(str, each)) or "a single number" for each in (shape, array.shape))
        raise FileError(f"{where} should be {wants}, but is {has}.")
    return array


def _refuse_constant(name: str) -> float:
    raise FileError(f"it says {name}, which is not a number.")
