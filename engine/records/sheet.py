"""Sheet: a CSV file with one row for each number, which a spreadsheet and pandas read alike."""
from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.whole_file import whole_file

# What a spreadsheet takes for the start of a formula, wide signs included.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


class Sheet:
    """Rows of labels, the place of a number in its array, and the number with all its digits.

    Places count from 1 as in the window: [2, 1] is row 2, column 1, and [] the place of a single number.
    """

    def __init__(self, file: IO[Any], columns: Sequence[str]) -> None:
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow((*columns, "index", "value"))

    def put(self, labels: Sequence[object], array: np.ndarray) -> None:
        """One row for each number of the array, every one with these labels."""
        told = [harmless(each) if isinstance(each, str) else each for each in labels]
        # A list of floats is written with the digits of repr, so that each number reads back to the bit.
        numbers = np.asarray(array, dtype=np.float64).ravel().tolist()
        cells = zip(_places(array.shape), numbers, strict=True)
        self._rows.writerows((*told, place, number) for place, number in cells)


@contextmanager
def open_sheet(path: Path, columns: Sequence[str]) -> Iterator[Sheet]:
    """A sheet that is there once all went well. Raises OSError."""
    # Without the mark at its start some spreadsheets would not take the file for UTF-8.
    with whole_file(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        yield Sheet(file, columns)


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula: an apostrophe goes before a sign that would start one."""
    return f"'{text}" if _FORMULA.match(text) else text


def _places(shape: tuple[int, ...]) -> Iterator[str]:
    return (str([*place]) for place in product(*(range(1, size + 1) for size in shape)))
