"""Naming: the name of a node, edited on its card."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from engine.graph import GraphError
from gui.canvas import edits, metrics
from gui.canvas.inside.layout import TITLE as OPEN_TITLE
from gui.canvas.style import style_of

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_TITLE = QRectF(5, 5, metrics.WIDTH - 10, 24)
# Letters no smaller than this, in pixels, however far out the canvas is zoomed.
_SMALLEST = 11
# And no larger, however far in.
_LARGEST, _LARGEST_OPEN = 40, 18


class NameField(QLineEdit):
    """A line over the title. Enter and a click elsewhere accept, Escape leaves the name as it was."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view.viewport())
        self._view, self._id = view, ""
        self.setAccessibleName("Name of the node")
        self.setMaxLength(edits.LONGEST_NAME)
        view.framed.connect(self._follow)
        view.editor.changed.connect(lambda *_: self._close())
        view.editor.opened.connect(lambda *_: self._close())
        self.hide()

    def open(self, id: str) -> None:
        """Edit the name of this node."""
        self._id = id
        card = self._view.canvas.content_rect([id])
        if not self._view.visible_rect().contains(card.topLeft() + metrics.CARD_RECT.center()):
            self._view.centre_on([id])
        self.setText(self._view.editor.graph.node(id).name)
        self.selectAll()
        self._follow()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._id and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._accept()
            # A name that may not be was refused with a sentence; the old one stays.
            self._close()

    def _accept(self) -> None:
        editor, id, name = self._view.editor, self._id, " ".join(self.text().split())
        try:
            after = edits.rename(editor.document, id, name)
        except GraphError as error:
            editor.refuse(str(error))
            return
        self._close()
        editor.edit(after, f"Rename to {name}")

    def _close(self) -> None:
        had_focus, self._id = self.hasFocus(), ""
        self.hide()
        if had_focus:
            self._view.setFocus()

    def _follow(self) -> None:
        """Lie over the title, wherever the canvas moved."""
        if not self._id:
            return
        item, scale = self._view.canvas.nodes[self._id], self._view.transform().m11()
        is_open = item.face.can_open and style_of(self._view.look.theme).openness(scale) == 1
        over = self._view.mapFromScene((OPEN_TITLE if is_open else _TITLE).translated(item.pos())).boundingRect()
        font = self._view.look.theme.font("text", bold=True)
        pixels = min(13 * scale, self._view.look.theme.px(_LARGEST_OPEN if is_open else _LARGEST))
        font.setPixelSize(max(_SMALLEST, round(pixels)))
        self.setFont(font)
        self.resize(max(over.width(), self._view.look.theme.px(110)), max(over.height(), self.sizeHint().height()))
        self.move(over.topLeft() + QPoint(0, (over.height() - self.height()) // 2))
