"""Doublings: time and memory of an update and of compiling it, where layers, units and examples double."""
from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from itertools import pairwise

from engine.document import Document
from engine.tables.data import DataRecipe
from tests.benchmarks.costs import compiled, deep
from tests.benchmarks.timing import Row, medians
from tests.benchmarks.workloads import DATA, KINDS
from tests.engine.networks import chain, moons

# Twice the work may take twice as long; what two medians differ by for other reasons is allowed for.
GOAL = 2.2


def rows() -> Iterator[Row]:
    """For each doubling of a size: how many times as long an update takes, compiling it, and how much memory."""
    yield from _rows("layers", (125, 250, 500, 1000), deep)
    yield from _rows("units", (512, 1024, 2048, 4096), _wide)
    yield from _rows("examples", (12_500, 25_000, 50_000, 100_000), _long)


def _rows(what: str, sizes: tuple[int, ...], document_of: Callable[[int], Document]) -> Iterator[Row]:
    documents = {size: document_of(size) for size in sizes}
    sessions = {size: compiled(document) for size, document in documents.items()}
    updates = {str(size): lambda s=session: s.train(1) for size, session in sessions.items()}
    compiles = {str(size): lambda d=document: compiled(d) for size, document in documents.items()}
    measured = (
        ("an update", "ms", {name: 1e3 * seconds for name, seconds in medians(updates).items()}),
        ("compiling", "ms", {name: 1e3 * seconds for name, seconds in medians(compiles).items()}),
        ("memory", "MB", {str(size): _megabytes(document) for size, document in documents.items()}),
    )
    for part, unit, figures in measured:
        for before, after in pairwise(sizes):
            was, now = figures[str(before)], figures[str(after)]
            told = f"{was:.3g} {unit}, then {now:.3g} {unit}"
            yield f"{before:,} → {after:,} {what}: {part}", now / was, GOAL, told


def _wide(units: int) -> Document:
    """One hidden layer of so many units."""
    layers = (KINDS["Linear"](units), KINDS["Tanh"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]())
    return moons(graph=chain(KINDS["Input"](), *layers))


def _long(examples: int) -> Document:
    """All of so many examples in one batch."""
    return moons(data=DataRecipe(DATA["TwoMoons"](examples), test_part=0.0), batch_size=0)


def _megabytes(document: Document) -> float:
    """What a session holds after two updates."""
    tracemalloc.start()
    session = compiled(document)
    session.train(2)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / 2**20
