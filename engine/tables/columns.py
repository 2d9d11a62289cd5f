"""How Input and Target read columns of the data: which ones, and classes as numbers or one-hot."""
from __future__ import annotations

import numpy as np

from engine.layer import ShapeError
from engine.tables.table import Header, Table

ENCODINGS = ("automatic", "number", "one-hot")


def known(title: str, names: tuple[str, ...], default: tuple[str, ...], header: Header) -> tuple[str, ...]:
    """The columns to read: the names given, else the default. Raises ShapeError for a name the data does not have."""
    for name in names:
        if name not in header.names:
            raise ShapeError(f"{title} wants a column {name!r}, but the data has {', '.join(header.names)}.")
    wanted = names or default
    if not wanted:
        raise ShapeError(f"{title} has no column to read: the data has no {title.lower()} columns. Choose other data.")
    return wanted


def is_one_hot(name: str, encoding: str, header: Header) -> bool:
    """Whether a column of classes becomes one row for each class: on wish, or from three classes on."""
    count = len(header.class_names(name))
    return count > 0 and (encoding == "one-hot" or (encoding == "automatic" and count > 2))


def width(names: tuple[str, ...], encoding: str, header: Header) -> int:
    """How many rows these columns become."""
    return sum(len(header.class_names(name)) if is_one_hot(name, encoding, header) else 1 for name in names)


def rows(names: tuple[str, ...], encoding: str, table: Table) -> np.ndarray:
    """The columns as an array (width, all examples)."""
    parts = []
    for name in names:
        column = table.column(name)
        if is_one_hot(name, encoding, table.header):
            parts.append((np.arange(len(table.classes[name]))[:, None] == column).astype(np.float64))
        else:
            parts.append(column[None, :])
    return np.concatenate(parts)


def row_names(names: tuple[str, ...], encoding: str, header: Header) -> list[str]:
    """What each row is: the name of a column, with the class where the column became a row for each."""
    found = []
    for name in names:
        one_hot = is_one_hot(name, encoding, header)
        found += [f"{name} = {each}" for each in header.class_names(name)] if one_hot else [name]
    return found
