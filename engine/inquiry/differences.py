"""Differences: the slope of a function measured from its values alone, and how far the measurement is to be trusted."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

# Each step is a quarter of the one before it; powers of two, so that adding them rounds little.
_SHRINK, _MOST_STEPS = 4.0, 13
# A few roundings of the largest number: what a value of the function may be off by.
_ROUNDING = 4 * 2.0**-52
_CLOSE = 1e-9


@dataclasses.dataclass(frozen=True)
class Measured:
    """A slope, and by how much it may be off; infinitely much where nothing could be measured."""

    slope: float
    doubt: float


def measure(f: Callable[[float], float], x: float, step: float) -> Measured:
    """The slope of ``f`` at ``x`` by central differences, with the step, ``step`` or narrower, that suits this place.

    Two central differences are extrapolated to the step 0 (Richardson 1911). Wide steps suffer from the bends of f
    and narrow ones from its rounding, so the result is the one that differs least from that of the step before it.
    """
    best, last_difference, last_slope = Measured(math.nan, math.inf), math.nan, math.nan
    for _ in range(_MOST_STEPS):
        high, low = f(x + step), f(x - step)
        difference = (high - low) / ((x + step) - (x - step))
        slope = difference + (difference - last_difference) / (_SHRINK**2 - 1)
        change, rounding = abs(slope - last_slope), _ROUNDING * max(abs(high), abs(low)) / step
        if max(change, rounding) < best.doubt:
            best = Measured(slope, max(change, rounding))
        if change <= max(rounding, _CLOSE * abs(slope)):
            break
        last_difference, last_slope, step = difference, slope, step / _SHRINK
    return best
