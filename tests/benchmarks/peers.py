"""The peers that are installed, each a function from a job to its step."""
from __future__ import annotations

import importlib
from collections.abc import Callable

from tests.benchmarks import plain
from tests.benchmarks.workloads import Job

Step = Callable[[], float]
_MODULES = {"PyTorch": "torch_peer", "scikit-learn": "sklearn_peer", "JAX": "jax_peer"}


def steps(job: Job) -> dict[str, Step]:
    """One update by the plain implementation and by each peer that is installed and can do the job."""
    found: dict[str, Step] = {"plain": plain.network(job).step}
    for name, module in _MODULES.items():
        try:
            made = importlib.import_module(f"tests.benchmarks.{module}").step_of(job)
        except ModuleNotFoundError:
            continue
        if made is not None:
            found[name] = made
    return found
