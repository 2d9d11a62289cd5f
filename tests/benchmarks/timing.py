"""Timing: interleaved rounds, so that whatever else the machine does hits everybody alike."""
from __future__ import annotations

import statistics
import time
from collections.abc import Callable

# What, ratio or figure, goal, in numbers.
Row = tuple[str, float, float | None, str]


def medians(works: dict[str, Callable[[], object]], rounds: int = 13, seconds: float = 0.04) -> dict[str, float]:
    """Seconds a call of each work takes: the median over rounds in which each ran in turn."""
    counts = {}
    for name, work in works.items():
        work()
        start = time.perf_counter()
        work()
        counts[name] = max(1, int(seconds / max(time.perf_counter() - start, 1e-7)))
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            for _ in range(counts[name]):
                work()
            taken[name].append((time.perf_counter() - start) / counts[name])
    return {name: statistics.median(times) for name, times in taken.items()}


def micro(ours: float, other: float) -> str:
    """Two times in words."""
    return f"{ours * 1e6:.1f} µs against {other * 1e6:.1f} µs"
