"""Dispatcher: which gesture a press begins, and what keys do on the canvas."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QCursor, QKeyEvent, QMouseEvent

from gui.canvas import menus
from gui.canvas.gestures import walking
from gui.canvas.gestures.connecting import Connect
from gui.canvas.gestures.cutting import Cut
from gui.canvas.gestures.gesture import Gesture
from gui.canvas.gestures.moving import Move
from gui.canvas.gestures.panning import Pan
from gui.canvas.gestures.reading import Read
from gui.canvas.gestures.selecting import Marquee
from gui.canvas.inside.inside import pointed_in
from gui.canvas.inside.travel import next_neuron
from gui.canvas.metrics import TITLE_LINE
from gui.canvas.picking import picked
from gui.canvas.port import Hit
from gui.canvas.search import Search, Spot

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_NO_KEYS = Qt.KeyboardModifier.NoModifier
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Gestures:
    """One gesture at a time. Escape, or the loss of the focus, cancels it with nothing changed."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.current: Gesture | None = None
        self.search = Search(view)
        self._holds_space = False
        self._space_was_used = False
        for signal in (view.editor.changed, view.editor.opened):
            signal.connect(lambda *_: self.cancel())

    def press(self, event: QMouseEvent) -> bool:
        """Begin what the button and the place under it mean."""
        self.cancel()
        view = self._view
        view.glide.stop()
        view.setFocus()
        at = view.mapToScene(event.position().toPoint())
        found = view.canvas.hit(at)
        if event.button() == Qt.MouseButton.MiddleButton or self._holds_space:
            self._space_was_used = True
            self.current = Pan(view, event)
        elif event.button() == Qt.MouseButton.RightButton and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.current = Cut(view, event)
        elif event.button() != Qt.MouseButton.LeftButton:
            return False
        elif view.editor.picker is not None and found.kind not in ("void", "edge"):
            id, number = picked(view.canvas, found, at)
            view.editor.picker.take(id, number, view.viewport().mapToGlobal(event.position().toPoint()))
        elif found.kind in ("output", "input", "edge_end"):
            self.current = Connect(view, event, found)
        elif found.kind == "node":
            pointed = pointed_in(view.canvas, found, at) if event.modifiers() == _NO_KEYS else None
            self.current = Read(view, event, found.id, pointed) if pointed else Move(view, event, found.id)
        elif found.kind == "edge" and found.edge is not None:
            view.editor.select((), [found.edge])
        else:
            self.current = Marquee(view, event)
        return True

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved. A button that came up where nobody saw it, over a menu for instance, ends the gesture."""
        if self.current and not event.buttons() & self.current.button:
            self.cancel()
        elif self.current:
            self.current.move(event)

    def release(self, event: QMouseEvent) -> None:
        """The button came up."""
        if self.current and event.button() == self.current.button:
            gesture, self.current = self.current, None
            gesture.release(event)
            self._show_hand()

    def cancel(self) -> None:
        """Nothing happened."""
        gesture, self.current = self.current, None
        if gesture:
            gesture.cancel()

    def lose_focus(self) -> None:
        """Keys and buttons come up unseen from now on, so nothing is held any more."""
        self.cancel()
        self._holds_space = False
        self._show_hand()

    def double_click(self, event: QMouseEvent) -> None:
        """On the void: search a layer to put there. On a node: its name, or its settings."""
        at = self._view.mapToScene(event.position().toPoint())
        found = self._view.canvas.hit(at)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if not is_left or found.kind not in ("void", "node") or self._view.editor.picker is not None:
            # A hand that is quick presses twice, and the second press begins a gesture as the first did.
            self.press(event)
            return
        self.cancel()
        if found.kind == "void":
            self.search_at(at)
        elif at.y() - self._view.canvas.nodes[found.id].pos().y() < self._title_height(found, at):
            self._view.name_field.open(found.id)
        else:
            self._view.settings_asked.emit()

    def _title_height(self, found: Hit, at: QPointF) -> float:
        """How far down a card its name reaches: where it is open, what is inside begins higher."""
        return 0.0 if pointed_in(self._view.canvas, found, at) else TITLE_LINE + 6

    def search_at(self, at: QPointF) -> None:
        """Search a layer to put at ``at``."""
        self.search.open(Spot(at))

    def key(self, event: QKeyEvent) -> bool:
        """Arrows walk, Alt+arrows nudge, a letter searches, Escape cancels. False: not a key of the canvas."""
        key, modifiers = event.key(), event.modifiers()
        if self._view.editor.picker is not None and self._view.editor.picker.key(event):
            return True
        if is_space(event):
            self._press_space(event.isAutoRepeat())
            return True
        if key == Qt.Key.Key_Escape:
            self._stop()
            return True
        if key in _ARROWS and not modifiers & Qt.KeyboardModifier.ControlModifier:
            step = _ARROWS[Qt.Key(key)]
            if modifiers & Qt.KeyboardModifier.AltModifier:
                walking.nudge(self._view, step)
            elif not (step[1] and next_neuron(self._view, step[1])):
                walking.walk(self._view, step)
            return True
        if event.text().isalpha() and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            self.search_from_keyboard(event.text())
            return True
        return False

    def _stop(self) -> None:
        """What goes on is stopped first: a gesture, a run, a derivative; only then is the selection given up."""
        player = self._view.player
        if self.current:
            self.cancel()
        elif player.is_playing:
            player.pause()
        elif player.shown is not player.session:
            player.show(player.session)
        else:
            self._view.editor.select(())
            self._view.escaped.emit()

    def search_from_keyboard(self, text: str = "") -> None:
        """Beside the selected node, fed by it; else at the cursor, or in the middle where that is elsewhere."""
        view, selected = self._view, sorted(self._view.editor.selection)
        if len(selected) == 1:
            beside = view.canvas.port_position(selected[0], "") + QPointF(48, 0)
            self.search.open(Spot(beside, source=selected[0]), text)
            return
        cursor = view.viewport().mapFromGlobal(QCursor.pos())
        is_inside = view.viewport().rect().contains(cursor)
        self.search.open(Spot(view.mapToScene(cursor) if is_inside else view.visible_centre()), text)

    def _press_space(self, is_repeated: bool) -> None:
        if not is_repeated:
            self._holds_space, self._space_was_used = True, self.current is not None
            self._show_hand()

    def key_release(self, event: QKeyEvent) -> None:
        """Space came up: a tap that moved nothing is a step."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self._holds_space:
            self._holds_space = False
            self._show_hand()
            if not self._space_was_used:
                self._view.space_tapped.emit()

    def _show_hand(self) -> None:
        """An open hand over a canvas that is ready to be moved."""
        if self._holds_space:
            self._view.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.current is None:
            self._view.viewport().unsetCursor()

    def context_menu(self, event: QContextMenuEvent) -> None:
        """A right click is always a menu; with Ctrl held the right button cuts."""
        is_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        selected = sorted(self._view.editor.selection)
        if not is_mouse and selected:
            self.show_menu(self._view.mapFromScene(self._view.canvas.content_rect(selected[:1]).center()))
        elif not (is_mouse and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.show_menu(event.pos())

    def show_menu(self, position: QPoint) -> None:
        """The menu of what lies at a position of the view."""
        at = self._view.mapToScene(position)
        menu = menus.menu_at(self._view, self._view.canvas.hit(at), at)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(position))


def is_space(event: QKeyEvent) -> bool:
    """Space alone: held it moves the canvas, so what a tap of it means is decided when it comes up."""
    return event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
