"""Field: where a quantity or a condition is typed, with a list of names and what is wrong said as one types."""
from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from engine.expression.tokens import ExpressionError
from engine.watching.names import Names
from engine.watching.parser import parse
from engine.watching.tree import Tree
from gui.stylesheet import set_look

# What is typed of a name goes from the last of these to the end.
_BEFORE = re.compile(r".*(?:[<>≤≥=+−·*/(|‖]|\s-|\b(?:and|or)\b)\s*", re.DOTALL | re.IGNORECASE)
_MOST_OFFERED, _MOST_SEEN, _PADDING = 12, 6, 10


class WatchField(QLineEdit):
    """``entered(tree)``: what was typed can be read. ``refused(sentence)``: it can't, or "" where it can or may yet.

    What it may name comes from ``names``, asked when it is needed.

    What is only unfinished is not refused before Enter.
    """

    entered = Signal(object)
    refused = Signal(str)
    left = Signal()

    def __init__(self, names: Callable[[], Names]) -> None:
        super().__init__()
        self._names = names
        self.setAccessibleName("Watch, or break when")
        self.setPlaceholderText("‖∂L/∂W₁‖, or loss < 0.1")
        self.setClearButtonEnabled(True)
        self.offers = Offers()
        self.offers.itemPressed.connect(lambda item: self._complete(item.text()))
        self.textEdited.connect(self._on_typed)
        self.textChanged.connect(lambda: self.refused.emit(self._refusal(is_done=False)))

    def read(self) -> Tree:
        """The tree of what stands there. Raises ExpressionError."""
        return parse(self.text(), self._names())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, chosen = event.key(), self.offers.currentItem() if self.offers.isVisible() else None
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.offers.isVisible():
                self.offers.go(1 if key == Qt.Key.Key_Down else -1)
            else:
                self._offer()
        elif chosen is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._complete(chosen.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key == Qt.Key.Key_Escape and self.offers.isVisible():
            self.offers.hide()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.offers.hide()
        self.refused.emit(self._refusal(is_done=bool(self.text().strip())))

    def take(self) -> None:
        """What was typed is meant so: take it, or say what is wrong and go there."""
        self.offers.hide()
        try:
            tree = self.read()
        except ExpressionError as error:
            self.setCursorPosition(error.at)
            self.refused.emit(str(error))
            self._mark(True)
            return
        self.entered.emit(tree)

    def _refusal(self, is_done: bool) -> str:
        sentence = ""
        if self.text().strip():
            try:
                self.read()
            except ExpressionError as error:
                sentence = str(error) if is_done or not error.is_unfinished else ""
        self._mark(bool(sentence))
        return sentence

    def _mark(self, is_wrong: bool) -> None:
        if (self.property("look") == "wrong") != is_wrong:
            set_look(self, "wrong" if is_wrong else "")

    # names

    def _on_typed(self) -> None:
        if self._begun().strip():
            self._offer()
        else:
            self.offers.hide()

    def _begun(self) -> str:
        """What is typed of a name, from where it begins to the cursor."""
        before = self.text()[: self.cursorPosition()]
        found = _BEFORE.match(before)
        return before[found.end() :] if found else before

    def _offer(self) -> None:
        begun = self._begun().strip().casefold()
        phrases = [each for each in self._names().phrases() if begun in each.casefold() and begun != each.casefold()]
        phrases.sort(key=lambda each: not each.casefold().startswith(begun))
        self.offers.show_at(self, phrases[:_MOST_OFFERED])

    def _complete(self, phrase: str) -> None:
        start, end = self.cursorPosition() - len(self._begun()), self.cursorPosition()
        self.setText(self.text()[:start] + phrase + self.text()[end:])
        self.setCursorPosition(start + len(phrase))
        self.offers.hide()


class Offers(QListWidget):
    """The names that fit, right above or below a field that keeps the focus. It is part of the field's window."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Names that fit")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_look(self, "popup")
        self.hide()

    def show_at(self, field: QWidget, phrases: list[str]) -> None:
        """Offer these; where there are none, go."""
        self.clear()
        self.addItems(phrases)
        if not phrases:
            self.hide()
            return
        window = field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        height = self.sizeHintForRow(0) * min(len(phrases), _MOST_SEEN) + 2 * self.frameWidth() + _PADDING
        below = field.mapTo(window, QPoint(0, field.height()))
        is_low = below.y() + height > window.height()
        top = below.y() - field.height() - height if is_low else below.y()
        self.setGeometry(below.x(), top, field.width(), height)
        self.show()
        self.raise_()

    def go(self, by: int) -> None:
        """To the next or the one before, round and round."""
        start = self.currentRow() if self.currentRow() >= 0 or by > 0 else 0
        self.setCurrentRow((start + by) % self.count())
