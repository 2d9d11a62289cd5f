"""Sigmoid: turns any number into a probability."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Sigmoid(Elementwise):
    """a = 1 / (1 + e⁻ᶻ), the logistic function, with slope a (1 − a)."""

    title, family, place, glyph = "Sigmoid", "Activations", 30, "curve:sigmoid"
    words = "Turns each number, a logit, into a probability between 0 and 1."
    formula = "a = 1 / (1 + e⁻ᶻ)"
    torch = "torch.sigmoid({z})"
    onnx = "Sigmoid"
    slope_formula = "a ⊙ (1 − a)"
    ports = ("z",)
    forward_words = "{node} turns each number into one between 0 and 1, to be read as a probability; 0 becomes ½."
    backward_words = (
        "{node} multiplies the gradient by its own slope a (1 − a): at most ¼, and close to 0 where a is close to 0 or"
        " 1, so little of the gradient gets through there."
    )

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        write_sigmoid(write, z, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.subtract, np.array(1.0), a, slope)
        write.call(np.multiply, a, slope, slope)


def write_sigmoid(write: Writer, z: np.ndarray, a: np.ndarray) -> None:
    """Write the calls for a = eᶻ / (1 + eᶻ), which is 1 / (1 + e⁻ᶻ), exact to the last digits for any z."""
    power, cap = np.empty_like(z), np.full_like(z, 700.0)
    # e⁷⁰⁰ is still a float64, and above 40 the answer is 1 anyway. Small probabilities keep all their digits.
    write.call(np.minimum, z, cap, a)
    write.call(np.exp, a, power)
    write.call(np.add, power, np.array(1.0), a)
    write.call(np.divide, power, a, a)
