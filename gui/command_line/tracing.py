"""Tracing: the step trace that ``undertow train`` writes."""
from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from engine.records.trace import Trace
from engine.records.trace_file import why_too_long, write_trace
from engine.session import Session
from gui.command_line.terms import SLICE, Refusal, Stop


def span(text: str) -> range:
    """An argument that names iterations: 5 or 1-20, the last one included."""
    found = re.fullmatch(r"([0-9]{1,15})(?:-([0-9]{1,15}))?", text)
    if not found or not 1 <= int(found[1]) <= int(found[2] or found[1]):
        raise argparse.ArgumentTypeError(f"iterations such as 5 or 1-20 are wanted, but {text!r} is given")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def iterations_to_trace(asked: argparse.Namespace, session: Session) -> range:
    """Those asked for, of the run that is about to begin. Raises Refusal where there is no such trace."""
    first, last = session.moment.iteration + 1, session.moment.iteration + asked.iterations
    wanted = asked.trace_iterations or range(first, last + 1)
    if asked.trace_iterations and not asked.trace:
        raise Refusal("--trace-iterations says which iterations --trace FILE writes; name that file too.")
    if asked.trace_iterations and not (first <= wanted.start and wanted.stop - 1 <= last):
        made = f"iterations {first:,} to {last:,}" if first <= last else "no iteration"
        raise Refusal(f"This run makes {made}; --trace-iterations wants some of these.")
    too_long = why_too_long(session.run, asked.trace, wanted.start, wanted.stop - 1) if asked.trace else ""
    if too_long:
        raise Refusal(f"{too_long} --trace-iterations FROM-TO says which.")
    return wanted


def trace(path: Path, session: Session, first: int, last: int) -> bool:
    """Write the trace of these iterations, saying how far it is. Ctrl+C keeps what was traced; gives if it came."""
    wanted, said = Trace(session, first, last), time.perf_counter()
    with Stop() as stop:
        for written in write_trace(path, wanted, session.document.graph):
            if stop.is_asked:
                wanted.stop()
            if time.perf_counter() - said > SLICE:
                said = time.perf_counter()
                print(f"trace: {written:,} of {wanted.numbers:,} numbers", flush=True)
    if stop.is_asked:
        print(f"Stopped tracing; {path} has what was traced.")
    return stop.is_asked
