"""Own data: a table of the learner's own, kept whole inside the document so that it never reaches outside itself."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np

from engine.dataset import Dataset, read_only
from engine.knobs import KnobError
from engine.tables.table import Table

MOST_CELLS = 1_000_000
MOST_CLASSES = 1_000
# Beyond this a square, and with it a variance or a squared error, would no longer be finite.
LARGEST = 1e100
_MUST = ("names", "rows", "inputs", "targets")
_MAY = ("classes", "source")


@dataclasses.dataclass(frozen=True)
class OwnData(Dataset):
    """Named columns of numbers read from a file, and which of them are inputs and targets.

    ``cells`` holds float64 column after column, as bytes, whose hash Python keeps: comparing documents stays cheap.
    ``classes`` names the classes of those columns whose numbers are class numbers. Raises KnobError when made wrongly.
    """

    title: ClassVar[str] = "Own data"
    words: ClassVar[str] = "A table of your own, read from a CSV file and kept in the document."
    place: ClassVar[int] = 90
    from_file: ClassVar[bool] = True

    names: tuple[str, ...]
    cells: bytes = dataclasses.field(repr=False)
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        _check_roles(self)
        _check_classes(self)
        _check_cells(self)

    @property
    def columns(self) -> np.ndarray:
        """The numbers, columns × examples, read-only."""
        return np.frombuffer(self.cells, dtype=np.float64).reshape(len(self.names), -1)

    def make(self, rng: np.random.Generator) -> Table:
        """The table as it was read; nothing about it is random."""
        return Table(self.names, read_only(self.columns), self.inputs, self.targets, dict(self.classes))

    def to_json(self) -> dict[str, Any]:
        """Names, rows (one list for each example), inputs, targets, classes by column, and the file's name."""
        return {
            "source": self.source,
            "names": list(self.names),
            "inputs": list(self.inputs),
            "targets": list(self.targets),
            "classes": {column: list(classes) for column, classes in self.classes},
            "rows": self.columns.T.tolist(),
        }

    @classmethod
    def from_json(cls, values: object) -> Self:
        """The dataset that ``to_json`` wrote, or a person by hand. Raises KnobError with one sentence."""
        if not isinstance(values, Mapping):
            raise KnobError(f"{cls.title} wants its settings by name but is given {type(values).__name__}.")
        for name in values:
            if name not in _MUST + _MAY:
                raise KnobError(f"{cls.title} has no setting called {name!r}; it has {', '.join(_MUST + _MAY)}.")
        for name in _MUST:
            if name not in values:
                raise KnobError(f"{cls.title} wants {name}, which is missing.")
        names = _texts("names", values["names"])
        classes = values.get("classes", {})
        if not isinstance(classes, Mapping):
            raise KnobError(f"{cls.title}: classes wants lists of class names by column.")
        return cls(
            names,
            _cells(values["rows"], len(names)),
            _texts("inputs", values["inputs"]),
            _texts("targets", values["targets"]),
            tuple((column, _texts(f"classes of '{column}'", each)) for column, each in classes.items()),
            _text("source", values.get("source", "")),
        )


def _text(what: str, value: object) -> str:
    if not isinstance(value, str):
        raise KnobError(f"{OwnData.title}: {what} wants a text but is given {type(value).__name__}.")
    return value


def _texts(what: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        raise KnobError(f"{OwnData.title}: {what} wants a list of texts but is given {type(values).__name__}.")
    return tuple(_text(what, each) for each in values)


def _cells(rows: object, width: int) -> bytes:
    """Rows of numbers, ``width`` in each, as float64 column after column."""
    if not isinstance(rows, list | tuple):
        raise KnobError(f"{OwnData.title}: rows wants a list of rows but is given {type(rows).__name__}.")
    if len(rows) * width > MOST_CELLS:
        raise KnobError(_too_many(len(rows) * width))
    for number, row in enumerate(rows, 1):
        _check_row(number, row, width)
    return np.array(rows, dtype=np.float64).reshape(len(rows), width).T.tobytes()


def _check_row(number: int, row: object, width: int) -> None:
    if not isinstance(row, list | tuple) or len(row) != width:
        given = f"{len(row)}" if isinstance(row, Sequence) and not isinstance(row, str) else type(row).__name__
        raise KnobError(f"{OwnData.title}: row {number} wants a list of {width} numbers but is given {given}.")
    for value in row:
        if type(value) not in (int, float) or not -LARGEST <= value <= LARGEST:
            raise KnobError(
                f"{OwnData.title}: row {number} wants numbers of at most {LARGEST:g} in size "
                f"but is given {_short(value)}."
            )


def _short(value: object) -> str:
    if type(value) is int:
        return "a number with more than 100 digits"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _too_many(cells: int) -> str:
    return f"{OwnData.title} wants at most {MOST_CELLS:,} cells but is given {cells:,}; leave out rows or columns."


def _check_roles(data: OwnData) -> None:
    _check_names("column", data.names)
    _check_names("input", data.inputs)
    _check_names("target", data.targets)
    for name in data.inputs + data.targets:
        if name not in data.names:
            raise KnobError(f"{data.title} has no column '{name}' for an input or target; it has {_list(data.names)}.")
    both = set(data.inputs) & set(data.targets)
    if both:
        raise KnobError(f"{data.title}: column '{min(both)}' can't be both an input and a target; choose one.")
    if not data.inputs:
        raise KnobError(f"{data.title} wants at least one input column; choose one.")


def _list(names: tuple[str, ...]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:10])
    return shown + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _check_names(what: str, names: tuple[str, ...]) -> None:
    seen = set()
    for name in names:
        if not name.strip() or not _is_writable(name):
            raise KnobError(f"{OwnData.title}: a {what} wants a name of readable characters but is given {name!a}.")
        if name in seen:
            raise KnobError(f"{OwnData.title}: the {what} '{name}' appears twice; each wants a name of its own.")
        seen.add(name)


def _is_writable(text: str) -> bool:
    """Whether a text can be saved as UTF-8: half of a surrogate pair can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_classes(data: OwnData) -> None:
    _check_names("column with classes", tuple(column for column, _ in data.classes))
    if not _is_writable(data.source):
        raise KnobError(f"{data.title}: source wants readable characters but is given {data.source!a}.")
    for column, classes in data.classes:
        if column not in data.names:
            raise KnobError(f"{data.title} names classes of '{column}' but has no such column.")
        _check_names(f"class of '{column}'", classes)
        if not 1 <= len(classes) <= MOST_CLASSES:
            raise KnobError(
                f"{data.title}: column '{column}' wants 1 to {MOST_CLASSES:,} classes but is given {len(classes):,}."
            )


def _check_cells(data: OwnData) -> None:
    cells, rest = divmod(len(data.cells), 8)
    if cells > MOST_CELLS:
        raise KnobError(_too_many(cells))
    if cells == 0 or rest or cells % len(data.names):
        raise KnobError(f"{data.title} wants at least one example, with a number for each of its columns.")
    if not (np.abs(data.columns) <= LARGEST).all():
        raise KnobError(f"{data.title} wants numbers of at most {LARGEST:g} in size.")
    for column, classes in data.classes:
        numbers = data.columns[data.names.index(column)]
        if not np.isin(numbers, np.arange(len(classes))).all():
            raise KnobError(
                f"{data.title}: column '{column}' wants class numbers from 0 to {len(classes) - 1} but holds others."
            )
