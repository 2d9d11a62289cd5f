"""Costs: events, snapshots, a map of every unit, and what a deep chain takes to compile and to edit."""
from __future__ import annotations

import dataclasses
import itertools
import sys
from collections.abc import Iterator

import numpy as np

from engine.document import Document
from engine.plan import compile_plan
from engine.session import Session
from engine.shapes import infer
from tests.benchmarks.timing import Row, medians, micro
from tests.benchmarks.workloads import KINDS, workloads
from tests.engine.networks import chain, moons

ITERATIONS = 50


def rows() -> Iterator[Row]:
    """All of them."""
    yield from _watching()
    yield _map()
    yield from _editing()


def _watching() -> Iterator[Row]:
    """What it costs to be told of every equation, and to keep snapshots for the way back."""
    document = workloads()[0].document()
    session, watched, bare = (Session(document) for _ in range(3))
    bare.history.spacing = sys.maxsize
    heard: list[object] = []

    def watch() -> None:
        heard.clear()
        watched.run.train(ITERATIONS, heard.append)

    works = {"train": lambda: session.train(ITERATIONS), "events": watch, "bare": lambda: bare.train(ITERATIONS)}
    took = {name: seconds / ITERATIONS for name, seconds in medians(works, rounds=25).items()}
    yield "training with events: × without", took["events"] / took["train"], 1.15, micro(took["events"], took["train"])
    yield "training with snapshots: × without", took["train"] / took["bare"], 1.06, micro(took["train"], took["bare"])


def _map() -> Row:
    """What every unit of the smallest network gives on a grid of 100 × 100 points."""
    session = Session(workloads()[0].document())
    graph, table = session.document.graph, session.data.train
    across = np.linspace(-1.5, 2.5, 100)
    points = np.stack([each.reshape(-1) for each in np.meshgrid(across, across)])
    columns = np.concatenate([points, np.zeros((1, points.shape[1]))])
    (loss,) = (node.id for node in graph.nodes if "Error" in type(node.layer).__name__)
    outputs = (graph.feeds[loss]["ŷ"],)
    plan = compile_plan(graph, dataclasses.replace(table, columns=columns), session.weights, outputs=outputs)
    seconds = medians({"map": plan.run})["map"]
    told = f"{sum(value.value.size for value in plan.values.values()):,} numbers"
    return "ms for a map of every unit, 100 × 100", 1e3 * seconds, 0.25, told


def deep(nodes: int) -> Document:
    """A chain of so many layers, every other one a tanh, between an Input and a loss."""
    linear, tanh = KINDS["Linear"], KINDS["Tanh"]()
    layers = [layer for _ in range((nodes - 1) // 2) for layer in (linear(8), tanh)]
    return moons(graph=chain(KINDS["Input"](), *layers, linear(1), KINDS["MeanSquaredError"]()))


def compiled(document: Document, carry: Session | None = None) -> Session:
    """A session with its calls bound and ready, its graph and all that follows from it new to everybody."""
    infer.cache_clear()
    session = Session(dataclasses.replace(document, graph=dataclasses.replace(document.graph)), carry=carry)
    assert session.plan.calls
    return session


def _editing() -> Iterator[Row]:
    """From the document to the bound calls of the first iteration, for the whole and after an edit in the middle."""
    document = deep(199)
    before, units = compiled(document), itertools.cycle((9, 8))

    def edit() -> None:
        nonlocal document, before
        document = dataclasses.replace(document, graph=document.graph.replace("n99", KINDS["Linear"](next(units))))
        before = compiled(document, before)

    took = medians({"compile": lambda: compiled(document), "edit": edit})
    told = f"{len(document.graph.nodes)} nodes, {len(before.equations)} equations"
    yield "ms to compile a chain of 200 layers", 1e3 * took["compile"], 50, told
    yield "ms from an edit in it to the new plan", 1e3 * took["edit"], 10, told
