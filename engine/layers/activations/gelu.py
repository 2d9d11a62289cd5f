"""GELU: lets each number through in the measure in which it is large among normal ones."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

# NumPy has no error function, but Python has the C library's, exact to the last digits; this makes a ufunc of it.
# Of the two, 1 − erf is the one that keeps its digits where it is close to 0.
_ERFC = np.frompyfunc(math.erfc, 1, 1)


@dataclass(frozen=True)
class GELU(Elementwise):
    """a = z Φ(z) with slope Φ(z) + z φ(z), the exact form: Φ(z) = ½ erfc(−z / √2), φ(z) = e^(−z²/2) / √(2π).

    Φ is the distribution function of the standard normal distribution and φ its density. Hendrycks and Gimpel 2016.
    """

    title, family, place, glyph = "GELU", "Activations", 24, "curve:gelu"
    words = "Lets each number through in the measure Φ in which it is large among normally distributed ones."
    formula = "a = z Φ(z)"
    torch = "F.gelu({z})"
    most_flat = 0.9
    slope_formula = "(Φ(z) + z φ(z))"
    ports = ("z",)
    forward_words = (
        "{node} multiplies each number z by Φ(z), the probability that a normally distributed number lies below it:"
        " nearly 1 for large z, ½ at 0, nearly 0 far below."
    )
    backward_words = (
        "{node} multiplies the gradient by its own slope Φ(z) + z φ(z), where φ is the normal bell curve, the slope of"
        " Φ: close to 1 far above 0, ½ at 0, and a little below 0 where the curve dips."
    )

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        z = inputs[0]
        error = write.op("Erf", write.op("Mul", z, math.sqrt(0.5)), single=True)
        return write.op("Mul", write.op("Mul", z, 0.5), write.op("Add", error, 1.0))

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        _write_below(write, z, a)
        write.call(np.multiply, a, z, a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        bell = np.empty_like(z)
        _write_below(write, z, slope)
        write.call(np.square, z, bell)
        write.call(np.multiply, bell, np.array(-0.5), bell)
        write.call(np.exp, bell, bell)
        write.call(np.multiply, bell, np.array(1 / math.sqrt(2 * math.pi)), bell)
        write.call(np.multiply, bell, z, bell)
        write.call(np.add, slope, bell, slope)


def _write_below(write: Writer, z: np.ndarray, below: np.ndarray) -> None:
    """Write the calls for Φ(z), the share of normally distributed numbers below z."""
    write.call(np.multiply, z, np.array(-math.sqrt(0.5)), below)
    write.call(_ERFC, below, below, casting="unsafe")
    write.call(np.multiply, below, np.array(0.5), below)
