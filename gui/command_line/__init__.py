"""Command line: what may stand after ``undertow``, and what it does with a document without a window or a display."""
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from gui.command_line.checking import check  # noqa: E402
from gui.command_line.exporting import export  # noqa: E402
from gui.command_line.opening import document_to_open  # noqa: E402
from gui.command_line.training import train  # noqa: E402

COMMANDS = {"train": train, "check": check, "export": export}

__all__ = ["COMMANDS", "check", "document_to_open", "export", "train"]
