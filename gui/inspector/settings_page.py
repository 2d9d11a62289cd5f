"""Settings page: the knobs of what is selected; with nothing selected, the settings of the document."""
from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.editor import Editor
from gui.inspector.document_settings import DocumentSettings
from gui.inspector.node_settings import NodeSettings
from gui.paint.formula import FormulaStore
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look


class SettingsPage(QScrollArea):
    """Follows the selection and every edit, wherever it is made."""

    def __init__(
        self, editor: Editor, player: Player, look: Look, store: FormulaStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor, self._look = editor, look
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        set_look(inside, "panel")
        self._box = QVBoxLayout(inside)
        self.several = QLabel()
        self.several.setWordWrap(True)
        set_look(self.several, "secondary")
        self.node_settings = NodeSettings(editor, look, store)
        self.document_settings = DocumentSettings(editor, player, look)
        for part in (self.several, self.node_settings, self.document_settings):
            self._box.addWidget(part)
        self._box.addStretch(1)
        self.setWidget(inside)
        self._is_due = True
        for signal in (editor.changed, editor.opened, editor.selection_changed):
            signal.connect(self._ask)
        look.changed.connect(self._on_look)
        self._on_look()

    def showEvent(self, event: QShowEvent) -> None:
        """What was missed while the page was hidden is made up for."""
        super().showEvent(event)
        if self._is_due:
            self._show()

    def _ask(self, *_: object) -> None:
        self._is_due = True
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        self._is_due = False
        nodes = tuple(node for node in self._editor.graph.nodes if node.id in self._editor.selection)
        are_alike = len({type(node.layer) for node in nodes}) == 1
        self.several.setVisible(len(nodes) > 1 and not are_alike)
        self.several.setText(f"{len(nodes)} layers of several kinds are selected. Select one to see its settings.")
        self.node_settings.setVisible(are_alike)
        self.document_settings.setVisible(not nodes)
        if are_alike:
            self.node_settings.show_nodes(nodes)
        elif not nodes:
            self.document_settings.show_document()

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(14), px(12), px(14), px(12))
