"""Dataset: what every kind of data declares, and the tables they have in common."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from engine.catalogue import kinds
from engine.knobs import KnobError, knob_values, with_knobs
from engine.table import Table


@dataclasses.dataclass(frozen=True)
class Dataset:
    """A recipe for a table of examples. Like a layer it is a frozen value: it holds knobs and no numbers drawn.

    ``words`` is one sentence for a tooltip, ``place`` the order in a list. A kind with ``from_file`` is made by
    reading a file of the learner's own and has no default.
    """

    title: ClassVar[str]
    words: ClassVar[str]
    place: ClassVar[int] = 100
    from_file: ClassVar[bool] = False

    def make(self, rng: np.random.Generator) -> Table:
        """The table, columns × examples, read-only; every random number comes from ``rng``."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """The settings as plain values that ``from_json`` reads back to an equal dataset."""
        return knob_values(self)

    @classmethod
    def from_json(cls, values: object) -> Self:
        """The dataset with these settings, each one checked. Raises KnobError with one sentence."""
        if not isinstance(values, Mapping):
            raise KnobError(f"{cls.title} wants its settings by name but is given {type(values).__name__}.")
        return with_knobs(cls, values)


def dataset_kinds() -> dict[str, type[Dataset]]:
    """Every kind of dataset by class name, in the order of ``place``."""
    return kinds("engine.datasets", Dataset)


def read_only(array: np.ndarray) -> np.ndarray:
    """The array as C-contiguous float64 that nobody can write to."""
    array = np.ascontiguousarray(array, dtype=np.float64)
    array.flags.writeable = False
    return array


def curve_table(x: np.ndarray, y: np.ndarray) -> Table:
    """One feature ``x`` and one target ``y``, both of shape (N,)."""
    return Table(("x", "y"), read_only(np.stack([x, y])), features=("x",), targets=("y",))


def class_table(points: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> Table:
    """Points in the plane, shape (2, N), with a class number each, shape (N,)."""
    columns = read_only(np.vstack([points, labels]))
    return Table(("x1", "x2", "class"), columns, ("x1", "x2"), ("class",), {"class": classes})


def alternating(size: int, classes: int) -> np.ndarray:
    """Class numbers 0, 1, … in turn, shape (size,): the classes are as equal in number as the size allows."""
    return np.arange(size) % classes
