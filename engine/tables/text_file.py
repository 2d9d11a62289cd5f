"""Text files: a learner's own text, read to be learned character by character."""
from __future__ import annotations

import os
import pathlib

from engine.datasets.own_text import OwnText
from engine.knobs import KnobError
from engine.tables.own_file import OwnFileError, content, shown_name

_MOST_BYTES = 4_000_000
_SAVE_AS = "save it as plain text (UTF-8) and open that"


def read_text(path: str | os.PathLike[str]) -> OwnText:
    """The text of a UTF-8 file, each end of a line as one character. Raises OwnFileError with a sentence."""
    path = pathlib.Path(path)
    held = content(path, "a text file", _MOST_BYTES, "choose a shorter text", _SAVE_AS)
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = held.count(b"\n", 0, fault.start) + 1
        raise OwnFileError(f"{path.name} is not in UTF-8 (line {line}); {_SAVE_AS}.") from None
    if not text.strip():
        raise OwnFileError(f"{path.name} is empty; choose a text with something in it.")
    try:
        return OwnText(text="\n".join(text.splitlines()) + "\n", source=shown_name(path))
    except KnobError as fault:
        raise OwnFileError(f"{path.name}: {fault}") from None
