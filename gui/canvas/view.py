"""The canvas as a widget: hands mouse, wheel and keys to the gestures, and shows what the palette drags over it."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from gui.canvas import gestures
from gui.canvas.camera import Camera
from gui.canvas.finding import Finder
from gui.canvas.flight import Flight
from gui.canvas.gestures import zooming
from gui.canvas.gestures.dispatcher import is_space
from gui.canvas.gliding import Glide
from gui.canvas.hovering import Hovering
from gui.canvas.joining import Joiner
from gui.canvas.landing import Landing
from gui.canvas.minimap import Minimap
from gui.canvas.naming import NameField
from gui.canvas.picking import is_pickers
from gui.canvas.picture import grab_picture
from gui.canvas.scene import CanvasScene
from gui.editor import Editor
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look


class CanvasView(Camera):
    """The canvas in the window. ``gestures`` decide what mouse and keys do; ``hover_words`` is for the status line."""

    hover_words = Signal(str)
    space_tapped = Signal()
    escaped = Signal()
    derivative_asked = Signal(str, object)
    paths_asked = Signal(object, object)
    number_asked = Signal(object, object)
    settings_asked = Signal()

    def __init__(
        self,
        editor: Editor,
        player: Player,
        look: Look,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(CanvasScene(editor, player, look, settings), parent)
        self.editor, self.player, self.look, self.settings = editor, player, look, settings
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription("The network: layers as cards, joined by edges.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self._landing = Landing(self)
        self._hovering = Hovering(self)
        player.moved.connect(self._on_moved)
        self.minimap = Minimap(self, settings)
        self.glide, self.flight = Glide(self.canvas, settings, self), Flight(self)
        self.name_field, self.finder, self.joiner = NameField(self), Finder(self), Joiner(self)
        self.gestures = gestures.install(self)

    # what the palette drags

    def preview(self, kind: str, position: QPoint) -> None:
        """A layer of this kind is held over the canvas at a global position."""
        self._landing.show(kind, position)

    def place(self, kind: str, position: QPoint) -> None:
        """It is dropped there."""
        self._landing.drop(kind, position)

    def end_preview(self) -> None:
        """It has left the canvas."""
        self._landing.leave()

    def add_beside_selection(self, kind: str) -> None:
        """Add a layer after the selected one and connect it; in the middle of the view where none is selected."""
        self._landing.add_beside_selection(kind)

    # pictures

    def grab_picture(self, path: str | Path) -> None:
        """Write the whole network to a .png or .svg file. Raises OSError with a sentence."""
        grab_picture(self.canvas, path)

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self._hovering.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.gestures.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        zooming.wheel(self, event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and zooming.pinch(self, event):
            return True
        if isinstance(event, QHelpEvent):
            # A graphics view would ask its items, which know no words.
            QToolTip.showText(event.globalPos(), self.viewport().toolTip(), self.viewport())
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        # Space belongs to the canvas before it is anybody's shortcut: it may be held to move the canvas.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and (
            is_space(event) or is_pickers(self.editor.picker, event)
        ):
            event.accept()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.gestures.context_menu(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.gestures.key(event):
            # Not to the graphics view, which would scroll; the window may want it.
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.gestures.key_release(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.gestures.lose_focus()
        super().focusOutEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab is a key of the canvas, not a way out of it."""
        return False

    def leaveEvent(self, event: QEvent) -> None:
        self._hovering.move(None)
        super().leaveEvent(event)

    def _on_moved(self) -> None:
        self._hovering.again()
