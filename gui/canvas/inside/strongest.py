"""Strongest: which rows of a large layer are drawn, and through which weights."""
from __future__ import annotations

import numpy as np

MOST, MOST_SETS = 10, 6
"""So many numbers stand below each other so that all of them can be read; so many pairs of them, where two meet."""


def largest(sizes: np.ndarray, most: int = MOST) -> tuple[int, ...]:
    """The places of the ``most`` largest of some sizes, in the order of their places; of equals, the first ones."""
    sizes = np.where(np.isnan(sizes), np.inf, np.abs(sizes))
    return tuple(sorted(np.argsort(-sizes, kind="stable")[:most].tolist()))


def strongest_inputs(weights: np.ndarray, inputs: np.ndarray, outputs: tuple[int, ...]) -> tuple[int, ...]:
    """The inputs that add most to these outputs: by the sum of |wⱼᵢ xᵢ|, or of |wⱼᵢ| where all inputs are 0.

    ``weights`` are m × n, ``inputs`` n numbers.
    """
    with np.errstate(all="ignore"):
        chosen = np.abs(weights[list(outputs)])
        return largest((chosen * np.abs(inputs) if inputs.any() else chosen).sum(axis=0))


def strongest_rows(columns: list[np.ndarray]) -> tuple[int, ...]:
    """The rows in which columns of one length are largest, each by its own measure: of a single one its largest."""
    if len(columns) == 1:
        return largest(columns[0])
    sizes = [np.where(np.isfinite(column), np.abs(column), np.inf) for column in columns]
    shares = [size / (size.max(initial=0.0, where=np.isfinite(size)) or 1.0) for size in sizes]
    return largest(np.sum(shares, axis=0), MOST_SETS)
