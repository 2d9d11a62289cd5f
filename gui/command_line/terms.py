"""Terms that all commands keep: one sentence and a status for whatever is wrong, and Ctrl+C as a polite wish."""
from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from engine.export.names import ExportError
from engine.files import FileError
from engine.records import ENDINGS

# Seconds between two lines that say how far it is.
SLICE = 0.25
BROKEN_OFF = 130


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence and ends with status 2."""

    def error(self, message: str) -> NoReturn:
        """Say it and end."""
        print(f"{self.prog}: {message}. See {self.prog} --help.", file=sys.stderr)
        raise SystemExit(2)


class Refusal(Exception):
    """What was asked for can't be done with this document; the message is a sentence."""


class Stop:
    """Ctrl+C as a wish that is seen between two slices; the second one breaks off at once."""

    def __init__(self) -> None:
        self.is_asked = False

    def __enter__(self) -> Stop:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        self.is_asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


def carry_out(parser: Parser, command: Callable[[argparse.Namespace], int], arguments: list[str]) -> int:
    """Run a command; whatever can go wrong with what was given is one sentence and a status."""
    try:
        return command(parser.parse_args(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    except (FileError, ExportError, Refusal) as error:
        return _refuse(parser, str(error))
    except KeyboardInterrupt:
        print(f"{parser.prog}: stopped at once; nothing was written.", file=sys.stderr)
        return BROKEN_OFF
    except BrokenPipeError:
        # Whoever reads along (head, a pager) has had enough; Python would complain again when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_OFF
    except OSError as error:
        return _refuse(parser, f"{error.filename or 'A file'} can't be used: {error.strerror}.")


def must_have_folders(*paths: Path | None) -> None:
    """Refuse to begin where the folder that a file should go to is missing."""
    for path in paths:
        if path and not path.parent.is_dir():
            raise Refusal(f"{path} can't be written: there is no folder {path.parent}.")


def _refuse(parser: Parser, sentence: str) -> int:
    print(f"{parser.prog}: {sentence}", file=sys.stderr)
    return 2


def count(text: str) -> int:
    """An argument that is a whole number from 0 on."""
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"a whole number from 0 on is wanted, but {text!r} is given")
    return int(text)


def picture(text: str) -> Path:
    """An argument that names a picture."""
    return _ending(text, (".png", ".svg"))


def record(text: str) -> Path:
    """An argument that names a file for numbers."""
    return _ending(text, ENDINGS)


def _ending(text: str, endings: tuple[str, ...]) -> Path:
    if Path(text).suffix not in endings:
        raise argparse.ArgumentTypeError(f"a file that ends in {' or '.join(endings)} is wanted, but {text!r} is given")
    return Path(text)
