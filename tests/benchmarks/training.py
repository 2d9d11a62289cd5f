"""Training: the engine against the plain implementation, and what events and snapshots cost."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.data import DataRecipe
from engine.dataset import dataset_kinds
from engine.document import Document
from engine.layer import Layer, layer_kinds
from engine.optimizer import Optimizer, optimizer_kinds
from engine.session import Session
from tests.benchmarks import plain
from tests.benchmarks.timing import medians
from tests.engine.networks import chain

KINDS, DATA, OPTIMIZERS = layer_kinds(), dataset_kinds(), optimizer_kinds()
ITERATIONS = 50


@dataclass(frozen=True)
class Workload:
    """One network on one dataset, and how many times faster than plain it should be."""

    name: str
    layers: tuple[Layer, ...]
    data: str
    examples: int
    batch: int
    optimizer: Optimizer
    goal: float | None

    def document(self) -> Document:
        knobs = {} if self.data == "Digits" else {"size": self.examples}
        graph = chain(KINDS["Input"](), *self.layers)
        recipe = DataRecipe(DATA[self.data](**knobs), test_part=0.0)
        return Document(graph, recipe, self.optimizer, batch_size=self.batch)


def _layers(*words: object) -> tuple[Layer, ...]:
    return tuple(KINDS["Linear"](word) if isinstance(word, int) else word for word in words)


def workloads() -> list[Workload]:
    """Those of the design's table that the data sets can feed; 784 inputs have none yet."""
    tanh, relu, sigmoid, mse = KINDS["Tanh"](), KINDS["ReLU"](), KINDS["Sigmoid"](), KINDS["MeanSquaredError"]()
    bce, ce = KINDS["BinaryCrossEntropy"](), KINDS["CrossEntropy"]("logits")
    sgd, adam = OPTIMIZERS["GradientDescent"](0.05), OPTIMIZERS["Adam"]()
    small = _layers(4, tanh, 2, tanh, 1, tanh, mse)
    digits = _layers(32, relu, 10, ce)
    reshape, filters, pool, flatten = (KINDS[kind]() for kind in ("Reshape", "Conv2D", "MaxPool", "Flatten"))
    images = _layers(reshape, filters, relu, pool, flatten, 10, ce)
    return [
        Workload("2-4-2-1 tanh, batch 10", small, "TwoMoons", 100, 10, sgd, 4),
        Workload("2-8-8-1 BCE, batch 32", _layers(8, tanh, 8, tanh, 1, sigmoid, bce), "TwoMoons", 320, 32, sgd, None),
        Workload("line, batch 100", _layers(1, mse), "NoisyLine", 100, 100, sgd, 4),
        Workload("digits 64-32-10 SGD, 64", digits, "Digits", 0, 64, sgd, 2),
        Workload("digits 64-32-10 Adam, 64", digits, "Digits", 0, 64, adam, 2),
        Workload("CNN on 8×8 digits, 64", images, "Digits", 0, 64, sgd, 5),
    ]


def plain_network(work: Workload, session: Session) -> plain.Network:
    """The plain network with the same sizes and data."""
    plan, graph = session.plan, session.document.graph
    layers: list[object] = []
    for id in graph.order:
        kind = type(graph.by_id[id].layer).__name__
        if kind == "Linear":
            layers.append(plain.Linear(plan.values[graph.sources(id)[0]].shape[0], plan.values[id].shape[0]))
        elif kind == "Conv2D":
            layers.append(plain.Conv2D(plan.values[graph.sources(id)[0]].shape[0], plan.values[id].shape[0]))
        elif kind in ("Reshape", "Flatten"):
            layers.append(plain.Reshape(plan.values[id].shape))
        elif kind in ("Tanh", "ReLU", "Sigmoid", "MaxPool"):
            layers.append(getattr(plain, kind)())
    loss = getattr(plain, type(work.layers[-1]).__name__)()
    table = session.data.train
    y = table.rows(table.targets)
    if work.data == "Digits":
        y = (np.arange(10)[:, None] == y).astype(float)
    is_adam = type(work.optimizer).__name__ == "Adam"
    return plain.Network(layers, loss, table.rows(table.features), y, work.batch, 0.001 if is_adam else 0.05, is_adam)


def rows() -> Iterator[tuple[str, float, float | None, str]]:
    """(what, ratio, goal, in numbers) for each workload, then for events and snapshots."""
    for work in workloads():
        session = Session(work.document())
        slow = plain_network(work, session)
        took = medians({"ours": lambda s=session: s.train(ITERATIONS), "plain": slow.step})
        ours = took["ours"] / ITERATIONS
        yield f"{work.name}: × plain", took["plain"] / ours, work.goal, _micro(ours, took["plain"])
    yield from _costs(workloads()[0])


def _costs(work: Workload) -> Iterator[tuple[str, float, float | None, str]]:
    """What it costs to be told of every equation, and to keep snapshots for the way back."""
    session, watched, forgetful = (Session(work.document()) for _ in range(3))
    forgetful.history.spacing = sys.maxsize
    heard: list[object] = []

    def watch() -> None:
        heard.clear()
        watched.run.train(ITERATIONS, heard.append)

    works = {"train": lambda: session.train(ITERATIONS), "events": watch, "bare": lambda: forgetful.train(ITERATIONS)}
    took = {name: seconds / ITERATIONS for name, seconds in medians(works).items()}
    yield "stepping with events: × training", took["events"] / took["train"], 1.2, _micro(took["events"], took["train"])
    yield "training with snapshots: × without", took["train"] / took["bare"], 1.1, _micro(took["train"], took["bare"])


def _micro(ours: float, other: float) -> str:
    return f"{ours * 1e6:.1f} µs against {other * 1e6:.1f} µs"
