"""Checking: ``undertow check``."""
from __future__ import annotations

import argparse
import time
from pathlib import Path

from engine import files
from engine.inquiry.gradient_check import GradientCheck
from engine.session import Session
from gui.command_line.terms import BROKEN_OFF, SLICE, Parser, Refusal, Stop, carry_out


def check(arguments: list[str]) -> int:
    """``undertow check``. Gives 0, 1 where a gradient is off by more than 1e-6, 2 for bad input, 130 after Ctrl+C."""
    parser = Parser(
        prog="undertow check",
        description="Compare the gradient of every parameter with differences of the loss. Of more than 4,000"
        " parameters, a sample is checked. The status is 1 where a relative error is above 1e-6.",
    )
    parser.add_argument("document", type=Path, metavar="DOCUMENT")
    return carry_out(parser, _check, arguments)


def _check(asked: argparse.Namespace) -> int:
    opened = files.read(asked.document)
    check = GradientCheck(Session(opened.document, opened.trained))
    if check.why_not:
        raise Refusal(check.why_not)
    said = time.perf_counter()
    with Stop() as stop:
        while check.checked < check.total and not stop.is_asked:
            check.go_on(1)
            if time.perf_counter() - said > SLICE:
                said = time.perf_counter()
                print(f"{check.checked:,} of {check.total:,} parameters", flush=True)
    found = check.finding()
    print(found.sentence)
    return 1 if not found.is_right else BROKEN_OFF if stop.is_asked else 0
