"""Numbers: the right side of a line with a number in the place of every letter, as one would write it by hand."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from engine.equation import Term
from engine.forms.tokens import Token, tokens

_RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_GLUE = " × "
# A number that is not negative needs no brackets, and one that is negative and added is taken off instead.
_BRACKETED = re.compile(r"(?<![a-z])\((\d[\d.]*(?:e−?\d+)?)\)")
_PLUS_MINUS = re.compile(r"\+ \(−([^()]*)\)(?![⁰¹²³⁴-⁹⁻])")


def with_numbers(
    line: str, numbers: Mapping[str, float | str], show: Callable[[float], str]
) -> str:
    """The right side of ``line`` with its letters replaced: ``numbers`` has a number, or a whole expression, for each.

    "" where a letter has none, or where the line sums or tells in words: then there is nothing to write by hand.
    """
    right = re.split(r" [=←] ", line, maxsplit=1)[-1]
    terms = [Term(symbol, np.empty(0)) for symbol in numbers]
    text, before = "", ""
    for token in tokens(right, terms):
        written = _written(token, numbers, text, show)
        if written is None:
            return ""
        if token.text.isspace():
            before = before or " "
            continue
        if written in ("⊙", "·"):
            written = "×"
        text += (_GLUE if _is_product(text, written) else before) + written
        before = ""
    return _PLUS_MINUS.sub(r"− \1", _BRACKETED.sub(r"\1", text)).replace("+ −", "− ")


def _written(
    token: Token, numbers: Mapping[str, float | str], before: str, show: Callable[[float], str]
) -> str | None:
    """What stands for a token; None where that is not known."""
    if token.term is None:
        is_name = token.text[:1].isalpha() and token.text not in ("min", "max", "cos", "π")
        return None if is_name or token.text == "Σ" or token.text[0] in "₀₁₂" else token.text
    found = numbers[token.term.symbol]
    text = found if isinstance(found, str) else show(found)
    if token.is_raised:
        return text.translate(_RAISED)
    is_first = not before.strip() or before.rstrip().endswith(("(", "+"))
    if text.startswith("−") and (token.marks or not is_first):
        text = f"({text})"
    return text + token.marks


def _is_product(before: str, text: str) -> bool:
    """Whether two factors stand side by side."""
    is_factor = text[0] in "0123456789(√½π" or (text[0].isalpha() and text[0].isascii())
    is_call = before[-1:].isalpha() and text[0] == "("
    return bool(before) and before[-1] not in " (+−×/√^,⌊" and is_factor and not is_call
