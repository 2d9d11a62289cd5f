"""Training: ``undertow train``, and what it writes."""
from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from engine import files
from engine.expression.tokens import ExpressionError
from engine.records.losses import write_losses
from engine.records.parameters import write_parameters
from engine.session import Session
from engine.watching.breaking import Breaks
from engine.watching.names import Names
from engine.watching.parser import parse_condition
from gui.command_line.terms import (
    BROKEN_OFF,
    SLICE,
    Parser,
    Refusal,
    Stop,
    carry_out,
    count,
    must_have_folders,
    picture,
    record,
)
from gui.command_line.tracing import iterations_to_trace, span, trace


def train(arguments: list[str]) -> int:
    """``undertow train``. Gives 0, 1 if the run met a value that is not finite, 2 for bad input, 130 after Ctrl+C."""
    return carry_out(_train_parser(), _train_and_write, arguments)


def _train_parser() -> Parser:
    parser = Parser(prog="undertow train", description="Train a document without a window.")
    parser.add_argument("document", type=Path, metavar="DOCUMENT")
    parser.add_argument("--iterations", type=count, required=True, metavar="N", help="how many updates to make")
    parser.add_argument(
        "--until", metavar="CONDITION", help="stop before that where it comes true, such as 'loss < 0.1 or epoch = 3'"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="save the document with its trained parameters")
    parser.add_argument(
        "--losses", "--csv", type=record, metavar="FILE", help="write the loss of every iteration as .csv or .npz"
    )
    parser.add_argument("--parameters", type=record, metavar="FILE", help="write the parameters as .csv or .npz")
    parser.add_argument("--trace", type=record, metavar="FILE", help="write every equation with its numbers")
    parser.add_argument(
        "--trace-iterations", type=span, metavar="FROM-TO", help="which iterations to trace; all of the run if not said"
    )
    parser.add_argument("--picture", type=picture, metavar="FILE", help="draw the canvas and the loss as .png or .svg")
    return parser


def _train_and_write(asked: argparse.Namespace) -> int:
    opened = files.read(asked.document)
    must_have_folders(asked.save, asked.losses, asked.parameters, asked.trace, asked.picture)
    session = Session(opened.document, opened.trained)
    if session.why_not_train:
        raise Refusal(session.why_not_train)
    traced = iterations_to_trace(asked, session)
    breaks = None if asked.until is None else _breaks(asked.until, session)
    was_stopped = _train(session, asked.iterations, breaks)
    is_in_trouble, reached = bool(session.trouble), session.moment.iteration + bool(session.moment.done)
    if asked.losses:
        write_losses(asked.losses, session.history)
    session.goto(session.savable)
    if asked.parameters:
        write_parameters(asked.parameters, session)
    if asked.save:
        files.write(asked.save, opened.document, session.trained())
    if asked.trace:
        was_stopped |= trace(asked.trace, session, traced.start, min(traced.stop - 1, reached))
    if asked.picture:
        _draw(asked.picture, session)
    return 1 if is_in_trouble else BROKEN_OFF if was_stopped else 0


def _draw(path: Path, session: Session) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gui.picture import draw

    draw(session, path)


def _breaks(condition: str, session: Session) -> Breaks:
    try:
        return Breaks(session, [parse_condition(condition, Names.of(session), "--until")])
    except ExpressionError as error:
        raise Refusal(str(error)) from None


def _train(session: Session, iterations: int, breaks: Breaks | None) -> bool:
    """In slices, so that there is something to read meanwhile. Ctrl+C keeps what was done; gives whether it came."""
    first, each = session.moment.iteration, 1
    with Stop() as stop:
        while session.moment.iteration < first + iterations and not (session.trouble or stop.is_asked):
            start = time.perf_counter()
            made = session.train(min(each, first + iterations - session.moment.iteration), breaks)
            took = time.perf_counter() - start
            each = max(1, int(made * SLICE / max(took, 1e-6)))
            if session.history.losses.size:
                print(f"iteration {session.moment.iteration:,}  loss {session.history.losses[-1]:.6g}", flush=True)
            if breaks is not None and breaks.words:
                break
    if stop.is_asked:
        print(f"Stopped after {session.moment.iteration - first:,} of {iterations:,} iterations; these are kept.")
    if breaks is not None:
        print(breaks.words or f"It did not come true within {session.moment.iteration - first:,} iterations.")
    if session.trouble:
        print(session.trouble)
        return False
    for part in ("train", "test"):
        score = session.score(part)
        if score is not None:
            right = "" if score.accuracy is None else f", accuracy {score.accuracy:.2%}"
            print(f"{part}: loss {score.loss:.6g}{right}")
    return stop.is_asked
