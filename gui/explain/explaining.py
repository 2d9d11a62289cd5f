"""Explaining: the step that just happened, or in its place the number that is open."""
from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from engine.inquiry.rules import Index
from gui.editor import Editor
from gui.explain.feeding import Feeding
from gui.explain.number_page import NumberPage
from gui.explain.page import ExplainPage
from gui.playback.player import Player


class Explaining(QStackedWidget):
    """The step page at first; the number page from when a number is opened until it is closed."""

    def __init__(self, step_page: ExplainPage, number_page: NumberPage, editor: Editor, player: Player) -> None:
        super().__init__()
        step_page.numbers.number_asked.connect(number_page.ask)
        step_page.update_view.number_asked.connect(number_page.ask)
        Feeding(step_page.numbers, number_page.tracing, player, editor.lighting)
        self.step_page, self.number_page = step_page, number_page
        self.addWidget(step_page)
        self.addWidget(number_page)
        number_page.opened.connect(self._show_number)
        number_page.closed.connect(lambda: self._turn_to(step_page, step_page))

    def ask_if_in_sight(self, array: np.ndarray, index: Index) -> None:
        """Open a number that was clicked for another reason, too: not where another page is being looked at."""
        if self.isVisible():
            self.number_page.ask(array, index)

    def _show_number(self) -> None:
        self._turn_to(self.number_page, self.number_page.first)

    def _turn_to(self, page: QWidget, first: QWidget) -> None:
        """Whoever goes on with the keyboard goes on in the page that is there now."""
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        if page is not self.currentWidget():
            self.setCurrentWidget(page)
            if had_focus:
                first.setFocus()
