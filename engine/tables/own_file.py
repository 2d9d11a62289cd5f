"""Own files: what reading a learner's own file comes down to, whatever is made of it."""
from __future__ import annotations

import pathlib

_CONTROL = bytes({*range(32)} - set(b"\t\n\r"))


class OwnFileError(ValueError):
    """A file that can't be read as data; the message is a sentence for the learner."""


def content(path: pathlib.Path, wanted: str, most_bytes: int, shorten: str, save_as: str) -> bytes:
    """The bytes of a file that holds text. Raises OwnFileError.

    Its sentences end in what to do: choose ``wanted``, ``shorten`` it, or ``save_as`` text.
    """
    try:
        if not path.is_file():
            raise OwnFileError(f"There is no file {path.name}; choose {wanted}.")
        if path.stat().st_size > most_bytes:
            raise OwnFileError(f"{path.name} is larger than {most_bytes // 1_000_000} MB; {shorten}.")
        held = path.read_bytes()
    except OSError as fault:
        raise OwnFileError(f"{path.name} can't be read ({fault.strerror}); check that you may open it.") from None
    if len(held) != len(held.translate(None, _CONTROL)):
        raise OwnFileError(f"{path.name} is not a text file; {save_as}.")
    return held


def shown_name(path: pathlib.Path) -> str:
    """The file's name as text: it need not be any, and what can't be written is replaced, for it is only shown."""
    return path.name.encode(errors="replace").decode()
