"""ReLU: lets positive numbers through and turns negative ones into 0."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class ReLU(Elementwise):
    """a = max(z, 0), with slope 1 where z > 0 and 0 elsewhere, at 0 too. Nair and Hinton 2010."""

    title, family, place, glyph = "ReLU", "Activations", 10, "curve:relu"
    words = "Lets positive numbers through unchanged and turns negative ones into 0."
    formula = "a = max(z, 0)"
    torch = "F.relu({z})"
    onnx = "Relu"
    slope_formula = "[z > 0]"
    ports = ("z",)
    forward_words = "{node} keeps the positive numbers and puts 0 for the others, a kink that lets layers bend a line."
    backward_words = (
        "{node} lets the gradient through where z is above 0, for the slope is 1 there, and stops it elsewhere, where"
        " the slope is 0: what is switched off learns nothing."
    )

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        # An array of zeros, because NumPy's maximum is slower against a single number.
        write.call(np.maximum, z, np.zeros_like(z), a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        # Where a is above 0, z was; a comparison takes NumPy a fraction of the time of a sign.
        write.call(np.greater, a, np.zeros(()), slope)
