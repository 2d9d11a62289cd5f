"""Formula editor: a text field for an expression in x, read while it is typed."""
from __future__ import annotations

from PySide6.QtCore import Signal

from engine.expression.tokens import ExpressionError
from engine.knobs import Knob
from gui.inspector.entry import read
from gui.inspector.knob_editors import TextEditor


class FormulaEditor(TextEditor):
    """``typed(text)``: what stands there can be read, to be shown in type before Enter makes it the knob's value.

    What is wrong is refused at once; what is only unfinished, not before Enter or leaving.
    """

    typed = Signal(object)

    def __init__(self, owner: str, knob: Knob) -> None:
        super().__init__(owner, knob)
        self.textChanged.connect(self._read)

    def _read(self) -> None:
        refusal = self._refusal()
        if refusal is None:
            self.typed.emit(self.text().strip())
        self.refused.emit("" if refusal is None or refusal.is_unfinished else str(refusal))

    def _take_text(self) -> None:
        super()._take_text()
        refusal = self._refusal()
        if refusal is not None:
            self.typed.emit(self._value)
            spaces = len(self.text()) - len(self.text().lstrip())
            self.setCursorPosition(spaces + refusal.at)

    def _refusal(self) -> ExpressionError | None:
        try:
            read(self._owner, self._knob, self.text())
        except ExpressionError as error:
            return error
        return None
