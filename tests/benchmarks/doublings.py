"""Doublings: time and memory of an update and of compiling it, where layers, units and examples double."""
from __future__ import annotations

import dataclasses
import tracemalloc
from collections.abc import Callable, Iterator

from engine.data import DataRecipe
from engine.document import Document
from tests.benchmarks.costs import compiled, deep
from tests.benchmarks.timing import Row, medians
from tests.benchmarks.workloads import DATA, KINDS
from tests.engine.networks import chain, moons

# Twice the work may take twice as long; what two medians differ by for other reasons is allowed for.
GOAL, _NOISE = 2.0, 0.2


def rows() -> Iterator[Row]:
    """For each doubling of a size: how many times as long an update takes, compiling it, and how much memory."""
    for what, sizes, document_of in (
        ("layers", (125, 250, 500, 1000), deep),
        ("units", (512, 1024, 2048, 4096), _wide),
        ("examples", (12_500, 25_000, 50_000, 100_000), _long),
    ):
        before: tuple[float, ...] | None = None
        for size in sizes:
            now = _measured(document_of(size))
            if before is not None:
                for part, was, is_now, told in zip(_PARTS, before, now, _told(before, now), strict=True):
                    yield f"{size // 2:,} → {size:,} {what}: {part}", is_now / was, GOAL + _NOISE, told
            before = now


_PARTS = ("an update", "compiling", "memory")


def _wide(units: int) -> Document:
    """One hidden layer of so many units."""
    layers = (KINDS["Linear"](units), KINDS["Tanh"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]())
    return moons(graph=chain(KINDS["Input"](), *layers))


def _long(examples: int) -> Document:
    """All of so many examples in one batch."""
    return dataclasses.replace(moons(), data=DataRecipe(DATA["TwoMoons"](examples), test_part=0.0), batch_size=0)


def _measured(document: Document) -> tuple[float, float, float]:
    """Seconds of an update, seconds to compile, and bytes that the session holds."""
    document.make_data()
    tracemalloc.start()
    session = compiled(document)
    session.train(2)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    works: dict[str, Callable[[], object]] = {"update": lambda: session.train(5), "compile": lambda: compiled(document)}
    took = medians(works, rounds=7, seconds=0.1)
    return took["update"] / 5, took["compile"], float(held)


def _told(before: tuple[float, ...], now: tuple[float, ...]) -> tuple[str, str, str]:
    update, compiling, memory = (zip(before, now, strict=True))
    return (
        f"{update[0] * 1e3:.3g} ms, then {update[1] * 1e3:.3g} ms",
        f"{compiling[0] * 1e3:.3g} ms, then {compiling[1] * 1e3:.3g} ms",
        f"{memory[0] / 2**20:.3g} MB, then {memory[1] / 2**20:.3g} MB",
    )
