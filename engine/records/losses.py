"""Losses of a run so far, as CSV or NPZ."""
from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from engine.history import History
from engine.records import is_archive
from engine.records.archive import open_archive
from engine.whole_file import whole_file


def write_losses(path: Path, history: History) -> None:
    """The loss of every iteration and, where it was measured, the test loss after it. Raises OSError.

    The columns are iteration, loss and, if there is any, test_loss; an archive has the arrays iteration and loss, and
    test_iteration and test_loss.
    """
    losses = dict(enumerate(history.losses.tolist(), history.first_iteration + 1))
    tests = dict(history.tests)
    if is_archive(path):
        with open_archive(path) as archive:
            for prefix, told in (("", losses), ("test_", tests)):
                archive.put_alone(f"{prefix}iteration", np.array(list(told), dtype=np.int64))
                archive.put_alone(f"{prefix}loss", np.array(list(told.values()), dtype=np.float64))
        return
    with whole_file(path, encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("iteration", "loss", "test_loss") if tests else ("iteration", "loss"))
        for iteration in sorted(losses.keys() | tests.keys()):
            found = iteration, losses.get(iteration, "")
            rows.writerow((*found, tests.get(iteration, "")) if tests else found)
