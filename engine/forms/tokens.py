"""Tokens: an equation's line cut into its terms, where each of them stands, and what lies between."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.equation import Term

TRANSPOSED = "ᵀ"
_PIECE = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+-[A-Za-z]+|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Token:
    """A piece of a line. ``term`` is what it stands for; ``marks`` are the powers behind that, a ᵀ not among them.

    ``is_raised`` says that it stands high, as z does in eᶻ; ``text`` is what was written.
    """

    text: str
    term: Term | None = None
    is_transposed: bool = False
    is_raised: bool = False
    marks: str = ""


def tokens(line: str, terms: Iterable[Term]) -> tuple[Token, ...]:
    """The pieces of a line, in order; joined, their texts are the line."""
    return tuple(_tokens(line, sorted(terms, key=lambda term: -len(term.symbol))))


def _tokens(line: str, by_length: list[Term]) -> Iterator[Token]:
    at = 0
    while at < len(line):
        token = _term_at(line, at, by_length) or _raised_at(line, at, by_length) or _plain_at(line, at)
        yield token
        at += len(token.text)


def _term_at(line: str, at: int, by_length: list[Term]) -> Token | None:
    """W, xᵀ, a² or (∂L/∂y)ᵀ."""
    is_bracketed = line[at] == "("
    start = at + is_bracketed
    term = next((term for term in by_length if _stands_at(line, start, term.symbol)), None)
    if term is None:
        return None
    end = start + len(term.symbol)
    if is_bracketed:
        end += 2
        return Token(line[at:end], term, is_transposed=True) if line[end - 2 : end] == ")" + TRANSPOSED else None
    is_transposed = line[end : end + 1] == TRANSPOSED
    end += is_transposed
    powers = end
    while line[end : end + 1] and _raised(line[end]).isdigit():
        end += 1
    return Token(line[at:end], term, is_transposed, marks=line[powers:end])


def _raised_at(line: str, at: int, by_length: list[Term]) -> Token | None:
    """The z of eᶻ or the −z of e⁻ᶻ, where z is a term."""
    end = at + 1 + (line[at] == "⁻")
    plain = _raised(line[end - 1 : end])
    term = next((term for term in by_length if plain and term.symbol == plain), None)
    return Token(line[at:end], term, is_raised=True) if term else None


def _plain_at(line: str, at: int) -> Token:
    found = _PIECE.match(line, at)
    assert found is not None, "the pattern takes any character"
    return Token(found[0])


def _raised(char: str) -> str:
    """The letter or digit that a superscript is of; "" for anything else."""
    kind, _, code = unicodedata.decomposition(char).partition(" ") if char else ("", "", "")
    return chr(int(code, 16)) if kind == "<super>" and " " not in code else ""


def _stands_at(line: str, at: int, symbol: str) -> bool:
    """Whether a symbol stands there on its own, not as part of a longer name such as tanh."""
    if not line.startswith(symbol, at):
        return False
    before, after = line[at - 1 : at], line[at + len(symbol) : at + len(symbol) + 1]
    return not _is_letter(before) and not _is_letter(after)


def _is_letter(sign: str) -> bool:
    return bool(sign) and (unicodedata.category(sign) in ("Ll", "Lu", "Mn") or sign == "∂")
