"""Tanh: squashes any number to between −1 and 1."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer


@dataclass(frozen=True)
class Tanh(Elementwise):
    """a = tanh z, with tanh′ z = 1 − tanh² z = 1 − a²."""

    title, family, place, glyph = "Tanh", "Activations", 40, "curve:tanh"
    words = "Squashes each number to between −1 and 1; steep around 0, flat far from it."
    formula = "a = tanh z"
    torch = "torch.tanh({z})"
    onnx = "Tanh"
    slope_formula = "(1 − a²)"
    ports = ("z",)
    forward_words = "{node} squashes each number to between −1 and 1, so that layers in a row can bend a line."
    backward_words = (
        "{node} multiplies the gradient by its own slope 1 − a²: where a is close to −1 or 1 the curve is flat, and"
        " little of the gradient gets through."
    )

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        write.call(np.tanh, z, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.square, a, slope)
        write.call(np.subtract, np.array(1.0), slope, slope)
