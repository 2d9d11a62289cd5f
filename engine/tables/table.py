"""Table: named columns of numbers, what every dataset gives and what Input and Target read."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np


@dataclasses.dataclass(frozen=True)
class Header:
    """What a network must know of its data before it sees a number: the columns, their roles, and their classes."""

    names: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    feature_shape: tuple[int, ...] = ()

    def class_names(self, column: str) -> tuple[str, ...]:
        """The class names of a column, () if the column holds plain numbers."""
        return dict(self.classes).get(column, ())


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """Columns × examples, float64. A column of classes holds 0, 1, 2 … as numbers; ``classes`` names them.

    ``feature_shape`` is the shape that the features of an example have as an image, () for a list of them.
    """

    names: tuple[str, ...]
    columns: np.ndarray
    features: tuple[str, ...]
    targets: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    feature_shape: tuple[int, ...] = ()

    @property
    def header(self) -> Header:
        """The columns, their roles and their classes."""
        classes = tuple(sorted(self.classes.items()))
        return Header(self.names, self.features, self.targets, classes, self.feature_shape)

    @property
    def examples(self) -> int:
        """Number of examples N."""
        return int(self.columns.shape[1])

    def column(self, name: str) -> np.ndarray:
        """One column, shape (N,). Raises KeyError for an unknown name."""
        if name not in self.names:
            raise KeyError(name)
        column: np.ndarray = self.columns[self.names.index(name)]
        return column

    def rows(self, names: tuple[str, ...]) -> np.ndarray:
        """A new array of the named columns, shape (len(names), N)."""
        return self.columns[[self.names.index(name) for name in names]]

    def only(self, examples: np.ndarray) -> Table:
        """The same table with these examples (indices) in this order."""
        return dataclasses.replace(self, columns=np.ascontiguousarray(self.columns[:, examples]))
