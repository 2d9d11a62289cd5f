"""Document: all that a learner builds, as one frozen value: network, data, optimizer, batches, seed, notes, watches."""
from __future__ import annotations

import dataclasses

import numpy as np

from engine.graph import Graph
from engine.knobs import knob
from engine.optimizer import Optimizer
from engine.optimizers.gradient_descent import GradientDescent
from engine.room import Extent
from engine.shapes import Shapes, infer
from engine.tables.data import Data, DataRecipe
from engine.tables.table import Header, Table
from engine.watching.tree import Watched

_NO_DATA = Data(Table((), np.empty((0, 1)), (), ()), None, None)


@dataclasses.dataclass(frozen=True)
class Document:
    """What is saved, edited and undone. Trained parameters are not in it: training changes them, not the learner.

    ``batch_size`` 0 means all training examples at once. Without ``data``, a network of variables and constants is
    one function, and an iteration is one evaluation of it.
    """

    graph: Graph = Graph()
    data: DataRecipe | None = None
    optimizer: Optimizer = GradientDescent()
    batch_size: int = knob(
        32, "Batch size", low=0, high=10_000_000, words="How many examples an iteration learns from; 0 means all."
    )
    seed: int = knob(
        7, "Seed", low=0, high=2**32 - 1, words="Where every random number starts: same seed, same numbers."
    )
    weight_draw: int = knob(
        0, "Draw of the start values", low=0, high=2**32 - 1, words="How often New weights was asked for."
    )
    notes: str = ""
    watched: tuple[Watched, ...] = ()

    def make_data(self) -> Data:
        """Training and test data; without a recipe, one example with no columns."""
        return self.data.make(self.seed) if self.data else _NO_DATA

    @property
    def header(self) -> Header:
        """The columns of the data."""
        return self.make_data().header

    @property
    def shapes(self) -> Shapes:
        """The form of each node, or why it has none in a batch."""
        return infer(self.graph, self.header, Extent(self.examples_per_batch(), self.make_data().train.examples))

    def examples_per_batch(self) -> int:
        """The batch size in examples, never more than there are."""
        return min(self.batch_size or self.make_data().train.examples, self.make_data().train.examples)
