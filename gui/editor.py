"""Editor: the document that is open, its undo stack, the selection, and what is lit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.document import Document
from engine.graph import Edge, Graph
from gui.lighting import Lighting

if TYPE_CHECKING:
    from gui.canvas.picking import Picker


class Edit(QUndoCommand):
    """The one undo command: the document before and the document after. There is no inverse logic to get wrong.

    Edits with the same ``gesture`` that follow each other merge into one step, for instance a knob being dragged.
    """

    def __init__(self, editor: Editor, before: Document, after: Document, words: str, gesture: str) -> None:
        super().__init__(words)
        self._editor, self._before, self._after, self._gesture = editor, before, after, gesture

    def undo(self) -> None:
        """Back to the document before."""
        self._editor._show(self._before)

    def redo(self) -> None:
        """On to the document after."""
        self._editor._show(self._after)

    def id(self) -> int:
        """Qt asks: only edits with an id are offered for merging."""
        return 1 if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """One step per gesture."""
        if not isinstance(other, Edit) or other._gesture != self._gesture:
            return False
        self._after = other._after
        # Back where it began, as after a nudge to and fro, there is nothing to undo.
        self.setObsolete(self._after == self._before)
        return True


class Editor(QObject):
    """Every change of the document goes through ``edit``; everybody else listens to ``changed(before, after)``."""

    changed = Signal(object, object)
    opened = Signal(object)
    selection_changed = Signal(object)
    refused = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.picker: Picker | None = None
        self.undo_stack = QUndoStack(self)
        self.lighting = Lighting(self)
        self.selection: frozenset[str] = frozenset()
        self.selected_edges: frozenset[Edge] = frozenset()

    @property
    def graph(self) -> Graph:
        """The network that is open."""
        return self.document.graph

    def edit(self, after: Document, words: str, gesture: str = "") -> None:
        """Make ``after`` the document, as one undo step called ``words`` ("Add Linear"). Nothing, if nothing changes.

        Give a ``gesture`` (any text naming what is going on) to merge a run of edits into one step.
        """
        if after != self.document:
            self.undo_stack.push(Edit(self, self.document, after, words, gesture))

    def edit_graph(self, graph: Graph, words: str, gesture: str = "") -> None:
        """``edit`` with only the network changed."""
        self.edit(replace(self.document, graph=graph), words, gesture)

    def open(self, document: Document) -> None:
        """Another document in place of this one: a new undo stack, nothing selected."""
        self.undo_stack.clear()
        self.document = document
        self.select(())
        self.opened.emit(document)

    def select(self, ids: Iterable[str], edges: Iterable[Edge] = ()) -> None:
        """Select these nodes and edges. Selecting is never an undo step."""
        known = frozenset(id for id in ids if id in self.graph.by_id)
        kept_edges = frozenset(edge for edge in edges if edge in self.graph.edges)
        if (known, kept_edges) != (self.selection, self.selected_edges):
            self.selection, self.selected_edges = known, kept_edges
            self.selection_changed.emit(known)

    def refuse(self, sentence: str) -> None:
        """Say why something can't be done; the status line shows it."""
        self.refused.emit(sentence)

    def _show(self, document: Document) -> None:
        before, self.document = self.document, document
        self.changed.emit(before, document)
        self.select(self.selection, self.selected_edges)
