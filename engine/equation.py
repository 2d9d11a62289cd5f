"""Equation and Call: what a learner sees happen at once, and the NumPy calls that are it."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np

PHASES = ("batch", "forward", "loss", "backward", "update")

# NumPy warns of a positional out for these two, which is the faster way elsewhere.
_OUT_BY_NAME = (np.maximum, np.minimum)


@dataclasses.dataclass(frozen=True, eq=False)
class Call:
    """One NumPy call and the arrays it is bound to: ``function(*operands, out=out, **options)``."""

    function: Callable[..., Any]
    operands: tuple[Any, ...]
    out: np.ndarray
    options: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What it reads and then, last, what it fills."""
        return (*(each for each in self.operands if isinstance(each, np.ndarray)), self.out)

    def bound(self) -> Callable[[], Any]:
        """The call with everything bound, in the form that NumPy runs fastest."""
        if self.function is np.dot:
            return partial(self.operands[0].dot, self.operands[1], self.out)
        if self.function is np.copyto:
            return partial(self.out.__setitem__, ..., self.operands[0])
        if self.function is np.take:
            source, indices = self.operands
            return partial(source.take, indices, self.options["axis"], self.out, self.options["mode"])
        if isinstance(self.function, np.ufunc) and not self.options and self.function not in _OUT_BY_NAME:
            return partial(self.function, *self.operands, self.out)
        return partial(self.function, *self.operands, out=self.out, **self.options)


@dataclasses.dataclass(frozen=True, eq=False)
class Term:
    """A symbol of an equation and the array behind it, for example W and its numbers."""

    symbol: str
    array: np.ndarray

    @property
    def is_gradient(self) -> bool:
        """Whether the array belongs to the backward pass, which has colours of its own."""
        # g is what clipping makes of ∂L/∂w.
        return self.symbol.startswith("∂") or "′" in self.symbol or self.symbol == "g"


@dataclasses.dataclass(frozen=True, eq=False)
class Equation:
    """One thing a learner sees happen: where, in symbols, in words, with these arrays, by these calls.

    ``node`` is "" for the update, which moves the parameters of the whole network at once. ``overwrites`` says that
    it changes what was there before it (parameters, optimizer memory) and so can't be undone by looking away.
    """

    node: str
    phase: str
    symbols: tuple[str, ...]
    words: str
    results: tuple[Term, ...]
    given: tuple[Term, ...]
    calls: tuple[Call, ...]
    overwrites: bool = False

    @cached_property
    def bound(self) -> tuple[Callable[[], Any], ...]:
        """Its calls, ready to run."""
        return tuple(call.bound() for call in self.calls)

    @property
    def group(self) -> tuple[str, str]:
        """What a step by layer takes together: the phase and the node."""
        return self.phase, self.node

    def trouble(self) -> float | None:
        """The first value of the results that is not finite, or None."""
        for term in self.results:
            if not np.isfinite(term.array).all():
                return float(term.array[~np.isfinite(term.array)][0])
        return None
