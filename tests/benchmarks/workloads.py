"""The networks whose training is measured, and each as a job that another engine can do."""
from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np

from engine.dataset import Dataset, dataset_kinds, read_only
from engine.document import Document
from engine.layer import Layer, Shape, layer_kinds
from engine.optimizer import Optimizer, optimizer_kinds
from engine.session import Session
from engine.tables.data import DataRecipe
from engine.tables.table import Table
from tests.engine.networks import chain

KINDS, DATA, OPTIMIZERS = layer_kinds(), dataset_kinds(), optimizer_kinds()


@dataclasses.dataclass(frozen=True)
class Noise(Dataset):
    """Random pixels in ten classes, as many as a picture of 28 × 28 has: no data set that ships is as wide."""

    title, words = "Noise", "Random pixels in ten classes."
    examples: int = 640
    features: int = 784

    def make(self, rng: np.random.Generator) -> Table:
        names = tuple(f"x{number}" for number in range(self.features))
        labels = rng.integers(0, 10, (1, self.examples)).astype(float)
        columns = np.concatenate([rng.random((self.features, self.examples)), labels])
        classes = {"class": tuple(str(number) for number in range(10))}
        return Table((*names, "class"), read_only(columns), names, ("class",), classes)


@dataclasses.dataclass(frozen=True)
class Job:
    """The same training for somebody else: (kind, shape before, shape after) of each layer, the loss last.

    ``x`` is (features, examples); ``y`` likewise, one-hot for the digits.
    """

    layers: tuple[tuple[str, Shape, Shape], ...]
    x: np.ndarray
    y: np.ndarray
    batch: int
    rate: float
    is_adam: bool

    def batches(self) -> Iterator[np.ndarray]:
        """Indices of a batch after the other, shuffled anew for every epoch; the same amount of examples in each."""
        rng, examples = np.random.default_rng(0), self.x.shape[1]
        while True:
            order = rng.permutation(examples)
            for start in range(0, examples - self.batch + 1, self.batch):
                yield order[start : start + self.batch]


@dataclasses.dataclass(frozen=True)
class Workload:
    """One network on one data set, and how many times faster than each peer the engine should train it."""

    name: str
    layers: tuple[Layer, ...]
    dataset: Dataset
    batch: int
    optimizer: Optimizer
    goals: dict[str, float]

    def document(self) -> Document:
        graph = chain(KINDS["Input"](), *self.layers)
        return Document(graph, DataRecipe(self.dataset, test_part=0.0), self.optimizer, batch_size=self.batch)

    def job(self, session: Session) -> Job:
        """What a peer has to do; ``session`` runs the document."""
        graph, values, table = session.document.graph, session.plan.values, session.data.train
        path = [(type(graph.by_id[id].layer).__name__, values[id].shape) for id in graph.order if id != "target"]
        layers = tuple((kind, before, after) for (_, before), (kind, after) in itertools.pairwise(path))
        y = table.rows(table.targets)
        if layers[-1][0] == "CrossEntropy":
            y = (np.arange(10)[:, None] == y).astype(float)
        is_adam = type(self.optimizer).__name__ == "Adam"
        return Job(layers, table.rows(table.features), y, self.batch, self.optimizer.rate, is_adam)


def _layers(*words: object) -> tuple[Layer, ...]:
    return tuple(KINDS["Linear"](word) if isinstance(word, int) else word for word in words)


def workloads() -> list[Workload]:
    """From the smallest to the largest."""
    tanh, relu, sigmoid, mse = KINDS["Tanh"](), KINDS["ReLU"](), KINDS["Sigmoid"](), KINDS["MeanSquaredError"]()
    bce, ce = KINDS["BinaryCrossEntropy"](), KINDS["CrossEntropy"]("logits")
    sgd, adam = OPTIMIZERS["GradientDescent"](0.05), OPTIMIZERS["Adam"]()
    small = _layers(4, tanh, 2, tanh, 1, tanh, mse)
    reshape, filters, pool, flatten = (KINDS[kind]() for kind in ("Reshape", "Conv2D", "MaxPool", "Flatten"))
    images = _layers(reshape, filters, relu, pool, flatten, 10, ce)
    moons, line, digits = DATA["TwoMoons"], DATA["NoisyLine"](size=100), DATA["Digits"]()
    ten = _layers(32, relu, 10, ce)
    return [
        Workload(
            "2-4-2-1 tanh, batch 10", small, moons(size=100), 10, sgd,
            {"plain": 4.5, "PyTorch": 30, "scikit-learn": 10, "JAX": 2},
        ),
        Workload(
            "2-8-8-1 BCE, batch 32", _layers(8, tanh, 8, tanh, 1, sigmoid, bce), moons(size=320), 32, sgd,
            {"PyTorch": 20, "JAX": 1.3},
        ),
        Workload("line, batch 100", _layers(1, mse), line, 100, sgd, {"plain": 4, "PyTorch": 60, "JAX": 6}),
        Workload("digits 64-32-10 SGD, 64", ten, digits, 64, sgd, {"plain": 2, "PyTorch": 8, "scikit-learn": 4}),
        Workload("digits 64-32-10 Adam, 64", ten, digits, 64, adam, {"plain": 2, "PyTorch": 7, "scikit-learn": 4}),
        Workload("CNN on 8×8 digits, 64", images, digits, 64, sgd, {"plain": 5, "PyTorch": 5, "JAX": 3}),
        Workload(
            "784-128-10, batch 64", _layers(128, relu, 10, ce), Noise(), 64, sgd,
            {"PyTorch": 1.3, "scikit-learn": 1.3, "JAX": 0.95},
        ),
    ]  # fmt: skip
