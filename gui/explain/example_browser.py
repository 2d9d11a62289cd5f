"""Example browser: which examples of the batch are seen, and ways to others: earlier, later, or one by its number."""
from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from gui.explain.operands import Shown
from gui.paint.icons import icon
from gui.stylesheet import set_look
from gui.theme import Look


class ExampleBrowser(QWidget):
    """``first_asked``: the example, from 0, with which to begin."""

    first_asked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._first = self._seen = self._examples = 0
        self.title, self.field = QLabel(), QLineEdit()
        set_look(self.title, "heading")
        self.field.setPlaceholderText("no.")
        self.field.setAccessibleName("Go to an example by its number")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.returnPressed.connect(self._go_to)
        self.field.textEdited.connect(lambda: self._say(""))
        self.earlier, self.later = _button("Earlier examples"), _button("Later examples")
        self.earlier.clicked.connect(lambda: self.browse(-1))
        self.later.clicked.connect(lambda: self.browse(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.title, 1)
        for widget in (self.field, self.earlier, self.later):
            row.addWidget(widget)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_part(self, part: Shown) -> None:
        """Say which examples these windows are of, and what others there are."""
        self._first, self._seen, self._examples = part.first, part.seen, part.examples
        last = part.first + part.seen
        counted = f"examples {part.first + 1:,}–{last:,} of {part.examples:,}" if part.examples > 1 else "the numbers"
        self.title.setText(f"With {counted}")
        for widget in (self.field, self.earlier, self.later):
            widget.setVisible(part.examples > part.seen)
        self.earlier.setEnabled(part.first > 0)
        self.later.setEnabled(last < part.examples)
        self.earlier.setToolTip("Earlier examples" if part.first > 0 else "These are the first examples of the batch.")
        self.later.setToolTip("Later examples" if last < part.examples else "These are the last examples of the batch.")

    def browse(self, direction: int) -> None:
        """As many examples further as are seen at once, or back where it is −1."""
        self.first_asked.emit(self._first + direction * self._seen)

    def _go_to(self) -> None:
        text = self.field.text().strip().replace(",", "")
        if text.isdecimal() and 1 <= int(text) <= self._examples:
            self.field.clear()
            self._say("")
            self.first_asked.emit(int(text) - 1)
        else:
            self._say(f"The batch has the examples 1 to {self._examples:,}, but “{text[:20]}” was given.")

    def _say(self, sentence: str) -> None:
        if (self.field.property("look") == "wrong") != bool(sentence):
            set_look(self.field, "wrong" if sentence else "")
        self.field.setToolTip(sentence or "The number of an example, then Enter.")

    def _on_look(self, *_: object) -> None:
        self.field.setFixedWidth(self._look.theme.px(48))
        self._say(self.field.toolTip() if self.field.property("look") == "wrong" else "")
        self.earlier.setIcon(icon("back", self._look.theme))
        self.later.setIcon(icon("step", self._look.theme))


def _button(words: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(words)
    set_look(button, "plain")
    return button
