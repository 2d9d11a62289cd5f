"""Dispatcher: which gesture a press begins, and what keys and wheel do on the canvas."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

from gui.canvas import menus
from gui.canvas.gestures import walking
from gui.canvas.gestures.connecting import Connect
from gui.canvas.gestures.cutting import Cut
from gui.canvas.gestures.gesture import Gesture
from gui.canvas.gestures.moving import Move
from gui.canvas.gestures.panning import Pan
from gui.canvas.gestures.selecting import Marquee
from gui.canvas.search import Search

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Gestures:
    """One gesture at a time. Escape, or the loss of the focus, cancels it with nothing changed."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.current: Gesture | None = None
        self.search = Search(view)
        self._holds_space = False

    def press(self, event: QMouseEvent) -> bool:
        """Begin what the button and the place under it mean."""
        self.cancel()
        view = self._view
        view.setFocus()
        found = view.canvas.hit(view.mapToScene(event.position().toPoint()))
        if event.button() == Qt.MouseButton.MiddleButton or self._holds_space:
            self.current = Pan(view, event)
        elif event.button() == Qt.MouseButton.RightButton and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.current = Cut(view, event)
        elif event.button() != Qt.MouseButton.LeftButton:
            return False
        elif found.kind in ("output", "input", "edge_end"):
            self.current = Connect(view, event, found)
        elif found.kind == "node":
            self.current = Move(view, event, found.id)
        elif found.kind == "edge" and found.edge is not None:
            view.editor.select((), [found.edge])
        else:
            self.current = Marquee(view, event)
        return True

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        if self.current:
            self.current.move(event)

    def release(self, event: QMouseEvent) -> None:
        """The button came up."""
        if self.current:
            gesture, self.current = self.current, None
            gesture.release(event)

    def cancel(self) -> None:
        """Nothing happened."""
        if self.current:
            self.current.cancel()
        self.current = None

    def double_click(self, event: QMouseEvent) -> None:
        """On the void: search a layer to put there."""
        at = self._view.mapToScene(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._view.canvas.hit(at).kind == "void":
            self.cancel()
            self.search_at(at)

    def search_at(self, at: QPointF, source: str = "", target: tuple[str, str] | None = None, text: str = "") -> None:
        """Search a layer to put at ``at``; with a port at hand, only what fits it, and connect it."""
        self.search.open(at, source, target, text)

    def wheel(self, event: QWheelEvent) -> bool:
        """Zoom at the cursor, or pan, as the setting says; a touchpad pans, Ctrl always zooms."""
        is_zoom = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not is_zoom and not event.pixelDelta().isNull():
            self._view.pan_by(QPointF(event.pixelDelta()))
        elif is_zoom or self._view.settings.get("wheel_zooms"):
            self._view.zoom_at(event.position(), 1.2 ** (event.angleDelta().y() / 120))
        else:
            self._view.pan_by(QPointF(event.angleDelta()) / 2)
        event.accept()
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Arrows walk, Alt+arrows nudge, a letter searches, Escape cancels. False: not a key of the canvas."""
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Space:
            self._holds_space = True
        elif key == Qt.Key.Key_Escape:
            self._stop()
            return True
        elif key in _ARROWS and not modifiers & Qt.KeyboardModifier.ControlModifier:
            step = _ARROWS[Qt.Key(key)]
            if modifiers & Qt.KeyboardModifier.AltModifier:
                walking.nudge(self._view, step)
            else:
                walking.walk(self._view, step)
            return True
        elif event.text().isalpha() and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            self.search_from_keyboard(event.text())
            return True
        return False

    def _stop(self) -> None:
        """What goes on is stopped first: a gesture, then a run; only then is the selection given up."""
        if self.current:
            self.cancel()
        elif self._view.player.is_playing:
            self._view.player.pause()
        else:
            self._view.editor.select(())

    def search_from_keyboard(self, text: str = "") -> None:
        """Beside the selected node, fed by it; else in the middle of what is in view."""
        selected = sorted(self._view.editor.selection)
        source = selected[0] if len(selected) == 1 else ""
        at = self._view.canvas.port_position(source, "") + QPointF(48, 0) if source else self._view.visible_centre()
        self.search_at(at, source, None, text)

    def key_release(self, event: QKeyEvent) -> None:
        """Space came up."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._holds_space = False

    def context_menu(self, event: QContextMenuEvent) -> None:
        """A right click is always a menu; with Ctrl held the right button cuts."""
        is_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if is_mouse and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return
        at = self._view.mapToScene(event.pos())
        menu = menus.menu_at(self._view, self._view.canvas.hit(at), at)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
