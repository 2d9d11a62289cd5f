"""L2 penalty: large weights cost, by their squares."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.penalty import Penalty
from engine.writer import Writer


@dataclass(frozen=True)
class L2Penalty(Penalty):
    """L = λ Σ w² with slope 2 λ w: no hidden ½. Ridge regression, Hoerl and Kennard 1970.

    With plain gradient descent it is what others call a weight decay of 2 λ.
    """

    title, place, glyph = "L2 penalty", 50, "w²"
    words = "The sum of a layer's squared weights, times λ: it pulls every weight towards 0, large ones harder."
    formula = "L = λ Σ w²"
    torch = "{weight!r} * ({w} ** 2).sum()"
    slope_formula = "2 λ w"
    forward_words = "{node} adds up the squares of all numbers in {parameter}, times λ = {weight}: large weights cost."
    backward_words = (
        "{node} wants each number of {parameter} nearer to 0: the slope of its square is twice the number, times"
        " λ = {weight}."
    )

    def add_up(self, write: Writer, w: np.ndarray, scratch: np.ndarray, total: np.ndarray) -> None:
        write.call(np.copyto, w, scratch)
        write.dot(scratch.reshape(-1), scratch.reshape(-1), total)

    def compute_slope(self, write: Writer, w: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.multiply, w, np.array(2 * self.weight), slope)
