"""Knob editors: one widget for each type of knob, all with the same three things: changed, refused and show."""
from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QLineEdit, QListWidget, QListWidgetItem

from engine.knobs import Knob, KnobError
from gui.choice_box import ChoiceBox
from gui.inspector.entry import read, stepped, written
from gui.theme import Look


class KnobEditor(Protocol):
    """What a row asks of its editor.

    ``changed(value, gesture)``: values with the same gesture are one undo step. ``refused(sentence)``: what was
    typed can't be, or "" once it is mended. One that refuses has ``text`` and ``retype``.
    """

    changed: SignalInstance
    refused: SignalInstance

    def show_value(self, value: Any) -> None:
        """Show a value that came from elsewhere."""


class Gestures:
    """Names for undo steps: the same until ``end`` is called."""

    def __init__(self) -> None:
        self._number = 0

    @property
    def name(self) -> str:
        """The gesture going on."""
        return str(self._number)

    def end(self) -> None:
        """What comes next is an undo step of its own."""
        self._number += 1


class NumberEditor(QAbstractSpinBox):
    """A whole number, or any number such as 1e-3; arrows and wheel step, by one or along 1, 2, 5, 10."""

    changed = Signal(object, str)
    refused = Signal(str)

    def __init__(self, owner: str, knob: Knob) -> None:
        super().__init__()
        self._owner, self._knob = owner, knob
        self._value: float = knob.default
        self._gestures = Gestures()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._take_text)
        self._show_text()

    def show_value(self, value: float) -> None:
        """Show a value that came from elsewhere; what is being typed stays unless the value changed."""
        if value != self._value:
            self._value = value
            self._show_text()

    def retype(self, text: str) -> None:
        """Show a text that was refused before, with the reason."""
        self.lineEdit().setText(text)
        self._take_text()

    def stepBy(self, steps: int) -> None:
        """Arrows, Page Up and Down, the wheel, and pulling at the label."""
        value = stepped(self._knob, self._value, steps)
        if value != self._value:
            self._value = value
            self.changed.emit(value, self._gestures.name)
        self._show_text()

    def end_gesture(self) -> None:
        """The next step is an undo step of its own."""
        self._gestures.end()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if stepped(self._knob, self._value, 1) != self._value:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if stepped(self._knob, self._value, -1) != self._value:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed; what can't be is refused with a sentence, not by swallowing keys."""
        return QValidator.State.Acceptable, text, place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != written(self._value):
            self._show_text()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus: the wheel over a long page scrolls the page."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._gestures.end()
        super().focusInEvent(event)

    def _show_text(self) -> None:
        self.lineEdit().setText(written(self._value))
        self.refused.emit("")

    def _take_text(self) -> None:
        if self.text() == written(self._value):
            self.refused.emit("")
            return
        try:
            value = read(self._owner, self._knob, self.text())
        except KnobError as error:
            self.refused.emit(str(error))
            return
        self._gestures.end()
        is_new = value != self._value
        self._value = value
        self._show_text()
        if is_new:
            self.changed.emit(value, self._gestures.name)
        self._gestures.end()


class TextEditor(QLineEdit):
    """A text, or a list of numbers such as "3, 2"."""

    changed = Signal(object, str)
    refused = Signal(str)

    def __init__(self, owner: str, knob: Knob) -> None:
        super().__init__()
        self._owner, self._knob = owner, knob
        self._value: Any = knob.default
        self._gestures = Gestures()
        self.editingFinished.connect(self._take_text)
        self._show_text()

    def show_value(self, value: Any) -> None:
        """Show a value that came from elsewhere; what is being typed stays unless the value changed."""
        if value != self._value:
            self._value = value
            self._show_text()

    def retype(self, text: str) -> None:
        """Show a text that was refused before, with the reason."""
        self.setText(text)
        self._take_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != written(self._value):
            self._show_text()
        else:
            super().keyPressEvent(event)

    def _show_text(self) -> None:
        self.setText(written(self._value))
        if not self.hasFocus():
            # The beginning of a text longer than the field says more than its end.
            self.setCursorPosition(0)
        self.refused.emit("")

    def _take_text(self) -> None:
        try:
            value = read(self._owner, self._knob, self.text())
        except KnobError as error:
            self.refused.emit(str(error))
            return
        is_new = value != self._value
        self._value = value
        self._show_text()
        if is_new:
            self._gestures.end()
            self.changed.emit(value, self._gestures.name)


class SwitchEditor(QCheckBox):
    """True or false."""

    changed = Signal(object, str)
    refused = Signal(str)

    def __init__(self, owner: str, knob: Knob) -> None:
        super().__init__(knob.label)
        self.clicked.connect(lambda is_on: self.changed.emit(is_on, ""))

    def show_value(self, value: bool) -> None:
        """Show a value that came from elsewhere."""
        self.setChecked(value)


class ChoiceEditor(ChoiceBox):
    """One of several texts."""

    changed = Signal(object, str)
    refused = Signal(str)

    def __init__(self, owner: str, knob: Knob) -> None:
        super().__init__()
        self.addItems(knob.choices)
        self.textActivated.connect(lambda text: self.changed.emit(text, ""))

    def show_value(self, value: str) -> None:
        """Show a value that came from elsewhere."""
        self.setCurrentText(value)


class ColumnsEditor(QListWidget):
    """Some of the data's columns, ticked; names that the data no longer has stay in the list until unticked."""

    changed = Signal(object, str)
    refused = Signal(str)

    def __init__(self, names: tuple[str, ...], look: Look) -> None:
        super().__init__()
        self._names, self._look = names, look
        self._value: tuple[str, ...] | None = None
        self.itemChanged.connect(lambda _: self._take_ticks())
        look.changed.connect(lambda _: self._remake())
        self.show_value(())

    def show_value(self, value: tuple[str, ...]) -> None:
        """Show a value that came from elsewhere."""
        if value != self._value:
            self._value = value
            self._remake()

    def _remake(self) -> None:
        value, px = self._value or (), self._look.theme.px
        self.blockSignals(True)
        self.clear()
        for name in self._names + tuple(name for name in value if name not in self._names):
            item = QListWidgetItem(name, self)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if name in value else Qt.CheckState.Unchecked)
            if name not in self._names:
                item.setToolTip("The data has no such column any more.")
            item.setSizeHint(QSize(px(60), px(24)))
        self.setFixedHeight(min(self.count(), 6) * px(24) + px(6))
        self.blockSignals(False)

    def _take_ticks(self) -> None:
        items = [self.item(row) for row in range(self.count())]
        self._value = tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)
        self.changed.emit(self._value, "")
