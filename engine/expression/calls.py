"""Calls: an expression as NumPy calls over arrays made once, each part of it computed once."""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.expression.functions import FUNCTIONS
from engine.expression.tree import PI, Call, E, Name, Negative, Number, Operation, Tree, X, has_x, number, parts

_UFUNCS = {"+": np.add, "−": np.subtract, "·": np.multiply, "/": np.divide, "^": np.power}
_CONSTANTS = {E: math.e, PI: math.pi}
Put = Callable[..., None]


def constant(tree: Tree) -> float:
    """The value of a tree without x, infinite or NaN where it has none."""
    if isinstance(tree, Number):
        return as_float(tree)
    if isinstance(tree, Name):
        return _CONSTANTS[tree]
    value, *others = (np.float64(constant(part)) for part in parts(tree))
    with np.errstate(all="ignore"):
        for ufunc, *numbers in _steps(tree):
            value = ufunc(value, *others, *numbers)
    return float(value)


def as_float(number: Number) -> float:
    """The nearest float64, infinity where there is none."""
    try:
        return float(number.value)
    except OverflowError:
        return math.inf


def write_calls(call: Put, tree: Tree, x: np.ndarray, out: np.ndarray) -> None:
    """Fill ``out`` with the expression of ``x``, both of one shape, by ``call(ufunc, *operands, result)``."""
    _Arrays(call, tree, x).fill(out)


def _steps(tree: Tree) -> tuple[tuple[Any, ...], ...]:
    """The ufuncs that make a tree of its parts; all but the first work on what the one before gave."""
    if isinstance(tree, Call):
        return FUNCTIONS[tree.function].steps
    assert isinstance(tree, Negative | Operation)
    return ((np.negative if isinstance(tree, Negative) else _UFUNCS[tree.sign],),)


class _Arrays:
    """The arrays of the parts of one tree. One that no later call reads is used again."""

    def __init__(self, call: Put, tree: Tree, x: np.ndarray) -> None:
        self._call, self._tree, self._x = call, tree, x
        self._held: dict[Tree, np.ndarray] = {X: x}
        self._free: list[np.ndarray] = []
        self._readers: Counter[Tree] = Counter()
        self._count_readers(tree)

    def fill(self, out: np.ndarray) -> None:
        if self._tree == X or not has_x(self._tree):
            self._call(np.copyto, self._array_of(self._tree), out)
        else:
            self._write(self._tree, out)

    def _count_readers(self, tree: Tree) -> None:
        for part in _operands(tree) if has_x(tree) else ():
            self._readers[part] += 1
            if self._readers[part] == 1:
                self._count_readers(part)

    def _array_of(self, tree: Tree) -> np.ndarray:
        if tree not in self._held:
            if has_x(tree):
                self._write(tree, None)
            else:
                self._held[tree] = np.array(constant(tree))
        return self._held[tree]

    def _write(self, tree: Tree, out: np.ndarray | None) -> None:
        operands = [self._array_of(part) for part in _operands(tree)]
        for part in _operands(tree):
            self._readers[part] -= 1
            if not self._readers[part] and part != X and has_x(part):
                # Elementwise calls may write over what they read.
                self._free.append(self._held[part])
        if out is None:
            out = self._free.pop() if self._free else np.empty_like(self._x)
        for ufunc, *numbers in _bare_steps(tree):
            self._call(ufunc, *operands, *map(np.array, numbers), out)
            operands = [out]
        self._held[tree] = out


def _operands(tree: Tree) -> tuple[Tree, ...]:
    """The parts that are arrays of their own: x² and eˣ have calls for which x is enough."""
    if isinstance(tree, Operation) and tree.sign == "^":
        if tree.right == number(2):
            return (tree.left,)
        if tree.left == E:
            return (tree.right,)
    return parts(tree)


def _bare_steps(tree: Tree) -> tuple[tuple[Any, ...], ...]:
    if isinstance(tree, Operation) and len(_operands(tree)) == 1:
        return ((np.square,),) if tree.right == number(2) else ((np.exp,),)
    return _steps(tree)
