"""Curve: a function of one number and its slope on a grid, by the very calls that the layer runs in the network."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.equation import Equation
from engine.inquiry.slopes import OwnSlopes, is_function_of_one
from engine.layer import Layer, ShapeError
from engine.tables.table import Table
from engine.value import Value
from engine.writer import Writer


class Curve:
    """y = f(x) and f′(x) of a layer that works number by number, at ``count`` places at once."""

    def __init__(self, layer: Layer, count: int) -> None:
        writer = Writer({}, Table((), np.empty((0, 1)), (), ()), None)
        self._x, self._y = Value("x", (), count), Value("y", (), count)
        writer.at("y", "forward")
        layer.forward(writer, self._y, self._x)
        self._calls = tuple(call for equation in writer.equations for call in equation.bound)
        self._slopes = OwnSlopes(layer, self._y, self._x)

    def at(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """f(x) and f′(x), of the shape of x, (count,); NaN where the function has no value."""
        self._x.value[...] = x
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()
        return self._y.value.copy(), self._slopes.at_present().copy()


def curve_of(layer: Layer, forward: Iterable[Equation], count: int) -> Curve | None:
    """The curve of a layer whose forward equations make each number of the one at its place; None for any other."""
    equations = tuple(forward)
    if not equations or not is_function_of_one(equations):
        return None
    try:
        # What works number by number takes a single one too.
        return Curve(layer, count) if layer.shape(()) == () else None
    except ShapeError:
        return None
