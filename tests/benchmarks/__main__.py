"""Prints the table of ratios, beside what they should be."""
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from tests.benchmarks import training  # noqa: E402


def main() -> None:
    """All benchmarks, one after the other."""
    print(f"{'what':58}{'ratio':>8}{'goal':>8}   in numbers")
    for what, ratio, goal, numbers in training.rows():
        print(f"{what:58}{ratio:8.2f}{'' if goal is None else f'{goal:g}':>8}   {numbers}", flush=True)


main()
