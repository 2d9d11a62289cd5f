"""Expression: a function of x as a learner types it: read, differentiated, shown in type, run and printed."""
from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.equation import Call
from engine.expression.calls import Put, write_calls
from engine.expression.derivative import derivative
from engine.expression.domain import Condition, conditions
from engine.expression.parser import parse
from engine.expression.text import plain, python
from engine.expression.tree import Tree


@dataclasses.dataclass(frozen=True)
class Expression:
    """One function of x. ``tree`` is exactly what was typed."""

    tree: Tree

    @classmethod
    def read(cls, text: str, whose: str = "f(x)") -> Expression:
        """From text such as "(2*x**2 + 1)**2", "x sin(3x)" or "2x² + 1".

        Raises ExpressionError with one sentence, which begins with ``whose``, and the place where reading stopped.
        """
        return cls(parse(text, whose))

    @functools.cached_property
    def text(self) -> str:
        """In one line of mathematics, as formulas are written here: (2x² + 1)². It can be read back."""
        return plain(self.tree)

    @functools.cached_property
    def derivative(self) -> Expression:
        """f′, exact, tidied up as a teacher would: 8x(2x² + 1)."""
        return Expression(derivative(self.tree))

    @functools.cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """All that must be so for it to have a value; none where every x will do."""
        return tuple(dict.fromkeys(conditions(self.tree)))

    def broken(self, x: np.ndarray) -> str:
        """The first condition that one of these x does not meet, in words; "" where all are met."""
        for condition in reversed(self.conditions):
            if not np.all(condition.holds(Expression(condition.tree)(x))):
                return condition.words
        return ""

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """f(x), an array of the shape of x; not a number where it has no value."""
        out = np.empty(np.shape(x))
        with np.errstate(all="ignore"):
            self.write_calls(_run, np.asarray(x, float), out)
        return out

    def python(self, module: str, x: str = "x") -> str:
        """As Python on an array of the name ``x``, with the functions of ``module``: x * np.sin(3 * x) for "np".

        It runs as it is with NumPy and with PyTorch, and gives an array of the shape of x wherever x is in it.
        """
        return python(self.tree, module, x)

    def write_calls(self, call: Put, x: np.ndarray, out: np.ndarray) -> None:
        """Fill ``out`` with f(x), both of one shape, by calls ``call(ufunc, *operands, result)``."""
        write_calls(call, self.tree, x, out)


def _run(function: Callable[..., Any], *arrays: np.ndarray) -> None:
    Call(function, arrays[:-1], arrays[-1]).bound()()
