"""Runs exported scripts with PyTorch, in one process and in two, and compares their losses with the engine's.

``python -m tests.peers.export``; the exit status is 1 where something differs by more than its limit.
"""
from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from engine import files
from engine.document import Document
from engine.export.files import write_script
from engine.export.names import ExportError
from engine.export.script import Script
from engine.export.torch_script import torch_script
from engine.layer import layer_kinds
from engine.optimizer import optimizer_kinds
from engine.resources import resource
from engine.session import Session
from engine.trained import Trained
from tests.engine.export_scripts import around, printed_lines
from tests.engine.networks import moons

ITERATIONS, LIMIT = 200, 1e-9
TWO = ("-m", "torch.distributed.run", "--nproc-per-node", "2")
Row = tuple[str, float, float]


def rows() -> Iterator[Row]:
    """What was compared, the largest relative difference of a loss, and the limit for it."""
    for path in sorted(resource("examples").glob("*.undertow")):
        document = files.read(path).document
        for name, command in (("one process", ()), ("two processes", TWO)):
            yield f"{path.stem}, {name}", _in_process_of_its_own(document, command), LIMIT
    # Batches that two processes can't share evenly, and one that is smaller than they are many.
    for size in (53, 159, 1):
        yield f"batches of {size}, two processes", _in_process_of_its_own(moons(batch_size=size), TWO), LIMIT
    for name, kind in optimizer_kinds().items():
        yield name, _in_this_process(moons(optimizer=kind())), LIMIT
        session = Session(moons(optimizer=kind()))
        session.train(30)
        yield f"{name}, saved trained", _in_this_process(session.document, session.trained()), LIMIT
    for name, kind in layer_kinds().items():
        document = around(kind(input="logits") if kind.title.endswith("entropy") else kind())
        if name != "Dropout":
            yield name, _in_this_process(document), LIMIT


def _in_this_process(document: Document, trained: Trained | None = None) -> float:
    return _difference(document, trained, lambda folder, script: printed_lines(script, folder, ITERATIONS))


def _in_process_of_its_own(document: Document, command: tuple[str, ...]) -> float:
    def run(folder: Path, script: Script) -> list[str]:
        path, _ = write_script(folder / "script.py", script)
        asked = [sys.executable, *command, str(path), "--iterations", str(ITERATIONS)]
        ran = subprocess.run(asked, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    return _difference(document, None, run)


def _difference(document: Document, trained: Trained | None, run: Callable[..., list[str]]) -> float:
    session = Session(document, trained)
    try:
        script = torch_script(session)
    except ExportError as refusal:
        print(refusal)
        return 0.0
    with tempfile.TemporaryDirectory() as folder:
        printed = np.array([float(line.split(",")[1]) for line in run(Path(folder), script)[1:]])
    session.train(ITERATIONS)
    wanted = session.history.losses
    assert len(printed) == len(wanted) == ITERATIONS, f"{len(printed)} losses instead of {len(wanted)}"
    return float(np.max(np.abs(printed - wanted) / np.maximum(np.abs(wanted), np.finfo(float).tiny)))


def main() -> int:
    """The table, row by row as they are found."""
    worst = 0.0
    for what, difference, limit in rows():
        print(f"{what:44}{difference:10.1e}{'' if difference <= limit else '   ✗'}", flush=True)
        worst = max(worst, difference / limit)
    return int(worst > 1)


if __name__ == "__main__":
    sys.exit(main())
