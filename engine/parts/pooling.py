"""Pooling: what the layers have in common that make one number of each window of an image."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.parts.windows import Windows

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Pooling(Layer):
    """Windows of k × k pixels, each channel by itself."""

    onnx_in_single: ClassVar[bool] = False

    window: int = knob(2, "Window k", low=1, high=32, words="A window is k × k pixels of one channel.")
    stride: int = knob(2, "Stride", low=1, high=32, words="How many pixels lie from one window to the next.")

    def shape(self, x: Shape) -> Shape:
        windows = self.windows(x)
        return windows.channels, windows.down, windows.across

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        sizes = {"kernel_shape": [self.window] * 2, "strides": [self.stride] * 2}
        return write.op(self.onnx, inputs[0], single=self.onnx_in_single, **sizes)

    def windows(self, x: Shape) -> Windows:
        """The windows on an image of this shape. Raises ShapeError."""
        return Windows.on(self.title, x, self.window, self.stride)
