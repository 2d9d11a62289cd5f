"""Search: type a few letters of a layer and put it where the pointer is."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from engine.document import Document
from engine.graph import Edge, GraphError
from engine.layer import layer_kinds
from gui.canvas import edits
from gui.canvas.fitting import all_kinds, kinds_after, kinds_before, kinds_between
from gui.canvas.metrics import OUTPUT_OFFSET, PORT_LINE
from gui.paint.icons import layer_icon
from gui.stylesheet import set_look

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_KIND = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Spot:
    """Where a layer is wanted: fed by ``source``, feeding the input ``target``, in the middle of ``edge``, or free.

    ``is_drawn``: an edge was drawn to this place, and the layer's port belongs where it ends.
    """

    at: QPointF
    source: str = ""
    target: tuple[str, str] | None = None
    edge: Edge | None = None
    is_drawn: bool = False

    def kinds(self, document: Document) -> list[str]:
        """What fits here, likeliest first."""
        if self.edge:
            return kinds_between(document, self.edge)
        if self.target:
            return kinds_before(document, *self.target)
        return kinds_after(document, self.source) if self.source else all_kinds()

    def place(self, document: Document, kind: str) -> tuple[Document, str]:
        """The document with a layer of a kind here, and its id. Raises GraphError."""
        at = self.at.x(), self.at.y()
        if self.edge:
            source, target = (document.graph.node(id).at for id in (self.edge.source, self.edge.target))
            return edits.insert_new(document, self.edge, kind, ((source[0] + target[0]) / 2, source[1]))
        if self.target:
            corner = self.at - OUTPUT_OFFSET if self.is_drawn else self.at
            return edits.add_before(document, kind, (corner.x(), corner.y()), *self.target)
        if self.source and not self.is_drawn:
            at = edits.place_beside(document, self.source)
        elif self.is_drawn:
            at = self.at.x(), self.at.y() - PORT_LINE
        return edits.add(document, kind, at, after=self.source)


class Search(QFrame):
    """A field and a list over the canvas. Enter places, Escape closes, arrows choose."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._spot = Spot(QPointF())
        self._kinds: list[str] = []
        set_look(self, "card")
        self.field, self.list = QLineEdit(), QListWidget()
        self.field.setPlaceholderText("Search a layer")
        self.field.setAccessibleName("Search a layer")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda item: self._place(item))
        self.hide()

    def open(self, spot: Spot, text: str = "") -> None:
        """Offer what fits at a place on the canvas."""
        self._spot, self._kinds = spot, spot.kinds(self._view.editor.document)
        self._show_edge()
        at = spot.at
        theme = self._view.look.theme
        self.resize(theme.px(260), theme.px(300))
        corner = self._view.mapFromScene(at)
        x = max(0, min(corner.x(), self._view.width() - self.width()))
        self.move(x, max(0, min(corner.y(), self._view.height() - self.height())))
        self.field.setText(text)
        self._fill(text)
        self.show()
        self.raise_()
        self.field.setFocus()

    def _show_edge(self) -> None:
        """The edge that was drawn here, for as long as it is not decided what it joins."""
        scene, spot = self._view.canvas, self._spot
        if spot.is_drawn and spot.target:
            scene.ghost_edge(spot.at, scene.port_position(*spot.target), "free")
        elif spot.is_drawn:
            scene.ghost_edge(scene.port_position(spot.source, ""), spot.at, "free")

    def _fill(self, text: str) -> None:
        names, known = self._kinds, layer_kinds()
        theme = self._view.look.theme
        self.list.clear()
        self.list.setIconSize(QSize(theme.px(20), theme.px(20)))
        found = [name for name in names if text.lower() in known[name].title.lower()]
        found += [name for name in names if name not in found and text.lower() in known[name].words.lower()]
        for name in found:
            kind = known[name]
            item = QListWidgetItem(layer_icon(kind.glyph, kind.family, theme), kind.title)
            item.setData(_KIND, name)
            item.setToolTip(kind.words)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _place(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.close_()
        editor = self._view.editor
        try:
            after, id = self._spot.place(editor.document, item.data(_KIND))
        except GraphError as error:
            editor.refuse(str(error))
            return
        editor.edit(after, f"Add {item.text()}")
        editor.select([id])

    def close_(self) -> None:
        """Put it away, and the keys back on the canvas."""
        self.hide()
        self._view.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._view.canvas.ghost_edge(None, None, None)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that belong to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._place(self.list.currentItem())
            elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))
            else:
                return False
            return True
        if event.type() == QEvent.Type.FocusOut and not self.list.hasFocus():
            self.hide()
        return super().eventFilter(watched, event)
