"""Faces: what each card and each edge of a document shows at rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from engine.document import Document
from engine.graph import Edge, Graph
from engine.shapes import Shapes, blocks_of
from engine.tables.table import Header
from engine.ties import is_frozen
from gui.canvas.node import Face
from gui.canvas.words import edge_label, parameter_sizes


class Faces:
    """Makes the faces of a document; forms are inferred once for an edit, not once for a selection."""

    def __init__(self) -> None:
        self._document: Document | None = None
        self._shapes = Shapes({}, {})
        self._sizes: dict[str, str] = {}
        self._marks: dict[str, tuple[str, ...]] = {}

    def of(self, document: Document, selection: Collection[str], symbol: str) -> dict[str, Face]:
        """The face of each node by its id, where gradients are gradients of ``symbol``."""
        self._read(document)
        forms, problems = self._shapes.forms, self._shapes.problems
        return {
            node.id: Face(
                node,
                forms.get(node.id),
                self._sizes[node.id],
                problems.get(node.id, ""),
                node.id in selection,
                self._marks.get(node.id, ()),
                symbol,
            )
            for node in document.graph.nodes
        }

    def labels(self, document: Document) -> dict[Edge, str]:
        """The shape words of each edge."""
        self._read(document)
        examples, forms = document.examples_per_batch(), self._shapes.forms
        return {
            edge: self._sizes[edge.target]
            if document.graph.by_id[edge.target].layer.reads_parameters
            else edge_label(forms.get(edge.source), examples)
            for edge in document.graph.edges
        }

    def _read(self, document: Document) -> None:
        if document is self._document:
            return
        self._document, self._shapes = document, document.shapes
        header = document.header
        self._sizes = {
            id: _sizes(document, id, self._shapes, header) if id in self._shapes.forms else ""
            for id in document.graph.by_id
        }
        self._marks = _marks(document.graph, {id for id, sizes in self._sizes.items() if sizes})


def _marks(graph: Graph, learning: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The marks of the nodes that have parameters of their own or tied ones."""
    ids = [id for id in graph.by_id if not graph.by_id[id].layer.reads_parameters]
    users = Counter(graph.roots[id] for id in ids)
    found = {id: {"frozen": is_frozen(graph, id), "tied": users[graph.roots[id]] > 1} for id in ids if id in learning}
    return {id: tuple(mark for mark, is_there in each.items() if is_there) for id, each in found.items()}


def _sizes(document: Document, id: str, shapes: Shapes, header: Header) -> str:
    blocks = blocks_of(document.graph, id, shapes.forms, header)
    return parameter_sizes({name: size for block in blocks for name, size in block.sizes.items()})
