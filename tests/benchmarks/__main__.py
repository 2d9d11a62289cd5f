"""Prints the table of ratios, beside what they should be: all of it, or the sections that are named."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterator

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import costs, doublings, training  # noqa: E402
from tests.benchmarks.timing import Row  # noqa: E402


def window_rows() -> Iterator[Row]:
    """Those that need a window; none where Qt is not installed, as beside the peers."""
    try:
        from PySide6.QtCore import qInstallMessageHandler
        from PySide6.QtWidgets import QApplication
    except ModuleNotFoundError:
        return
    from tests.benchmarks import window

    # Offscreen windows can't pass sizes on to a window manager, and say so each time.
    qInstallMessageHandler(lambda kind, _, said: None if "propagateSizeHints" in said else print(said, file=sys.stderr))
    app = QApplication([])
    yield from window.rows()
    app.processEvents()


SECTIONS = {"training": training.rows, "costs": costs.rows, "doublings": doublings.rows, "window": window_rows}


def main(names: list[str]) -> int:
    """The sections one after the other. Exit status 1 for a name that is none."""
    unknown = set(names) - SECTIONS.keys()
    if unknown:
        print(f"There are the sections {', '.join(SECTIONS)}, but you asked for {', '.join(sorted(unknown))}.")
        return 1
    print(f"{'what':58}{'ratio':>8}{'goal':>8}   in numbers")
    for name in names or SECTIONS:
        for what, ratio, goal, numbers in SECTIONS[name]():
            print(f"{what:58}{ratio:8.2f}{'' if goal is None else f'{goal:g}':>8}   {numbers}", flush=True)
    return 0


sys.exit(main(sys.argv[1:]))
