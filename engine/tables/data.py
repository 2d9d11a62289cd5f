"""Data: the recipe a document keeps, and the training and test tables made from it."""
from __future__ import annotations

import dataclasses
import functools

import numpy as np

from engine.dataset import Dataset, read_only
from engine.knobs import knob
from engine.tables.table import Header, Table

# Each use of the seed has a stream of its own, so that no use disturbs another.
_EXAMPLES, _SPLIT = 1, 2


@dataclasses.dataclass(frozen=True)
class DataRecipe:
    """Which data a document learns from: the dataset, how much of it is kept for testing, and whether it is scaled."""

    dataset: Dataset
    test_part: float = knob(
        0.2, "Test part", low=0, high=0.9, words="The share of the examples kept for testing; 0 trains on all of them."
    )
    standardize: bool = knob(
        False,
        "Standardize the inputs",
        words="Gives each input mean 0 and standard deviation 1 over the training examples; classes stay as they are.",
    )

    def make(self, seed: int) -> Data:
        """Training and test data, the same bits for the same recipe and seed; the latest few are remembered."""
        return _make(self, seed)


@dataclasses.dataclass(frozen=True, eq=False)
class Data:
    """What a recipe makes. ``test`` is None if no example is kept for testing.

    ``scale`` holds the means and standard deviations that the features were standardized with, shape (features,)
    each, in the order of ``train.features``; None if they were left as they are.
    """

    train: Table
    test: Table | None
    recipe: DataRecipe | None
    scale: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def header(self) -> Header:
        """The columns, their roles and their classes."""
        return self.train.header


@functools.lru_cache(maxsize=4)
def _make(recipe: DataRecipe, seed: int) -> Data:
    table = recipe.dataset.make(np.random.default_rng([seed, _EXAMPLES]))
    train, test = _split(table, recipe.test_part, np.random.default_rng([seed, _SPLIT]))
    scale = _scale(train) if recipe.standardize else None
    if scale is not None:
        train = _standardized(train, scale)
        test = test and _standardized(test, scale)
    return Data(train, test, recipe, scale)


def _split(table: Table, test_part: float, rng: np.random.Generator) -> tuple[Table, Table | None]:
    """Training and test examples, each in their original order; at least one example is left to train on."""
    tests = min(round(test_part * table.examples), table.examples - 1)
    if tests == 0:
        return table, None
    order = rng.permutation(table.examples)
    return _part(table, order[tests:]), _part(table, order[:tests])


def _part(table: Table, examples: np.ndarray) -> Table:
    part = table.only(np.sort(examples))
    return dataclasses.replace(part, columns=read_only(part.columns))


def _scale(train: Table) -> tuple[np.ndarray, np.ndarray]:
    features = train.rows(train.features)
    # A class number is a name and no amount: another number would be another name, or none.
    are_classes = np.array([name in train.classes for name in train.features])
    # Rounding gives a constant column a deviation near 1e-17; dividing by that would turn nothing into noise.
    constant = features.max(axis=1) == features.min(axis=1)
    means = np.where(constant, features[:, 0], features.mean(axis=1)) * ~are_classes
    deviations = np.where(constant | are_classes, 1.0, features.std(axis=1))
    return read_only(means), read_only(np.where(deviations == 0, 1.0, deviations))


def _standardized(table: Table, scale: tuple[np.ndarray, np.ndarray]) -> Table:
    means, deviations = scale
    columns = table.columns.copy()
    places = [table.names.index(name) for name in table.features]
    columns[places] = (columns[places] - means[:, None]) / deviations[:, None]
    return dataclasses.replace(table, columns=read_only(columns))
