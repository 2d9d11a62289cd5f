"""Document settings: what holds for the whole document: optimizer, batch size, seed and notes."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from engine.knobs import KnobError, knob_values, knobs, with_knobs
from engine.optimizer import Optimizer, optimizer_kinds
from gui.editor import Editor
from gui.inspector.knob_editors import Gestures
from gui.inspector.knob_form import KnobForm
from gui.playback.player import Player
from gui.plots.schedule import SchedulePlot
from gui.stylesheet import set_look
from gui.theme import Look


class DocumentSettings(QWidget):
    """Shows the document that is open and edits it."""

    def __init__(self, editor: Editor, player: Player, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._look = editor, look
        self._kinds = optimizer_kinds()
        self._typing = Gestures()
        self.optimizer = QComboBox()
        self.optimizer.setAccessibleName("Optimizer")
        for name, kind in self._kinds.items():
            self.optimizer.addItem(kind.title, name)
        self.optimizer.activated.connect(self._change_optimizer)
        self.words, self.formula = _label("secondary"), _label("")
        self.optimizer_form, self.form = KnobForm(look), KnobForm(look)
        self.optimizer_form.changed.connect(self._set_optimizer_knob)
        self.schedule = SchedulePlot(player, look)
        self.form.changed.connect(self._set_knob)
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName("Notes")
        self.notes.setTabChangesFocus(True)
        self.notes.setPlaceholderText("What this network is, and what to try with it.")
        self.notes.textChanged.connect(self._take_notes)
        self.notes.installEventFilter(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (
            _label("title", "This document"), _label("heading", "OPTIMIZER"), self.optimizer, self.words, self.formula,
            self.optimizer_form, self.schedule, _label("heading", "TRAINING"), self.form, _label("heading", "NOTES"),
            self.notes,
        ):
            self._box.addWidget(widget)
        self._box.setStretch(self._box.count() - 1, 1)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_document(self) -> None:
        """Show what the document says now, without a change to what is being typed."""
        document = self._editor.document
        self.optimizer.setCurrentIndex(self.optimizer.findData(type(document.optimizer).__name__))
        self.words.setText(document.optimizer.words)
        self.formula.setText(document.optimizer.formula)
        self.optimizer_form.show_knobs(document.optimizer)
        self.schedule.show_optimizer(document.optimizer)
        # How often start values were drawn is not typed: New weights counts it.
        self.form.show_knobs(document, leave_out=("weight_draw",))
        if self.notes.toPlainText() != document.notes:
            self.notes.blockSignals(True)
            self.notes.setPlainText(document.notes)
            self.notes.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is typed into the notes from one visit to the next is one undo step."""
        if watched is self.notes and event.type() == QEvent.Type.FocusIn:
            self._typing.end()
        return super().eventFilter(watched, event)

    def _change_optimizer(self, row: int) -> None:
        kind = self._kinds[self.optimizer.itemData(row)]
        document = self._editor.document
        if type(document.optimizer) is not kind:
            changed = replace(document, optimizer=_with_kept_knobs(kind, document.optimizer))
            self._editor.edit(changed, f"Change the optimizer to {kind.title}")

    def _set_optimizer_knob(self, name: str, value: Any, gesture: str) -> None:
        document = self._editor.document
        changed = replace(document, optimizer=replace(document.optimizer, **{name: value}))
        self._editor.edit(changed, "Change the optimizer", gesture and f"optimizer {name} {gesture}")

    def _set_knob(self, name: str, value: Any, gesture: str) -> None:
        document = self._editor.document
        label = next(knob.label for knob in knobs(type(document)) if knob.name == name)
        changed = replace(document, **{name: value})
        self._editor.edit(changed, f"Change {label.lower()}", gesture and f"document {name} {gesture}")

    def _take_notes(self) -> None:
        changed = replace(self._editor.document, notes=self.notes.toPlainText())
        self._editor.edit(changed, "Change the notes", f"notes {self._typing.name}")

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setSpacing(px(8))
        # A font for formulas is as high as its highest bracket, several times its letters.
        self.formula.setFont(self._look.theme.font("formula"))
        self.formula.setFixedHeight(self._look.theme.px(24))
        self.notes.setMinimumHeight(px(90))


def _with_kept_knobs(kind: type[Optimizer], before: Optimizer) -> Optimizer:
    """An optimizer of this kind, with the knobs that the one before has too, such as the learning rate."""
    made = kind()
    for name in knob_values(made).keys() & knob_values(before).keys():
        try:
            made = with_knobs(kind, knob_values(made) | {name: getattr(before, name)})
        except KnobError:
            continue
    return made


def _label(look: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    # A look takes the font over, and a formula brings its own.
    if look:
        set_look(label, look)
    return label
