"""Form switch: whether equations are told in matrices, in the vectors of one example, or in single numbers."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from engine.forms.writing import FORMS
from gui.settings import Settings
from gui.stylesheet import set_look

_TIPS = {
    "matrix": "The whole batch at once: examples are columns",
    "vector": "One example: its numbers are a column",
    "scalar": "One number: every index and every sum is written out",
}


def next_form(settings: Settings) -> None:
    """The next of the forms, and after the last the first."""
    settings.set("equation_form", FORMS[(FORMS.index(settings.get("equation_form")) + 1) % len(FORMS)])


class FormSwitch(QWidget):
    """One segment for each form; the setting ``equation_form`` keeps the choice."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._group = QButtonGroup(self)
        self.segments: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for form in FORMS:
            segment = QToolButton()
            segment.setText(form.capitalize())
            segment.setToolTip(_TIPS[form])
            segment.setAccessibleName(f"Equations in the form: {form}")
            segment.setCheckable(True)
            segment.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            set_look(segment, "segment")
            segment.clicked.connect(partial(settings.set, "equation_form", form))
            self._group.addButton(segment)
            self.segments[form] = segment
            row.addWidget(segment)
        row.addStretch(1)
        settings.changed.connect(self._show)
        self._show()

    @property
    def form(self) -> str:
        """The form that is chosen."""
        return str(self._settings.get("equation_form"))

    def _show(self, *_: object) -> None:
        self.segments[self.form].setChecked(True)
