"""Step: 1 for positive numbers, 0 for all others. It can not learn."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.saying.said import Template
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

SMOOTH_INSTEAD = Template("Change it to a Sigmoid or a ReLU: a Step has no slope to learn by.")


@dataclass(frozen=True)
class Step(Elementwise):
    """a = 1 where z > 0 and 0 elsewhere, at 0 too. Its slope is 0 everywhere; at the jump it has none and 0 is taken.

    The unit of McCulloch and Pitts 1943 and of Rosenblatt's perceptron, 1958.
    """

    title, family, place, glyph = "Step", "Activations", 44, "curve:step"
    words = "Says 1 for positive numbers and 0 for all others. Its slope is 0, so nothing before it can learn."
    formula = "a = [z > 0]"
    torch = "F.relu({z}.sign())"
    slope_formula, when_flat = "0", SMOOTH_INSTEAD
    ports = ("z",)
    forward_words = "{node} decides: 1 where z is above 0, and 0 elsewhere. How far above or below is lost."
    backward_words = (
        "{node} stops the gradient: its curve is flat on both sides of the jump, so moving z a little changes nothing,"
        " and what comes before it gets no sign of which way to go. That is why networks use smooth curves instead."
    )

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Relu", write.op("Sign", inputs[0]))

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        write.call(np.heaviside, z, np.array(0.0), a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        write.call(np.copyto, np.zeros_like(z), slope)
