"""Command line: what may stand after ``undertow``, and what it does with a document without a window or a display."""
from __future__ import annotations

import argparse
import csv
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from engine import files  # noqa: E402
from engine.export.names import ExportError  # noqa: E402
from engine.gradient_check import GradientCheck  # noqa: E402
from engine.session import Session  # noqa: E402
from gui.exporting import FORMS, export_to  # noqa: E402

_SLICE = 0.25
_BROKEN_OFF = 130
_EPILOG = "Without a window: undertow train DOCUMENT, check DOCUMENT or export DOCUMENT; each explains --help."


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence and ends with status 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. See {self.prog} --help.", file=sys.stderr)
        raise SystemExit(2)


class _Refusal(Exception):
    """What was asked for can't be done with this document; the message is a sentence."""


class _Stop:
    """Ctrl+C as a wish that is seen between two slices; the second one breaks off at once."""

    def __init__(self) -> None:
        self.is_asked = False

    def __enter__(self) -> _Stop:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        self.is_asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


def document_to_open(arguments: list[str]) -> Path | None:
    """What the window should open. Prints the usage or a sentence, and raises SystemExit, where asked."""
    parser = _Parser(prog="undertow", description="Build a network and watch it learn, in a window.", epilog=_EPILOG)
    parser.add_argument("document", type=Path, nargs="?", metavar="DOCUMENT", help="the document to open")
    named: Path | None = parser.parse_args(arguments).document
    return named


def train(arguments: list[str]) -> int:
    """``undertow train``. Gives 0, 1 if the run met a value that is not finite, 2 for bad input, 130 after Ctrl+C."""
    return _carry_out(_train_parser(), _train_and_write, arguments)


def check(arguments: list[str]) -> int:
    """``undertow check``. Gives 0, 1 where a gradient is off by more than 1e-6, 2 for bad input, 130 after Ctrl+C."""
    parser = _Parser(
        prog="undertow check",
        description="Compare the gradient of every parameter with differences of the loss. Of more than 4,000"
        " parameters, a sample is checked. The status is 1 where a relative error is above 1e-6.",
    )
    parser.add_argument("document", type=Path, metavar="DOCUMENT")
    return _carry_out(parser, _check, arguments)


def export(arguments: list[str]) -> int:
    """``undertow export``. Gives 0, or 2 for bad input."""
    parser = _Parser(
        prog="undertow export",
        description="Write a document as a script or a model that runs without Undertow. A script begins where the"
        " document is, prints iteration,loss as undertow train --csv writes it, and has its data in an .npz file"
        " beside it. What is there under these names is overwritten.",
    )
    parser.add_argument("document", type=Path, metavar="DOCUMENT")
    parser.add_argument("--to", choices=FORMS, required=True, help="what to write")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="where: .py, or .onnx for a model")
    return _carry_out(parser, _export, arguments)


def _carry_out(parser: _Parser, command: Callable[[argparse.Namespace], int], arguments: list[str]) -> int:
    """Run a command; whatever can go wrong with what was given is one sentence and a status."""
    try:
        return command(parser.parse_args(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    except (files.FileError, ExportError, _Refusal) as error:
        return _refuse(parser, str(error))
    except KeyboardInterrupt:
        print(f"{parser.prog}: stopped at once; nothing was written.", file=sys.stderr)
        return _BROKEN_OFF
    except BrokenPipeError:
        # Whoever reads along (head, a pager) has had enough; Python would complain again when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_OFF
    except OSError as error:
        return _refuse(parser, f"{error.filename or 'A file'} can't be used: {error.strerror}.")


def _refuse(parser: _Parser, sentence: str) -> int:
    print(f"{parser.prog}: {sentence}", file=sys.stderr)
    return 2


def _train_parser() -> _Parser:
    parser = _Parser(prog="undertow train", description="Train a document without a window.")
    parser.add_argument("document", type=Path, metavar="DOCUMENT")
    parser.add_argument("--iterations", type=_count, required=True, metavar="N", help="how many updates to make")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write iteration,loss for every iteration")
    parser.add_argument("--save", type=Path, metavar="FILE", help="save the document with its trained parameters")
    parser.add_argument("--picture", type=_picture, metavar="FILE", help="draw the canvas and the loss as .png or .svg")
    return parser


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"a whole number from 0 on is wanted, but {text!r} is given")
    return int(text)


def _picture(text: str) -> Path:
    if Path(text).suffix not in (".png", ".svg"):
        raise argparse.ArgumentTypeError(f"a file that ends in .png or .svg is wanted, but {text!r} is given")
    return Path(text)


def _train_and_write(asked: argparse.Namespace) -> int:
    opened = files.read(asked.document)
    for path in (asked.csv, asked.save, asked.picture):
        if path and not path.parent.is_dir():
            raise _Refusal(f"{path} can't be written: there is no folder {path.parent}.")
    session = Session(opened.document, opened.trained)
    if session.why_not_train:
        raise _Refusal(session.why_not_train)
    was_stopped = _train(session, asked.iterations)
    if asked.csv:
        _write_losses(asked.csv, session)
    if asked.save:
        if session.moment.done:
            session.back("iteration")
        files.write(asked.save, opened.document, session.trained())
    if asked.picture:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from gui.picture import draw

        draw(session, asked.picture)
    return 1 if session.trouble else _BROKEN_OFF if was_stopped else 0


def _train(session: Session, iterations: int) -> bool:
    """In slices, so that there is something to read meanwhile. Ctrl+C keeps what was done; gives whether it came."""
    first, each = session.moment.iteration, 1
    with _Stop() as stop:
        while session.moment.iteration < first + iterations and not session.trouble and not stop.is_asked:
            start = time.perf_counter()
            made = session.train(min(each, first + iterations - session.moment.iteration))
            took = time.perf_counter() - start
            each = max(1, int(made * _SLICE / max(took, 1e-6)))
            if session.history.losses.size:
                print(f"iteration {session.moment.iteration:,}  loss {session.history.losses[-1]:.6g}", flush=True)
    if stop.is_asked:
        print(f"Stopped after {session.moment.iteration - first:,} of {iterations:,} iterations; these are kept.")
    if session.trouble:
        print(session.trouble)
        return False
    for part in ("train", "test"):
        score = session.score(part)
        if score is not None:
            right = "" if score.accuracy is None else f", accuracy {score.accuracy:.2%}"
            print(f"{part}: loss {score.loss:.6g}{right}")
    return stop.is_asked


def _write_losses(path: Path, session: Session) -> None:
    first = session.history.first_iteration
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("iteration", "loss"))
        rows.writerows((first + at, repr(loss)) for at, loss in enumerate(session.history.losses.tolist(), 1))
    os.replace(name, path)


def _check(asked: argparse.Namespace) -> int:
    opened = files.read(asked.document)
    check = GradientCheck(Session(opened.document, opened.trained))
    if check.why_not:
        raise _Refusal(check.why_not)
    said = time.perf_counter()
    with _Stop() as stop:
        while check.checked < check.total and not stop.is_asked:
            check.go_on(1)
            if time.perf_counter() - said > _SLICE:
                said = time.perf_counter()
                print(f"{check.checked:,} of {check.total:,} parameters", flush=True)
    found = check.finding()
    print(found.sentence)
    return 1 if not found.is_right else _BROKEN_OFF if stop.is_asked else 0


def _export(asked: argparse.Namespace) -> int:
    opened = files.read(asked.document)
    print(export_to(asked.to, Session(opened.document, opened.trained), asked.output))
    return 0
