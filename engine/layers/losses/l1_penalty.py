"""L1 penalty: large weights cost, by their size."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.penalty import Penalty
from engine.writer import Writer


@dataclass(frozen=True)
class L1Penalty(Penalty):
    """L = λ Σ |w| with slope λ sign w, and 0 where w is 0, as in PyTorch. The lasso, Tibshirani 1996."""

    title, place, glyph = "L1 penalty", 52, "|w|"
    words = "The sum of the sizes of a layer's weights, times λ: it pulls all alike towards 0, and some get there."
    formula = "L = λ Σ |w|"
    torch = "{weight!r} * {w}.abs().sum()"
    slope_formula = "λ sign w"
    forward_words = "{node} adds up the sizes of all numbers in {parameter}, times λ = {weight}: every weight costs."
    backward_words = (
        "{node} wants each number of {parameter} nearer to 0 and pulls all of them alike, by λ = {weight}: up where it"
        " is negative, down where it is positive."
    )

    def add_up(self, write: Writer, w: np.ndarray, scratch: np.ndarray, total: np.ndarray) -> None:
        write.call(np.abs, w, scratch)
        write.dot(scratch.reshape(-1), np.ones(scratch.size), total)

    def compute_slope(self, write: Writer, w: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.sign, w, slope)
        write.call(np.multiply, slope, np.array(self.weight), slope)
