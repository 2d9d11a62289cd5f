"""Sharing settings: whether the parameters of the selected layers are frozen, and whose they are."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.graph import Graph, Node
from engine.knobs import Knob
from engine.ties import freeze, is_frozen, tie, tied_with, untie
from gui.canvas.edits import alike, blocks
from gui.editor import Editor
from gui.inspector.knob_form import KnobRow
from gui.theme import Look

OWN = "itself"
_FROZEN = Knob(
    "frozen", "Parameters frozen", bool, False,
    words="The optimizer leaves them as they are. The gradient still passes through to what comes before.",
)  # fmt: skip
_TIED = "Two layers that share parameters have one array: a change acts through both, and their gradients are added."


class SharingSettings(QWidget):
    """Two rows like those of knobs, for layers that have parameters."""

    def __init__(self, editor: Editor, look: Look) -> None:
        super().__init__()
        self._editor, self._look = editor, look
        self._nodes: tuple[Node, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.frozen = KnobRow("", _FROZEN, (), look)
        self.frozen.editor.changed.connect(self._freeze)  # type: ignore[attr-defined]
        self._box.addWidget(self.frozen)
        self.tied: KnobRow | None = None
        self._choices: tuple[str, ...] = ()
        look.changed.connect(self._on_look)
        self._on_look()

    def show_nodes(self, nodes: tuple[Node, ...]) -> None:
        """Show what holds for these nodes; a tie is chosen for one node at a time."""
        self._nodes = nodes
        document = self._editor.document
        self.setVisible(all(blocks(document, node.id) and not node.layer.reads_parameters for node in nodes))
        self.frozen.show_value(all(is_frozen(document.graph, node.id) for node in nodes))
        self._show_tie(nodes[0] if len(nodes) == 1 else None)

    def _show_tie(self, node: Node | None) -> None:
        graph = self._editor.graph
        fitting = alike(self._editor.document, node.id) if node else []
        choices = (OWN, *(graph.by_id[id].name for id in fitting)) if fitting else ()
        if choices != self._choices:
            self._choices = choices
            if self.tied is not None:
                self.tied.hide()
                self._box.removeWidget(self.tied)
                self.tied.deleteLater()
                self.tied = None
            if choices:
                knob = Knob("tied", "Parameters of", str, OWN, choices=choices, words=_TIED)
                self.tied = KnobRow("", knob, (), self._look)
                self.tied.editor.changed.connect(self._tie)  # type: ignore[attr-defined]
                self._box.addWidget(self.tied)
        if self.tied is not None and node is not None:
            with_it = tied_with(graph, node.id)
            self.tied.show_value(graph.by_id[with_it[0]].name if with_it else OWN)

    def _freeze(self, is_on: bool, _gesture: str) -> None:
        ids = [node.id for node in self._nodes]
        self._edit(lambda graph: freeze(graph, ids, is_on), "Freeze" if is_on else "Free")

    def _tie(self, name: str, _gesture: str) -> None:
        id = self._nodes[0].id
        if name == OWN:
            self._edit(lambda graph: untie(graph, [id]), "Untie")
        else:
            owner = next(node.id for node in self._editor.graph.nodes if node.name == name)
            self._edit(lambda graph: tie(untie(graph, [id]), owner, [id]), "Tie")

    def _edit(self, change: Callable[[Graph], Graph], words: str) -> None:
        names = self._nodes[0].name if len(self._nodes) == 1 else f"{len(self._nodes)} layers"
        self._editor.edit_graph(change(self._editor.graph), f"{words} {names}")

    def _on_look(self) -> None:
        self._box.setSpacing(self._look.theme.px(8))
