"""Sentences: labels that break their words into lines, as every page has them."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.stylesheet import set_look


def sentence(look: str = "") -> QLabel:
    """A label for plain words, in one of the looks of the style sheet; it is as wide as there is room."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_look(label, look)
    return label
