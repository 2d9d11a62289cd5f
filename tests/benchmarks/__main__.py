"""Prints the table of ratios, beside what they should be."""
from __future__ import annotations

import os
import sys
from itertools import chain

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from tests.benchmarks import training, window  # noqa: E402


def main() -> None:
    """All benchmarks, one after the other."""
    print(f"{'what':58}{'ratio':>8}{'goal':>8}   in numbers")
    # Offscreen windows can't pass sizes on to a window manager, and say so each time.
    qInstallMessageHandler(lambda kind, _, said: None if "propagateSizeHints" in said else print(said, file=sys.stderr))
    app = QApplication([])
    for what, ratio, goal, numbers in chain(training.rows(), window.rows()):
        print(f"{what:58}{ratio:8.2f}{'' if goal is None else f'{goal:g}':>8}   {numbers}", flush=True)
    app.processEvents()


main()
