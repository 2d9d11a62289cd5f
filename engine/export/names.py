"""Names: what a learner typed, as identifiers and comments that can't be anything else."""
from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

# Signs of the formulas that have no letter of their own behind them.
_SIGNS = {"∂L/∂": "d", "−": " minus ", "²": "2", "√": "root ", "Σ": "sum ", "|": " ", "Δw": "change"}
_LONGEST = 40


class ExportError(ValueError):
    """This document can't be written in the wanted form; the message is a sentence that says what to do."""


def identifier(text: str, instead: str) -> str:
    """``text`` as a Python identifier of plain ASCII, as close as can be; ``instead`` where nothing is left of it."""
    for sign, spelled in _SIGNS.items():
        text = text.replace(sign, spelled)
    letters = "".join(_spelled(letter) for letter in unicodedata.normalize("NFKD", text))
    plain = re.sub(r"\W+", "_", letters, flags=re.ASCII).strip("_")[:_LONGEST].rstrip("_")
    if not plain:
        return instead
    return plain if plain.isidentifier() else f"{instead}_{plain}"


def comment(text: str) -> str:
    """``text`` in one line that no reader or parser takes for anything but text: what does not print is spelled out."""
    return "".join(letter if letter.isprintable() else f"<{ord(letter):04X}>" for letter in text)


class Names:
    """Hands out identifiers, each only once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*taken, *keyword.kwlist, *keyword.softkwlist}

    def give(self, wanted: str) -> str:
        """``wanted``, or with 2, 3 … at its end if that is in use."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name


def _spelled(letter: str) -> str:
    """A Greek letter by its name; marks above a letter go; every other letter stays."""
    if unicodedata.combining(letter):
        return "_hat" if letter == "\N{COMBINING CIRCUMFLEX ACCENT}" else ""
    name = unicodedata.name(letter, "")
    return name.split()[-1].lower() if name.startswith("GREEK") and "LETTER" in name else letter
