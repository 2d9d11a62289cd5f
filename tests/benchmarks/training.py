"""Training: the engine against the plain implementation and against peers, and against what the machine can do."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.session import Session
from tests.benchmarks import peers
from tests.benchmarks.timing import Row, medians, micro
from tests.benchmarks.workloads import Workload, workloads

ITERATIONS = 50
_GEMM = 512


def rows() -> Iterator[Row]:
    """How many times faster than each peer every workload trains; of the largest, the share of the machine's peak."""
    for work in workloads():
        session = Session(work.document())
        job = work.job(session)
        works: dict[str, Callable[[], object]] = {"ours": lambda s=session: s.train(ITERATIONS), **peers.steps(job)}
        is_last = work.name.startswith("784")
        if is_last:
            a, out = np.random.default_rng(0).normal(size=(_GEMM, _GEMM)), np.empty((_GEMM, _GEMM))
            works["product"] = lambda a=a, out=out: a.dot(a, out)
        took = medians(works)
        ours = took.pop("ours") / ITERATIONS
        if is_last:
            peak = 2 * _GEMM**3 / took.pop("product")
            yield _share_of_peak(work, job.layers, ours, peak)
        for peer, seconds in took.items():
            yield f"{work.name}: × {peer}", seconds / ours, work.goals.get(peer), micro(ours, seconds)


def _share_of_peak(work: Workload, layers: tuple, seconds: float, peak: float) -> Row:
    """How much of the time would do for its matrix products, were they as fast as a large one."""
    sizes = [before[0] * after[0] for kind, before, after in layers if kind == "Linear"]
    # Forward and for the weights each once, and for the input of all but the first.
    operations = 2 * work.batch * (3 * sum(sizes) - sizes[0])
    told = f"{operations / seconds / 1e9:.1f} of {peak / 1e9:.1f} billion operations a second"
    return f"{work.name}: share of the machine's peak", operations / seconds / peak, 0.7, told
