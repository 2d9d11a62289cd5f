"""Reduction: what the layers have in common that make one number out of many."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor

OVER = ("everything", "features", "examples")


@dataclass(frozen=True)
class Reduction(Layer):
    """Numbers taken together: all of a batch, or those of each example, or each feature's over the examples."""

    over: str = knob(
        "everything", "Over", choices=OVER,
        words="everything: one number for the batch; features: one for each example; examples: one for each feature.",
    )

    def shape(self, x: Shape) -> Shape:
        return x if self.over == "examples" else ()

    def torch_call(self, it: str, *inputs: Tensor) -> str:
        axes = {"everything": "", "features": "dim=1", "examples": "dim=0, keepdim=True"}[self.over]
        x = inputs[0].as_list if self.over == "features" else inputs[0].text
        return self.torch.format(x=x, axes=axes).replace(", )", ")")

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        if self.over == "everything":
            return write.op(self.onnx, inputs[0], keepdims=0)
        if self.over == "features":
            return write.op(self.onnx, write.as_list(inputs[0]), write.axes(1), keepdims=0)
        x = inputs[0] if inputs[0].shape else write.op("Reshape", inputs[0], write.axes(-1))
        return write.op(self.onnx, x, write.axes(0), keepdims=1)

    def is_per_example(self, *inputs: bool) -> bool:
        return self.over == "features" and any(inputs)

    def add_up(self, write: Writer, x: Value, y: Value) -> None:
        """Write the call that fills ``y`` with the sums of ``x``."""
        if self.over == "everything":
            write.call(np.add.reduce, x.flat, y.scalar)
        elif self.over == "features":
            write.call(np.add.reduce, x.value.reshape(-1, x.examples), y.flat, axis=0)
        else:
            write.call(np.add.reduce, x.value, y.value, axis=-1, keepdims=True)
