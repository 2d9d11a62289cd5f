"""Iris: 150 real flowers of three species, shipped with the app."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from engine.dataset import Dataset
from engine.resources import resource
from engine.tables.csv_file import read_csv
from engine.tables.table import Table


@dataclasses.dataclass(frozen=True)
class Iris(Dataset):
    """The measurements that Fisher printed in 1936, in centimetres and in their order; nothing about them is random.

    Source: R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems (1936), see resources/datasets.
    """

    title: ClassVar[str] = "Iris"
    words: ClassVar[str] = "150 real irises of three species: length and width of sepals and petals in centimetres."
    place: ClassVar[int] = 75

    def make(self, rng: np.random.Generator) -> Table:
        """Columns sepal length, sepal width, petal length, petal width, and species."""
        return read_csv(resource("datasets/iris.csv")).make(rng)
