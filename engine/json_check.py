"""JSON check: takes apart what a file says, and says in one sentence what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from engine.knobs import short


class FileError(ValueError):
    """A file that can't be read or written; the message is a sentence for the learner."""


def member(value: object, where: str, needed: Collection[str], allowed: Collection[str]) -> dict[str, Any]:
    """``value`` as an object with all ``needed`` keys and no others than ``allowed`` ones."""
    if not isinstance(value, dict):
        raise FileError(f"{where} should be an object in braces, but is {short(value)}.")
    missing = [key for key in needed if key not in value]
    if missing:
        raise FileError(f"{where} lacks {missing[0]!r}.")
    unknown = [key for key in value if key not in allowed and key not in needed]
    if unknown:
        raise FileError(
            f"{where} has {short(unknown[0])}, which means nothing here{_nearest(unknown[0], [*needed, *allowed])}."
        )
    return value


def text(value: object, where: str, longest: int = 200) -> str:
    """``value`` as a text that is not empty, not too long, and whole: JSON can spell half a character."""
    if not isinstance(value, str) or not 0 < len(value) <= longest or not _is_whole(value):
        raise FileError(f"{where} should be a text of 1 to {longest} characters, but is {short(value)}.")
    return value


def _is_whole(text: str) -> bool:
    return text.encode(errors="ignore").decode() == text


def listed(value: object, where: str, most: int) -> list[Any]:
    """``value`` as a list of at most ``most`` entries."""
    if not isinstance(value, list):
        raise FileError(f"{where} should be a list in brackets, but is {short(value)}.")
    if len(value) > most:
        raise FileError(f"{where} has {len(value):,} entries; Undertow takes up to {most:,}.")
    return value


def number(value: object, where: str) -> float:
    """``value`` as a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise FileError(f"{where} should be a number, but is {short(value)}.")
    return float(value)


def one_of(value: object, where: str, kinds: Collection[str]) -> str:
    """``value`` as one of the names known."""
    if not isinstance(value, str) or value not in kinds:
        raise FileError(f"{where} is {short(value)}, which Undertow does not know{_nearest(value, kinds)}.")
    return value


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _nearest(value: object, names: Collection[str]) -> str:
    close = get_close_matches(str(value), list(names), n=1, cutoff=0.5)
    return f"; perhaps {close[0]!r} is meant" if close else ""
