"""Edits: every change the canvas can make, as a function from one document to the next. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine import layout
from engine.document import Document
from engine.graph import Edge, Graph, GraphError, Node
from engine.knobs import KnobError, knob_values, with_knobs
from engine.layer import Block, Layer, layer_kinds
from engine.layout import CARD, GAP, Place
from engine.shapes import blocks_of
from engine.ties import tie
from gui.canvas.fitting import first_fitting_port, trial_node, why_not, with_node

LONGEST_NAME = 60


def _with(document: Document, graph: Graph) -> Document:
    return replace(document, graph=graph)


def places(document: Document, ids: Iterable[str]) -> dict[str, Place]:
    """Where these nodes are."""
    return {id: document.graph.node(id).at for id in ids}


def add(document: Document, kind: str, at: Place, after: str = "", is_exact: bool = False) -> tuple[Document, str]:
    """With a new node of a kind at the free place nearest below ``at``, or exactly there, and its id.

    It is joined to ``after`` where it has an input that fits.
    """
    taken = [node.at for node in document.graph.nodes]
    node = trial_node(document.graph, kind, at if is_exact else layout.free_place(taken, at))
    added = with_node(document, node)
    port = first_fitting_port(added, after, node.id) if after else ""
    return (connect(added, after, node.id, port) if port else added), node.id


def add_before(document: Document, kind: str, at: Place, target: str, port: str) -> tuple[Document, str]:
    """With a new node of a kind that feeds ``port`` of ``target``, and its id. Raises GraphError."""
    added, id = add(document, kind, at)
    return connect(added, id, target, port), id


def place_beside(document: Document, id: str) -> Place:
    """Where the next node goes: one gap to the right."""
    x, y = document.graph.node(id).at
    return x + CARD[0] + GAP[0], y


def connect(document: Document, source: str, target: str, port: str) -> Document:
    """With an edge; what fed that port before is replaced. Raises GraphError where it does not fit."""
    if Edge(source, target, port) in document.graph.edges:
        return document
    if reason := why_not(document, source, target, port):
        raise GraphError(reason)
    return _with(document, document.graph.join(source, target, port))


def disconnect(document: Document, edges: Iterable[Edge]) -> Document:
    """Without these edges."""
    gone = set(edges)
    return _with(document, replace(document.graph, edges=tuple(e for e in document.graph.edges if e not in gone)))


def delete(document: Document, ids: Iterable[str], edges: Iterable[Edge] = ()) -> Document:
    """Without these nodes, their edges, and these edges."""
    return _with(document, disconnect(document, edges).graph.drop(ids))


def delete_and_heal(document: Document, ids: Iterable[str]) -> Document:
    """Without these nodes; what fed each of them feeds what it fed."""
    chosen = set(ids)
    return _with(document, document.graph.heal(id for id in document.graph.order if id in chosen))


def move(document: Document, to: Mapping[str, Place]) -> Document:
    """With these nodes elsewhere."""
    graph = document.graph
    return _with(document, graph.put(*(replace(graph.node(id), at=at) for id, at in to.items())))


def nudge(document: Document, ids: Iterable[str], by: Place) -> Document:
    """With these nodes moved by so many canvas units."""
    return move(document, {id: (x + by[0], y + by[1]) for id, (x, y) in places(document, ids).items()})


def align(document: Document, ids: Iterable[str], side: str) -> Document:
    """With these nodes in line at one of layout.SIDES."""
    return move(document, layout.align(places(document, ids), side))


def distribute(document: Document, ids: Iterable[str], axis: int) -> Document:
    """With equal gaps between these nodes, from left to right (axis 0) or from top to bottom (1)."""
    return move(document, layout.distribute(places(document, ids), axis))


def tidy(document: Document, aspect: float = 0.0) -> Document:
    """With all nodes laid out from left to right, in rows that suit a window of this aspect."""
    graph = document.graph
    links = [(edge.source, edge.target) for edge in graph.edges]
    return move(document, layout.tidy([node.id for node in graph.nodes], links, aspect))


def rename(document: Document, id: str, name: str) -> Document:
    """With another name. Raises GraphError where it is empty, too long or taken."""
    name = " ".join(name.split())
    node = document.graph.node(id)
    if not name or len(name) > LONGEST_NAME:
        raise GraphError(
            f"A name has 1 to {LONGEST_NAME} letters, and this one has {len(name)}; {node.name} keeps its name."
        )
    if any(other.name == name for other in document.graph.nodes if other.id != id):
        raise GraphError(f"There is already a node called {name}; names tell nodes apart, so choose another one.")
    return _with(document, document.graph.put(replace(node, name=name)))


def insert(document: Document, edge: Edge, id: str) -> Document:
    """With an unconnected node put in the middle of an edge, and room made for it. Raises GraphError."""
    node = document.graph.node(id)
    if reason := why_not_insert(document, edge, id):
        raise GraphError(reason)
    return _with(document, _make_room(document.graph.splice(edge, node.id), edge, node))


def insert_new(document: Document, edge: Edge, kind: str, at: Place) -> tuple[Document, str]:
    """With a new node of a kind in the middle of an edge, and its id. Raises GraphError."""
    node = trial_node(document.graph, kind, (layout.to_grid(at[0]), layout.to_grid(at[1])))
    return insert(with_node(document, node), edge, node.id), node.id


def why_not_insert(document: Document, edge: Edge, id: str) -> str:
    """Why this node can't go in the middle of an edge, as a sentence; "" where it can."""
    graph, node = document.graph, document.graph.node(id)
    if graph.feeds[id] or graph.consumers[id]:
        return f"{node.name} is connected already; only a node without edges goes into the middle of one."
    if not node.layer.ports:
        return f"{node.name} has no input, so it can't stand in the middle of an edge."
    opened = disconnect(document, [edge])
    first = why_not(opened, edge.source, id, node.layer.ports[0])
    if first:
        return first
    return why_not(_with(opened, opened.graph.join(edge.source, id, node.layer.ports[0])), id, edge.target, edge.port)


def _make_room(graph: Graph, edge: Edge, node: Node) -> Graph:
    """A node in the middle of an edge one gap right of its source, its target and all behind moved on as needed.

    An edge that runs back to an earlier column, as from the end of a row to the next one, has room of its own.
    """
    source, target = graph.node(edge.source), graph.node(edge.target)
    if target.at[0] <= source.at[0]:
        return graph
    step = CARD[0] + GAP[0]
    x = max(node.at[0], source.at[0] + step)
    missing = x + step - target.at[0]
    behind = _behind(graph, node.id, edge.target) if missing > 0 else set()
    moved = [replace(graph.node(id), at=(graph.node(id).at[0] + missing, graph.node(id).at[1])) for id in behind]
    return graph.put(replace(node, at=(x, node.at[1])), *moved)


def _behind(graph: Graph, source: str, target: str) -> set[str]:
    """A target and all after it in its row, and what stands right of it and feeds those, but not by way of source.

    A row ends where an edge runs back to the left, as it does in a long network that is laid out in several rows.
    """
    start, found = graph.node(target).at[0], {target}
    for each in graph.order:
        x = graph.node(each).at[0]
        if any(feed in found and graph.node(feed).at[0] < x for feed in graph.feeds[each].values()):
            found.add(each)
    beside = graph.above(found) - graph.above([source])
    return found | {each for each in beside if graph.node(each).at[0] >= start}


def change_kind(document: Document, id: str, kind: str) -> Document:
    """With another kind of layer in the same place: edges and knobs that still fit stay, by order and by name."""
    graph, node = document.graph, document.graph.node(id)
    layer = _with_kept_knobs(layer_kinds()[kind], node.layer)
    bare = graph.drop([id])
    name = bare.free_name(layer.title) if node.name.startswith(node.layer.title) else node.name
    typed = node.typed if layer == node.layer else ()
    fresh = replace(node, layer=layer, name=name, typed=typed, frozen=False, tied="")
    nodes = tuple(fresh if each.id == id else bare.by_id[each.id] for each in graph.nodes)
    changed = _with(document, Graph(nodes, bare.edges))
    feeds, new_ports = graph.feeds[id], dict(zip(node.layer.ports, layer.ports, strict=False))
    wishes = [(feeds[port], id, new_ports[port]) for port in node.layer.ports if port in feeds and port in new_ports]
    wishes += [(id, edge.target, edge.port) for edge in graph.consumers[id]]
    for wish in wishes:
        if not why_not(changed, *wish):
            changed = _with(changed, changed.graph.join(*wish))
    return changed


def _with_kept_knobs(kind: type[Layer], before: Layer) -> Layer:
    layer = kind()
    for name in knob_values(layer).keys() & knob_values(before).keys():
        try:
            layer = with_knobs(kind, knob_values(layer) | {name: getattr(before, name)})
        except KnobError:
            continue
    return layer


def add_copies(document: Document, piece: Graph, by: Place) -> tuple[Document, list[str]]:
    """With the nodes and edges of ``piece`` once more, moved by so much, under free ids and names; the new ids."""
    graph = document.graph
    new: dict[str, str] = {}
    for node in piece.nodes:
        new[node.id] = graph.free_id(type(node.layer).__name__)
        at = (layout.to_grid(node.at[0] + by[0]), layout.to_grid(node.at[1] + by[1]))
        name = graph.free_name(node.name if _is_free(graph, node.name) else node.layer.title)
        graph = graph.put(replace(node, id=new[node.id], name=name, at=at, tied=""))
    for node in piece.nodes:
        if node.tied:
            graph = tie(graph, new[node.tied], [new[node.id]])
    for edge in piece.edges:
        graph = graph.join(new[edge.source], new[edge.target], edge.port)
    return _with(document, graph), list(new.values())


def _is_free(graph: Graph, name: str) -> bool:
    return all(node.name != name for node in graph.nodes)


def piece(graph: Graph, ids: Iterable[str]) -> Graph:
    """Some nodes of a graph with the edges among them."""
    return graph.drop(graph.by_id.keys() - set(ids))


def duplicate(document: Document, ids: Iterable[str]) -> tuple[Document, list[str]]:
    """With these nodes and the edges among them once more, below and right of the originals; the new ids."""
    return add_copies(document, piece(document.graph, ids), (24.0, CARD[1] + GAP[1]))


def counted(graph: Graph, ids: Iterable[str]) -> str:
    """Nodes as a menu names them: "Linear 2", or "3 layers"."""
    known = list(ids)
    return graph.node(known[0]).name if len(known) == 1 else f"{len(known)} layers"


def alike(document: Document, id: str) -> list[str]:
    """The nodes whose parameters this one could use: those of its kind with parameters of the same shapes."""
    wanted, node = blocks(document, id), document.graph.by_id[id]
    others = (each for each in document.graph.nodes if each.id != id and type(each.layer) is type(node.layer))
    return [each.id for each in others if wanted and blocks(document, each.id) == wanted]


def blocks(document: Document, id: str) -> tuple[Block, ...]:
    """The parameters that a node uses, none where it is left out."""
    forms = document.shapes.forms
    return blocks_of(document.graph, id, forms, document.header) if id in forms else ()
