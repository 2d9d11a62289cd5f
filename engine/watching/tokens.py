"""Tokens: the text of a quantity or condition cut into numbers, words, names in quotes and signs."""
from __future__ import annotations

import math
import re

from engine.expression.tokens import ExpressionError, Token, marked

MOST_SIGNS = 300
_MINUS = str.maketrans("−–", "--")
_SAME = {
    "<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥", "==": "=", "-": "−", "–": "−", "*": "·", "×": "·", "⋅": "·",
    "÷": "/", "||": "‖",
}  # fmt: skip
# A word may have marks over its letters, as μ̄ has.
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+−–]?[0-9]+)?)"
    r"|(?P<derivative>∂\s*(?:L|loss)\s*/\s*∂|d(?:L|loss)\s*/\s*d)"
    r"|(?P<word>[^\W\d](?:\w|[\u0300-\u036f])*)"
    r"|(?P<quoted>\"(?:[^\"]|\"\")*\"|“[^”]*”|'[^']*')"
    r"|(?P<sign>[<>=]=|=[<>]|\|\||[-<>=≤≥+−–*·×⋅/÷()\[\],:|‖#])"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


def tokens(text: str, whose: str) -> list[Token]:
    """The text in pieces, the last one of kind "end". Raises ExpressionError where it is too long.

    What can't be read is of kind "other": it may belong to the name of a layer.
    """
    if len(text) > MOST_SIGNS:
        sentence = f"{whose} wants at most {MOST_SIGNS} signs but is given {len(text):,}; use several conditions."
        raise ExpressionError(sentence, MOST_SIGNS)
    found: list[Token] = []
    is_after_space = False
    for match in _TOKEN.finditer(text):
        kind, typed = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(Token(kind, _read(kind, typed), typed, match.start(), is_after_space))
            if kind == "number" and math.isinf(float(found[-1].text)):
                sentence = f"{whose} has a number too large for a computer: {marked(text, match.start())}."
                raise ExpressionError(sentence, match.start())
        is_after_space = kind == "space"
    return [*found, Token("end", "", "", len(text), is_after_space)]


def _read(kind: str, typed: str) -> str:
    if kind == "number":
        return typed.translate(_MINUS)
    if kind == "quoted":
        return typed[1:-1].replace('""', '"')
    return _SAME.get(typed, typed) if kind == "sign" else typed
