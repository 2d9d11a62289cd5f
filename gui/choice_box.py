"""Choice box: a combo box that lets the wheel scroll the page it stands on."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """One of several texts."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus: the wheel over a long page scrolls the page."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
