"""Node settings: name, kind and knobs of the selected layer, or of several selected layers of one kind."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from engine.graph import GraphError, Node
from engine.layer import Layer, layer_kinds
from gui.canvas.edits import change_kind, rename
from gui.editor import Editor
from gui.inspector.knob_form import KnobForm
from gui.inspector.sharing import SharingSettings
from gui.inspector.typed import typed_words
from gui.paint.formula import FormulaLabel, FormulaStore
from gui.paint.icons import layer_icon, paint_tile
from gui.stylesheet import set_look
from gui.theme import Look


class NodeSettings(QWidget):
    """Shows the nodes it is given and edits them all alike."""

    def __init__(self, editor: Editor, look: Look, store: FormulaStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._look = editor, look
        self._nodes: tuple[Node, ...] = ()
        self._edited = 0
        self.tile = Tile(look)
        self.kind_title = _label("title")
        self.name_field = QLineEdit()
        self.name_field.setAccessibleName("Name")
        self.name_field.editingFinished.connect(self._rename)
        self.name_sentence, self.words, self.problem = map(_label, ("error", "secondary", "error"))
        self.formula = FormulaLabel(store, look)
        self.typed_words = _label("secondary")
        self.draw = QPushButton("Draw them instead")
        self.draw.setToolTip("Forget the typed numbers; the numbers that the seed draws come in their place.")
        self.draw.clicked.connect(self._draw_start)
        self.change = QPushButton("Change to ▸")
        self.change.setToolTip("Another kind in the same place: edges and knobs that still fit stay.")
        self.change.clicked.connect(self._offer_siblings)
        self.siblings = QMenu(self)
        self.siblings.triggered.connect(lambda action: self._change_kind(action.data()))
        self.form = KnobForm(look)
        self.form.changed.connect(self._set_knob)
        self.form.typed.connect(self._preview)
        editor.opened.connect(self.form.forget)
        self.sharing = SharingSettings(editor, look)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        heading = QHBoxLayout()
        heading.addWidget(self.tile)
        heading.addWidget(self.kind_title, 1)
        self._box.addLayout(heading)
        for widget in (
            self.words, self.formula, self.problem, self.name_field, self.name_sentence, self.form, self.typed_words,
            self.draw, self.sharing, self.change,
        ):
            self._box.addWidget(widget)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_nodes(self, nodes: tuple[Node, ...]) -> None:
        """Show these nodes, all of one kind."""
        before, self._nodes = self._nodes, nodes
        layer = nodes[0].layer
        is_one = len(nodes) == 1
        self.kind_title.setText(layer.title if is_one else f"{len(nodes)} layers: {layer.title}")
        self.tile.show_kind(type(layer))
        self.words.setText(layer.words if is_one else f"{layer.words} A change here goes for all of them.")
        self._show_formulas(layer)
        self.name_field.setVisible(is_one)
        if [node.id for node in before] != [node.id for node in nodes] or before[0].name != nodes[0].name:
            self.name_field.setText(nodes[0].name)
            self._say_of_name("")
        problems = self._editor.document.shapes.problems
        self.problem.setText("\n".join(problems[node.id] for node in nodes if node.id in problems))
        self.problem.setVisible(bool(self.problem.text()))
        columns = self._editor.document.header.names if layer.reads_data else ()
        self.form.show_knobs(layer, columns, subject=tuple(node.id for node in nodes))
        self.typed_words.setText(typed_words(nodes))
        for widget in (self.typed_words, self.draw):
            widget.setVisible(bool(self.typed_words.text()))
        self.sharing.show_nodes(nodes)
        self.change.setVisible(bool(_siblings(layer)))

    def _offer_siblings(self) -> None:
        theme = self._look.theme
        self.siblings.clear()
        for name, kind in _siblings(self._nodes[0].layer).items():
            self.siblings.addAction(layer_icon(kind.glyph, kind.family, theme), kind.title).setData(name)
        self.siblings.popup(self.change.mapToGlobal(self.change.rect().bottomLeft()))

    def _change_kind(self, kind: str) -> None:
        document = self._editor.document
        for node in self._nodes:
            document = change_kind(document, node.id, kind)
        self._editor.edit(document, f"Change to {layer_kinds()[kind].title}")

    def _rename(self) -> None:
        if len(self._nodes) != 1 or self.name_field.text() == self._nodes[0].name:
            self._say_of_name("")
            return
        try:
            document = rename(self._editor.document, self._nodes[0].id, self.name_field.text())
        except GraphError as error:
            self._say_of_name(str(error))
            return
        self._say_of_name("")
        self._editor.edit(document, f"Rename {self._nodes[0].name}")

    def _say_of_name(self, sentence: str) -> None:
        self.name_sentence.setText(sentence)
        self.name_sentence.setVisible(bool(sentence))
        set_look(self.name_field, "wrong" if sentence else "")

    def _set_knob(self, name: str, value: Any, gesture: str) -> None:
        graph = self._editor.graph
        ids = [node.id for node in self._nodes]
        for id in ids:
            graph = graph.replace(id, replace(graph.node(id).layer, **{name: value}))
        words = f"Change {self._nodes[0].name}" if len(ids) == 1 else f"Change {len(ids)} layers"
        self._editor.edit_graph(graph, words, gesture and f"knob {ids} {name} {gesture}")

    def _draw_start(self) -> None:
        graph = self._editor.graph.put(*(replace(node, typed=()) for node in self._nodes))
        names = self._nodes[0].name if len(self._nodes) == 1 else f"{len(self._nodes)} layers"
        self._editor.edit_graph(graph, f"Draw the start values of {names}")

    def _preview(self, name: str, value: Any) -> None:
        self._show_formulas(replace(self._nodes[0].layer, **{name: value}))

    def _show_formulas(self, layer: Layer) -> None:
        self.formula.set_text("\n".join(layer.formulas))

    def _on_look(self) -> None:
        self._box.setSpacing(self._look.theme.px(8))


class Tile(QWidget):
    """The tile of a kind, as in the palette."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._kind: type[Layer] | None = None
        look.changed.connect(self._resize)
        self._resize()

    def show_kind(self, kind: type[Layer]) -> None:
        """Show the tile of this kind."""
        self._kind = kind
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._kind is not None:
            painter = QPainter(self)
            paint_tile(painter, QRectF(self.rect()), self._kind.glyph, self._kind.family, self._look.theme)

    def _resize(self) -> None:
        side = self._look.theme.px(22)
        self.setFixedSize(QSize(side, side))


def _siblings(layer: Layer) -> dict[str, type[Layer]]:
    """The other kinds of the same family with the same inputs."""
    return {
        name: kind
        for name, kind in layer_kinds().items()
        if kind is not type(layer) and (kind.family, kind.ports) == (layer.family, layer.ports)
    }


def _label(look: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    set_look(label, look)
    return label
