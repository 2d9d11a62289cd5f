"""Watch list: as a file says it, in texts where nodes stand by their ids."""
from __future__ import annotations

from typing import Any

from engine.expression.tokens import ExpressionError
from engine.json_check import FileError, listed, member
from engine.knobs import short
from engine.watching.names import Names
from engine.watching.parser import parse
from engine.watching.text import text
from engine.watching.tokens import MOST_SIGNS
from engine.watching.tree import Watched

MOST = 100


def to_json(watched: tuple[Watched, ...]) -> list[dict[str, Any]]:
    """The entries as plain values."""
    return [{"what": text(each.tree)} | ({} if each.is_on else {"on": False}) for each in watched]


def from_json(told: object) -> tuple[Watched, ...]:
    """The entries in plain values, all of it checked. Raises FileError."""
    found = []
    for entry in listed(told, "The watch list", MOST):
        watched = member(entry, "An entry of the watch list", ("what",), ("on",))
        what, is_on = watched["what"], watched.get("on", True)
        if not isinstance(what, str) or len(what) > MOST_SIGNS or not isinstance(is_on, bool):
            raise FileError(f"An entry of the watch list should be a text and on or off, but is {short(entry)}.")
        try:
            found.append(Watched(parse(what, Names(), "An entry of the watch list"), is_on))
        except ExpressionError as error:
            raise FileError(str(error)) from None
    return tuple(found)
