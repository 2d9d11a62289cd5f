"""Search: type a few letters of a layer and put it where the pointer is."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from engine.graph import GraphError
from engine.layer import layer_kinds
from gui.canvas import edits
from gui.canvas.fitting import all_kinds, kinds_after, kinds_before
from gui.paint.icons import layer_icon
from gui.stylesheet import set_look

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_KIND = Qt.ItemDataRole.UserRole


class Search(QFrame):
    """A field and a list over the canvas. Enter places, Escape closes, arrows choose."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._at, self._source = QPointF(), ""
        self._target: tuple[str, str] | None = None
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

    def open(self, at: QPointF, source: str = "", target: tuple[str, str] | None = None, text: str = "") -> None:
        """At a place on the canvas; ``source`` will feed the new layer, or it will feed the input ``target``."""
        self._at, self._source, self._target = at, source, target
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

    def _fill(self, text: str) -> None:
        document, known = self._view.editor.document, layer_kinds()
        if self._target:
            names = kinds_before(document, *self._target)
        else:
            names = kinds_after(document, self._source) if self._source else all_kinds()
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
        editor, kind = self._view.editor, item.data(_KIND)
        at, document = (self._at.x(), self._at.y()), editor.document
        try:
            if self._target:
                after, id = edits.add_before(document, kind, at, *self._target)
            else:
                place = edits.place_beside(document, self._source) if self._source else at
                after, id = edits.add(document, kind, place, after=self._source)
        except GraphError as error:
            editor.refuse(str(error))
            return
        editor.edit(after, f"Add {item.text()}")
        editor.select([id])

    def close_(self) -> None:
        """Put it away, and the keys back on the canvas."""
        self.hide()
        self._view.setFocus()

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
