"""ELU: lets positive numbers through and bends negative ones towards −α."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.parts.elementwise import Elementwise
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class ELU(Elementwise):
    """a = z where z > 0 and α (eᶻ − 1) elsewhere, with slope 1 and α eᶻ; at 0 it is α. Clevert and others 2016."""

    title, family, place, glyph = "ELU", "Activations", 22, "curve:elu"
    words = "Lets positive numbers through unchanged and bends negative ones smoothly towards a floor."
    formula = "a = z if z > 0, else α (eᶻ − 1)"
    torch = "F.elu({z}, {scale!r})"
    most_flat = 0.9
    slope_formula = "([z > 0] + α eᶻ [z ≤ 0])"
    ports = ("z",)
    forward_words = (
        "{node} keeps the positive numbers; the others become α (eᶻ − 1) with α = {scale:g}, which stays above −α."
    )
    backward_words = (
        "{node} lets the gradient through where z is above 0; elsewhere the slope is α eᶻ with α = {scale:g}: the"
        " further z is below 0, the less gets through."
    )

    scale: float = knob(1.0, "Floor α", low=0.0, words="Far below 0 the result comes close to −α.")

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        z = inputs[0]
        power = write.op("Exp", write.op("Min", z, 0.0))
        return write.op("Add", write.op("Max", z, 0.0), write.op("Mul", write.op("Sub", power, 1.0), self.scale))

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        positive, zeros = np.empty_like(z), np.zeros_like(z)
        write.call(np.maximum, z, zeros, positive)
        write.call(np.minimum, z, zeros, a)
        write.call(np.expm1, a, a)
        write.call(np.multiply, a, np.array(self.scale), a)
        write.call(np.add, a, positive, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.minimum, z, np.zeros_like(z), slope)
        write.call(np.exp, slope, slope)
        if self.scale != 1.0:
            # α e⁰ where z is above 0, and so what lacks to 1 is added there. With α = 1 it is 1 already.
            rest = np.empty_like(z)
            write.call(np.multiply, slope, np.array(self.scale), slope)
            write.call(np.heaviside, z, np.array(0.0), rest)
            write.call(np.multiply, rest, np.array(1.0 - self.scale), rest)
            write.call(np.add, slope, rest, slope)
