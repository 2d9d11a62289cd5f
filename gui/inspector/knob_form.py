"""Knob form: a row for each knob that a kind declares, with its label, its editor, and a sentence if it is refused."""

from __future__ import annotations

import typing
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.knobs import Knob, knobs
from gui.inspector.formula_editor import FormulaEditor
from gui.inspector.knob_editors import ChoiceEditor, ColumnsEditor, NumberEditor, SwitchEditor, TextEditor
from gui.stylesheet import set_look
from gui.theme import Look

_PIXELS_PER_STEP = 8


class KnobForm(QWidget):
    """The knobs of one frozen value. ``changed(name, value, gesture)`` asks for a change; nothing changes by itself.

    ``typed(name, value)``: a formula stands in its field, and is none of the value's yet.
    """

    changed = Signal(str, object, str)
    typed = Signal(str, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.rows: dict[str, KnobRow] = {}
        self._made_for: object = None
        self._subject: object = None
        self._owner: Any = None
        self._refused: dict[tuple[object, str], tuple[Any, str]] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_knobs(
        self, owner: Any, columns: tuple[str, ...] = (), leave_out: tuple[str, ...] = (), subject: object = None
    ) -> None:
        """Show the knobs that have an effect on a value, which is that of ``subject``.

        Rows are made anew only for another kind or subject or other columns of the data. What was typed and refused
        is there again when its subject is, unless the value is another by then.
        """
        declared = [knob for knob in knobs(type(owner)) if knob.name not in leave_out]
        made_for = type(owner), subject, columns if any(knob.type == tuple[str, ...] for knob in declared) else ()
        is_new = made_for != self._made_for
        if is_new:
            if self._made_for is not None:
                self._keep_refused()
            self._made_for, self._subject = made_for, subject
            self._make_rows(getattr(type(owner), "title", type(owner).__name__), declared, columns)
        self._owner = owner
        for knob in declared:
            name, row = knob.name, self.rows[knob.name]
            row.show_value(getattr(owner, name))
            row.setVisible(knob.matters(owner))
            value, text = self._refused.pop((subject, name), (None, ""))
            if is_new and text and value == getattr(owner, name):
                row.editor.retype(text)  # type: ignore[attr-defined]

    def forget(self) -> None:
        """What was refused belongs to a document that is gone."""
        self._made_for, self._refused = None, {}

    def _keep_refused(self) -> None:
        for name, row in self.rows.items():
            if row.sentence.text():
                value = getattr(self._owner, name)
                self._refused[self._subject, name] = value, row.editor.text()  # type: ignore[attr-defined]

    def _make_rows(self, owner: str, declared: list[Knob], columns: tuple[str, ...]) -> None:
        for row in self.rows.values():
            # Hidden first: what is deleted later would otherwise be seen above the new rows for a moment.
            row.hide()
            self._box.removeWidget(row)
            row.deleteLater()
        self.rows = {}
        before: QWidget | None = None
        for knob in declared:
            row = KnobRow(owner, knob, columns, self._look)
            row.editor.changed.connect(  # type: ignore[attr-defined]
                lambda value, gesture, name=knob.name: self.changed.emit(name, value, gesture)
            )
            if isinstance(row.editor, FormulaEditor):
                row.editor.typed.connect(lambda value, name=knob.name: self.typed.emit(name, value))
            self._box.addWidget(row)
            self.rows[knob.name] = row
            if before is not None:
                QWidget.setTabOrder(before, row.editor)
            before = row.editor

    def _on_look(self) -> None:
        self._box.setSpacing(self._look.theme.px(8))


class KnobRow(QWidget):
    """Label and editor side by side, and below them why an entry was refused."""

    def __init__(self, owner: str, knob: Knob, columns: tuple[str, ...], look: Look) -> None:
        super().__init__()
        self._look = look
        self.editor = _make_editor(owner, knob, columns, look)
        self.editor.setAccessibleName(knob.label)
        self.editor.setAccessibleDescription(knob.words)
        self.setToolTip(knob.words)
        self.label = (
            PulledLabel(knob.label, self.editor) if isinstance(self.editor, NumberEditor) else QLabel(knob.label)
        )
        self.label.setBuddy(self.editor)
        self.label.setWordWrap(True)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        # It may quote what was typed.
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.sentence, "error")
        self.sentence.hide()
        self.editor.refused.connect(self._say)  # type: ignore[attr-defined]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._lay_out(knob)
        look.changed.connect(self._on_look)
        self._on_look()

    def _lay_out(self, knob: Knob) -> None:
        # Not every editor fits beside its label: a list or a formula wants the whole width, a switch is its own label.
        is_wide = knob.type == tuple[str, ...]
        if isinstance(self.editor, SwitchEditor):
            self.label.hide()
            self._grid.addWidget(self.editor, 0, 0, 1, 2)
        elif is_wide:
            # What no tick at all means is not to be guessed, so the words stand here and not in the tooltip alone.
            self.label.setText(f"{knob.label}. {knob.words}")
            self._grid.addWidget(self.label, 0, 0, 1, 2)
            self._grid.addWidget(self.editor, 1, 0, 1, 2)
        elif isinstance(self.editor, FormulaEditor):
            self._grid.addWidget(self.label, 0, 0, 1, 2)
            self._grid.addWidget(self.editor, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self.label, 0, 0)
            self._grid.addWidget(self.editor, 0, 1)
        self._grid.addWidget(self.sentence, 2, 0, 1, 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)

    def show_value(self, value: Any) -> None:
        """Show a value that came from elsewhere."""
        self.editor.show_value(value)  # type: ignore[attr-defined]

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        set_look(self.editor, "wrong" if sentence else "")

    def _on_look(self) -> None:
        self._grid.setHorizontalSpacing(self._look.theme.px(8))
        self._grid.setVerticalSpacing(self._look.theme.px(4))


class PulledLabel(QLabel):
    """The label of a number: pulling it right or left steps the number, all of one pull as one undo step."""

    def __init__(self, text: str, editor: NumberEditor) -> None:
        super().__init__(text)
        self._editor = editor
        self._taken = 0
        self._start: float | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._editor.end_gesture()
            self._start, self._taken = event.position().x(), 0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            steps = round((event.position().x() - self._start) / _PIXELS_PER_STEP)
            if steps != self._taken:
                self._editor.stepBy(steps - self._taken)
                self._taken = steps

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._start = None
        self._editor.end_gesture()


def _make_editor(owner: str, knob: Knob, columns: tuple[str, ...], look: Look) -> QWidget:
    """The editor for a knob, by its type; ``columns`` are the names that a list of texts is chosen from."""
    if typing.get_origin(knob.type) is tuple and typing.get_args(knob.type)[0] is str:
        return ColumnsEditor(columns, look)
    if knob.read is not None:
        return FormulaEditor(owner, knob)
    if knob.choices:
        return ChoiceEditor(owner, knob)
    if knob.type is bool:
        return SwitchEditor(owner, knob)
    return NumberEditor(owner, knob) if knob.type in (int, float) else TextEditor(owner, knob)
