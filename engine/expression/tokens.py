"""Tokens: the text of an expression cut into numbers, names and signs, and the error that says where it can't be."""
from __future__ import annotations

import dataclasses
import math
import re

from engine.knobs import KnobError

MOST_SIGNS = 200
_AROUND = 24
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_NUMBER = str.maketrans(",−–", ".--")
_SAME = {"**": "^", "-": "−", "–": "−", "*": "·", "×": "·", "⋅": "·", "∗": "·", "÷": "/", "∕": "/"}
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+−–]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9₂₁₀]*|[πσ√])"
    r"|(?P<script>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>\*\*|[-+*/^()−–·×⋅∗÷∕])"
    r"|(?P<space>\s+)"
)


class ExpressionError(KnobError):
    """A text that is no expression. ``at`` is the place in it where reading had to stop, counted from 0.

    ``is_unfinished`` says that so far nothing is wrong: it only ends too early.
    """

    def __init__(self, sentence: str, at: int, is_unfinished: bool = False) -> None:
        super().__init__(sentence)
        self.at = at
        self.is_unfinished = is_unfinished


@dataclasses.dataclass(frozen=True)
class Token:
    """A piece of the text: its kind (number, name, script, sign or end), as it is read, as it was typed, and where."""

    kind: str
    text: str
    typed: str
    at: int
    is_after_space: bool


def tokens(text: str, whose: str) -> list[Token]:
    """The text in pieces, the last one of kind "end". Raises ExpressionError, its sentence beginning with ``whose``."""
    if len(text) > MOST_SIGNS:
        raise ExpressionError(
            f"{whose} wants at most {MOST_SIGNS} signs but is given {len(text):,}; use several layers.", MOST_SIGNS
        )
    found: list[Token] = []
    at, is_after_space = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(f"{whose} {_unreadable(text[at])}: {marked(text, at)}.", at)
        kind, typed = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(Token(kind, _read(kind, typed), typed, at, is_after_space))
            if kind == "number":
                _check_size(found[-1], text, whose)
        at, is_after_space = match.end(), kind == "space"
    return [*found, Token("end", "", "", len(text), False)]


def marked(text: str, at: int) -> str:
    """The text around a place, with ▸ where reading stopped."""
    before, after = text[max(at - _AROUND, 0) : at], text[at : at + _AROUND]
    shown = ("…" if at > _AROUND else "") + before + "▸" + after + ("…" if at + _AROUND < len(text) else "")
    return "“" + "".join(sign if sign.isprintable() else "□" for sign in shown) + "”"


def _read(kind: str, typed: str) -> str:
    if kind == "script":
        return typed.translate(_SCRIPTS)
    if kind == "number":
        return typed.translate(_NUMBER)
    return typed.lower() if kind == "name" else _SAME.get(typed, typed)


def _unreadable(sign: str) -> str:
    if sign == "=":
        return "wants only what stands right of the =, without it"
    if sign == "|":
        return "wants abs(x) for |x|"
    if sign in "[]{}":
        return f"wants round brackets, ( and ), but is given {sign}"
    return "can't read " + (sign if sign.isprintable() else f"the sign U+{ord(sign):04X}")


def _check_size(token: Token, text: str, whose: str) -> None:
    size = float(token.text)
    if math.isinf(size) or (not size and any(digit in "123456789" for digit in token.text.lower().partition("e")[0])):
        what = "large" if size else "close to 0"
        raise ExpressionError(f"{whose} has a number too {what} for a computer: {marked(text, token.at)}.", token.at)
