"""Notice: a sentence too long for the status line, set in full above it for as long as it is said."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QMainWindow

from gui.stylesheet import set_look
from gui.theme import Look, Theme

_WIDEST = 620


class Notice(QLabel):
    """Follows the window's status line; a click sends it away."""

    def __init__(self, window: QMainWindow, look: Look) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip("A click sends this away. Help ▸ What was said keeps it.")
        set_look(self, "notice")
        self.hide()
        window.statusBar().messageChanged.connect(self._on_message)
        window.installEventFilter(self)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)

    def say(self, sentence: str, room: int) -> None:
        """Show a sentence that the status line says, unless it fits into ``room`` pixels there."""
        self.setVisible(self.fontMetrics().horizontalAdvance(sentence) > room)
        self.setText(sentence)
        self._place()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the window takes another size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._window.statusBar().clearMessage()

    def _on_message(self, message: str) -> None:
        if message != self.text():
            self.hide()

    def _place(self) -> None:
        gap = self._look.theme.px(12)
        width = min(self._look.theme.px(_WIDEST), self._window.width() - 2 * gap)
        height = self.heightForWidth(width)
        self.setGeometry(gap, self._window.statusBar().y() - height - gap, width, height)

    def _on_look(self, theme: Theme) -> None:
        self.setMargin(theme.px(10))
        self._place()
