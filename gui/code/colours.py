"""Colours of code: comments, numbers, functions and gradients, each in a calm tone of the theme."""
from __future__ import annotations

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.theme import Look, Theme

# The first that fits counts. What begins with d_ is a gradient in the scripts.
_TOKENS = re.compile(
    r"(?P<rule># \w+ -+$)|(?P<comment>#.*)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<gradient>\bd_\w+|\bgradients\b)"
    r"|(?P<word>\b(?:class|def|return|lambda|None)\b)|(?P<function>\b(?:np|nn|F|torch)\.[\w.]+|\bdraw(?=\())"
    r"|(?P<number>(?<![\w.])-?\d[\w.]*(?:e-\d+)?)"
)


class CodeColours(QSyntaxHighlighter):
    """Colours a document of Python as it is written, and anew with another theme."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._on_look(look.theme)
        look.changed.connect(self._on_look)

    def highlightBlock(self, text: str) -> None:
        for token in _TOKENS.finditer(text):
            assert token.lastgroup is not None
            self.setFormat(token.start(), len(token[0]), self._formats[token.lastgroup])

    def _on_look(self, theme: Theme) -> None:
        tones = {
            "comment": theme.hint,
            "rule": theme.secondary,
            "text": theme.families["maths"],
            "gradient": theme.gradient_positive,
            "word": theme.accent,
            "function": theme.families["maths"],
            "number": theme.families["activations"],
        }
        self._formats = {name: _format(theme.readable(tone)) for name, tone in tones.items()}
        self.rehighlight()


def _format(colour: QColor) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    return made
