"""Elementwise: what all functions have in common that are used on each number by itself."""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Elementwise(Layer):
    """y = f(x) for each number, and by the chain rule ∂L/∂x = ∂L/∂y ⊙ f′(x).

    A kind says f and f′: once for the machine (``compute`` and ``compute_slope``) and once for the learner
    (``formula`` and ``slope_formula``, in the letters of its port and its result). In the two sentences {node} is
    the node's name, and a knob's value goes by the knob's name.
    """

    slope_formula: ClassVar[str]
    forward_words: ClassVar[str]
    backward_words: ClassVar[str]

    def compute(self, write: Writer, x: np.ndarray, y: np.ndarray) -> None:
        """Write the calls that fill ``y`` with f(x), an array of the same shape as ``x``."""
        raise NotImplementedError

    def compute_slope(self, write: Writer, x: np.ndarray, y: np.ndarray, slope: np.ndarray) -> None:
        """Write the calls that fill ``slope`` with f′(x); y = f(x) is there to make use of."""
        raise NotImplementedError

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        result, given = self._letters()
        with write.equation(self.formula, {result: y.value}, {given: x.value}, self._told(self.forward_words)):
            self.compute(write, x.value, y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        result, given = self._letters()
        symbols = f"∂L/∂{given} = ∂L/∂{result} ⊙ {self.slope_formula}"
        arrays = {given: x.value, result: y.value}
        # The z of e⁻ᶻ is a z too.
        said = unicodedata.normalize("NFKC", self.slope_formula)
        used = {letter: array for letter, array in arrays.items() if letter in said}
        terms = {f"∂L/∂{result}": y.grad, **used}
        with write.contribution(symbols, x, terms, self._told(self.backward_words)) as grad:
            self.compute_slope(write, x.value, y.value, grad.value)
            write.call(np.multiply, y.grad, grad.value, grad.value)

    def _letters(self) -> tuple[str, str]:
        return self.letter, self.ports[0]

    def _told(self, words: str) -> str:
        return words.format(node="{node}", **vars(self))
