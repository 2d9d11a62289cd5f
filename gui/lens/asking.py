"""Asking: the two choices that a derivative takes, of which number and by what, with the mouse or with the keys."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QMenu

from engine.element import Element, ParameterElement
from engine.inquiry.location import Location, locate
from gui.canvas.view import CanvasView
from gui.lens.cursor import Cursor
from gui.lens.words import fraction, number_words, wanted_words
from gui.lighting import Cell, Light

if TYPE_CHECKING:
    import numpy as np

    from engine.inquiry.gradient import Wanted
    from engine.inquiry.paths import Start
    from engine.inquiry.rules import Index

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class Asking(QObject):
    """While it is open, a card or number that is clicked is a choice. The loss is None where a number is wanted.

    ``changed``: something else is asked, or nothing any more. ``answered``: a number or None, what to differentiate it
    by, and which number of that or None.
    """

    changed = Signal()
    answered = Signal(object, object, object)

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view, self._editor, self._player = view, view.editor, view.player
        self._has_of = False
        self._of: Element | None = None
        self._cursor: Cursor | None = None
        for signal in (self._editor.changed, self._editor.opened):
            signal.connect(lambda *_: self.leave())

    @property
    def is_open(self) -> bool:
        """Whether a choice is being made."""
        return self._editor.picker is self

    @property
    def words(self) -> tuple[str, str]:
        """What is known so far, and what can be done now."""
        session = self._player.session
        if self._has_of:
            words = "Click what to differentiate by: a card, or a number. Or arrows and Enter; Backspace goes back."
            return fraction(number_words(session, self._of), "…"), words
        if self._cursor is not None:
            words = "The arrows go from number to number, Enter takes this one, Backspace goes back."
            return fraction(number_words(session, self._cursor.number(session)), "…"), words
        return "∂… / ∂…", "Click the number to differentiate, or its card. Enter takes the loss, Escape leaves."

    def start(self) -> None:
        """Ask of what, and then by what."""
        self._editor.picker = self
        self._editor.select(())
        self._view.setFocus()
        self._show(False)

    def leave(self) -> None:
        """Nothing was asked."""
        if self.is_open:
            self._editor.picker = None
            self._editor.lighting.point(None)
            self._editor.lighting.keep(None)
            self.changed.emit()

    # what the canvas tells

    def take(self, id: str, number: Start | None, at: QPoint) -> None:
        """A card is chosen, or a number of its value or of a parameter; ``at`` is where on the screen."""
        if isinstance(number, ParameterElement) and not self._has_of:
            self._editor.refuse("A parameter is what one differentiates by; choose first a number that depends on it.")
        elif isinstance(number, ParameterElement):
            self._answer((id, number.name), number)
        elif self._has_of:
            self._take_by(id, number, at)
        elif self._has_numbers(id):
            self._show(True, number or Cursor(id).number(self._player.session))

    def take_at(self, array: np.ndarray, index: Index) -> None:
        """A number is chosen, in whatever pane it is shown."""
        # The keys go on being the question's.
        self._view.setFocus()
        location = locate(self._player.session, array, index)
        if location is None or location.is_gradient:
            self._editor.refuse("This is neither a value nor a parameter; choose one of those.")
        else:
            self.take(location.node, location.element, QCursor.pos())

    def point(self, id: str, number: Start | None) -> None:
        """The pointer is on a card, on a number of it, or, with no id, on neither."""
        self._editor.lighting.point(light_of(id, number) if id else None)

    def key(self, event: QKeyEvent) -> bool:
        """Enter takes, the arrows choose a number, Backspace goes back, Escape leaves. False for any other key."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key == Qt.Key.Key_Backspace:
            self._go_back()
        elif key in _ENTER:
            self._take_selected()
        elif key in _ARROWS and self._cursor is not None:
            self._show(False, cursor=self._cursor.moved(self._player.session, *_ARROWS[key]))
        else:
            return False
        return True

    # inside

    def _show(self, has_of: bool, of: Element | None = None, cursor: Cursor | None = None) -> None:
        """This is known now, and lit."""
        self._has_of, self._of, self._cursor = has_of, of, cursor
        number = cursor.number(self._player.session) if cursor is not None else of
        self._editor.lighting.point(None)
        self._editor.lighting.keep(light_of(number.node, number) if number is not None else None)
        self.changed.emit()

    def _has_numbers(self, id: str) -> bool:
        if self._player.session.values_of(id) is not None:
            return True
        self._editor.refuse(self._editor.document.shapes.problems.get(id, "This layer gives no numbers yet."))
        return False

    def _take_selected(self) -> None:
        """By the keys: the number under the cursor, else the selected card, else the loss."""
        session, selected = self._player.session, sorted(self._editor.selection)
        if self._cursor is not None:
            self._show(True, self._cursor.number(session))
        elif not selected and not self._has_of:
            self._show(True)
        elif not selected:
            self._editor.refuse("Choose by what: click a card or a number, or go to a card with the arrows.")
        elif self._has_of or not self._has_numbers(selected[0]) or not Cursor(selected[0]).has_others(session):
            middle = self._view.mapFromScene(self._view.canvas.content_rect(selected[:1]).center())
            self.take(selected[0], None, self._view.viewport().mapToGlobal(middle))
        else:
            self._show(False, cursor=Cursor(selected[0]))

    def _take_by(self, id: str, number: Element | None, at: QPoint) -> None:
        """A number or a card stands for the value; a card with parameters asks which is meant."""
        session = self._player.session
        blocks = session.weights.blocks.get(id, ()) if number is None else ()
        learned = [(id, name) for block in blocks if block.is_trained for name in block.names]
        if not learned:
            self._answer(id, number)
            return
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for wanted, words in [
            *((wanted, wanted_words(session, wanted)) for wanted in learned),
            (id, f"{self._editor.graph.node(id).layer.letter}, the value of {wanted_words(session, id)}"),
        ]:
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, wanted=wanted: self._answer(wanted, None))
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])

    def _answer(self, wanted: Wanted, number: Start | None) -> None:
        self.answered.emit(self._of, wanted, number)

    def _go_back(self) -> None:
        if self._has_of or self._cursor is not None:
            self._show(False)
        else:
            self.leave()


def light_of(id: str, number: Start | None) -> Light:
    """A card, with a number of its value or of a parameter."""
    cells = () if number is None else (Cell.of(Location(number)),)
    return Light(frozenset({id}), cells=frozenset(cells))
