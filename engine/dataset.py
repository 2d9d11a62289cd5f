"""Dataset: what every kind of data declares, and the tables they have in common."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from engine.catalogue import kinds
from engine.knobs import KnobError, knob, knob_values, with_knobs
from engine.tables.table import Table


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


@dataclasses.dataclass(frozen=True)
class PlaneClasses(Dataset):
    """What the kinds have in common that draw points in the plane with a class each."""

    size: int = knob(200, "Examples", low=1, high=100_000)
    noise: float = knob(0.1, "Noise", low=0, high=1, words="Standard deviation of what is added to each coordinate.")
    balance: float = knob(
        1.0, "Balance", low=0.01, high=100, kw_only=True,
        words="How many examples of the first class there are for each one of another class; 1 is as many.",
    )
    label_noise: float = knob(
        0.0, "Label noise", low=0, high=1, kw_only=True,
        words="The share of the examples that are given another class than their own, picked at random.",
    )

    def table(
        self, rng: np.random.Generator, points: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]
    ) -> Table:
        """Columns x1, x2 and class, from points (2, N) and their class numbers (N,), some made wrong.

        Draws from ``rng`` last, so that points are the same ones with any share of wrong classes.
        """
        wrong = rng.permutation(labels.size)[: round(self.label_noise * labels.size)]
        labels = labels.copy()
        labels[wrong] = (labels[wrong] + rng.integers(1, len(classes), wrong.size)) % len(classes)
        columns = read_only(np.vstack([points, labels]))
        return Table(("x1", "x2", "class"), columns, ("x1", "x2"), ("class",), {"class": classes})


def in_turn(size: int, *weights: float) -> np.ndarray:
    """Kinds 0, 1, … in turn, shape (size,), each as often as its weight says and as evenly spread as can be.

    Kind k comes at the times 0, 1/w, 2/w, …; of those that come at once the lower number goes first.
    """
    counts = [int(size * weight / sum(weights)) + 1 for weight in weights]
    times = np.concatenate([np.arange(count) / weight for count, weight in zip(counts, weights, strict=True)])
    order = np.argsort(times, kind="stable")[:size]
    return np.repeat(np.arange(len(weights)), counts)[order]
