"""CSV files: a learner's own table read and checked cell by cell, every fault told by row and column."""
from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import os
import pathlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from engine.datasets.own_data import LARGEST, MOST_CELLS, OwnData
from engine.knobs import KnobError
from engine.tables.own_file import OwnFileError, content, shown_name

# Where two fit equally well the first is meant: commas inside names and decimals are common, semicolons are not.
_DELIMITERS = "\t;,"
_MOST_BYTES = 64_000_000
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Preview:
    """What a chooser shows: the columns' names and the texts of the first rows, each as long as ``names``."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_csv(
    path: str | os.PathLike[str], inputs: Sequence[str] | None = None, targets: Sequence[str] | None = None
) -> OwnData:
    """The named columns of a CSV file; unless told otherwise the last column is the target and all others are inputs.

    Columns of texts become classes, numbered in sorted order. Columns that are neither input nor target are left out.
    Raises OwnFileError with a sentence that says where the fault is.
    """
    path = pathlib.Path(path)
    delimiter, records = _records(path)
    names = _header(records)
    inputs, targets = _roles(names, inputs, targets)
    used = [name for name in names if name in {*inputs, *targets}]
    rows = _rows(records, len(names), [names.index(name) for name in used])
    columns, classes = [], []
    for name, cells in zip(used, zip(*rows.values(), strict=True), strict=True):
        numbers, labels = _column(name, tuple(rows), cells, decimal_comma=delimiter == ";")
        columns.append(numbers)
        if labels:
            classes.append((name, labels))
    try:
        return OwnData(tuple(used), np.array(columns).tobytes(), inputs, targets, tuple(classes), shown_name(path))
    except KnobError as fault:
        raise OwnFileError(str(fault)) from None


def column_names(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The names in the header. Raises OwnFileError."""
    return _header(_records(pathlib.Path(path))[1])


def preview(path: str | os.PathLike[str], count: int = 8) -> Preview:
    """The header and the first ``count`` rows as they stand in the file. Raises OwnFileError."""
    _, records = _records(pathlib.Path(path))
    names = _header(records)
    rows = _rows(itertools.islice(records, count), len(names), range(len(names)))
    return Preview(names, tuple(rows.values()))


def _text(path: pathlib.Path) -> str:
    advice = "leave out rows or columns", "save the table as CSV (UTF-8) and open that"
    held = content(path, "a CSV file", _MOST_BYTES, *advice)
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError:
        return held.decode("latin-1")


def _records(path: pathlib.Path) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The delimiter, and the rows that are not blank, each with its number in the file as a spreadsheet counts."""
    text = _text(path)
    header = next((line for line in io.StringIO(text, newline="") if line.strip()), "")[: csv.field_size_limit()]
    delimiter = max(_DELIMITERS, key=lambda each: len(next(csv.reader([header], delimiter=each))))
    return delimiter, _numbered(text, delimiter)


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    lines = io.StringIO(text, newline="")
    # Strict, because a quotation mark left open would otherwise swallow the rest of the file without a word.
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield number, cells
    except csv.Error:
        raise OwnFileError(
            f"Row {number + 1} can't be read: its quotation marks don't pair up, or a cell is very long; correct it."
        ) from None


def _header(records: Iterator[tuple[int, list[str]]]) -> tuple[str, ...]:
    _, cells = next(records, (0, []))
    if not cells:
        raise OwnFileError("The file is empty; it wants a first row with the columns' names and rows of numbers below.")
    names = tuple(" ".join(cell.split()) for cell in cells)
    if all(_NUMBER.fullmatch(name.replace(",", ".")) for name in names if name):
        raise OwnFileError("The first row holds only numbers; put a row with a name for each column above it.")
    for place, name in enumerate(names, 1):
        if not name:
            raise OwnFileError(f"Column {place} has no name in the first row; name it or delete the column.")
        if name in names[: place - 1]:
            raise OwnFileError(f"Two columns are called '{name}'; give each column a name of its own.")
    return names


def _roles(
    names: tuple[str, ...], inputs: Sequence[str] | None, targets: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if targets is None:
        targets = [name for name in names if name not in (inputs or ())][-1:]
    if inputs is None:
        inputs = [name for name in names if name not in targets]
    for name in (*inputs, *targets):
        if name not in names:
            raise OwnFileError(f"There is no column '{name}'; the file has {', '.join(names)}.")
    if not inputs or not targets:
        raise OwnFileError("A table wants at least one input column and one target column; choose one of each.")
    return tuple(inputs), tuple(targets)


def _rows(
    records: Iterator[tuple[int, list[str]]], width: int, places: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """The cells at these places of each row, by row number."""
    rows = {}
    for number, cells in records:
        if len(cells) != width:
            raise OwnFileError(
                f"Row {number} has {len(cells)} cell{'s' * (len(cells) != 1)} where the first row has {width}; "
                "give each row one cell for each column."
            )
        rows[number] = tuple(cells[place] for place in places)
        if len(rows) * len(places) > MOST_CELLS:
            raise OwnFileError(f"The table has more than {MOST_CELLS:,} cells; leave out rows or columns.")
    if not rows:
        raise OwnFileError("There are no rows below the columns' names; add at least one example.")
    return rows


def _column(
    name: str, rows: tuple[int, ...], cells: tuple[str, ...], decimal_comma: bool
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The numbers of a column, shape (N,), and the names of its classes, () if the numbers are plain."""
    if "" in cells:
        raise OwnFileError(
            f"Row {rows[cells.index('')]}, column '{name}': the cell is empty; fill it in or delete the row."
        )
    # Semicolons part the cells where a comma parts the decimals; a column that also has points stays as it is.
    if decimal_comma and not any("." in cell for cell in cells):
        plain = [cell.replace(",", ".", 1) for cell in cells]
    else:
        plain = list(cells)
    wrong = [place for place, cell in enumerate(plain) if not _is_number(cell)]
    if not wrong:
        return np.array([float(cell) for cell in plain]), ()
    if len(wrong) < len(cells):
        raise OwnFileError(
            f"Row {rows[wrong[0]]}, column '{name}': wanted a number but found '{cells[wrong[0]][:40]}'; "
            "correct the cell, delete the row, or leave the column out."
        )
    labels = sorted(set(cells))
    number = {label: place for place, label in enumerate(labels)}
    return np.array([float(number[cell]) for cell in cells]), tuple(labels)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and abs(float(cell)) <= LARGEST
