"""Conv 2-D: the same small weights at every place of an image."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Block, Layer, Shape, ShapeError
from engine.parts.windows import Windows
from engine.start_values import drawn, start_size, start_values
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor


@dataclass(frozen=True)
class Conv2D(Layer):
    """z = W ∗ x + b: each filter is a weighted sum of a k × k window over all channels, at every place. LeCun 1989.

    As everywhere in deep learning the filter is not mirrored. With the windows as columns of a matrix X, this is
    Z = W X + b (Chellapilla, Puri and Simard 2006); a row of W is a filter, channel by channel and row by row.
    """

    title, family, place, glyph = "Conv 2-D", "Layers", 20, "∗"
    words = "Slides small filters over an image: each is a weighted sum of a window, the same at every place."
    formula = "z = W ∗ x + b"
    torch = "self.{it}({x})"

    filters: int = knob(8, "Filters", low=1, high=256, words="How many filters; each gives one channel.")
    kernel: int = knob(3, "Window k", low=1, high=32, words="Each filter sees k × k pixels of every channel.")
    stride: int = knob(1, "Stride", low=1, high=32, words="How many pixels lie from one window to the next.")
    padding: int = knob(0, "Padding", low=0, high=31, words="How many rows and columns of zeros are put on each side.")
    start_values: str = start_values("He", "W")
    start_size: float = start_size()

    def shape(self, x: Shape) -> Shape:
        windows = self._windows(x)
        if self.padding >= self.kernel:
            raise ShapeError(
                f"Conv 2-D wants a padding below its window of {self.kernel}, so that no window sees padding alone, but"
                f" is given {self.padding}; change one of them in its settings."
            )
        return self.filters, windows.down, windows.across

    def blocks(self, x: Shape) -> tuple[Block, ...]:
        seen = x[0] * self.kernel**2
        everything = slice(None)
        parts = (("W", (everything, slice(seen))), ("b", (everything, seen)))
        return (Block("W | b", (self.filters, seen + 1), parts),)

    def scratch(self, x: Shape) -> int:
        """The padded image and the windows as columns, there and back."""
        windows = self._windows(x)
        places = windows.size**2 * windows.down * windows.across
        return 2 * windows.channels * (windows.height * windows.width + places)

    def start(self, rng: np.random.Generator, name: str, shape: Shape) -> np.ndarray:
        """W as its knobs say, with n = what a filter sees and m = what a pixel of one channel feeds; b is zero."""
        if name == "b":
            return np.zeros(shape)
        filters, seen = shape
        return drawn(self, rng, shape, inputs=seen, outputs=filters * self.kernel**2)

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        knobs = f"{self.kernel}, stride={self.stride}, padding={self.padding}"
        return {it: f"nn.Conv2d({inputs[0][0]}, {self.filters}, {knobs})"}

    def torch_state(self, it: str, name: str, array: np.ndarray, *inputs: Shape) -> tuple[str, np.ndarray]:
        if name == "b":
            return f"{it}.bias", array
        return f"{it}.weight", array.reshape(self.filters, inputs[0][0], self.kernel, self.kernel)

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        channels = inputs[0].shape[0]
        filters = parameters["W"].reshape(self.filters, channels, self.kernel, self.kernel)
        strides, pads = [self.stride] * 2, [self.padding] * 4
        return write.op("Conv", inputs[0], filters, parameters["b"], single=True, strides=strides, pads=pads)

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        windows, block = self._windows(x.shape), y.parameters["W | b"].value
        indices = windows.indices()
        columns = np.ones((len(indices) + 1, indices.shape[1], x.examples))
        y.scratch["columns"] = columns.reshape(len(columns), -1)
        given = {"W": block[:, :-1], "x": x.value, "b": block[:, -1:]}
        words = (
            "{node} lays each filter on every window of the image, multiplies number by number, adds up and adds the"
            " filter's bias."
        )
        with write.equation(self.formula, {"z": y.value}, given, words):
            image = x.value
            if self.padding:
                image = np.zeros((windows.channels, windows.height, windows.width, x.examples))
                write.call(np.copyto, x.value, self._inside(image))
            # Every window becomes a column, on top of a 1 for the bias, so that one product does it all.
            write.call(np.take, image.reshape(-1, x.examples), indices, columns[:-1], axis=0, mode="clip")
            write.dot(block, y.scratch["columns"], y.value.reshape(self.filters, -1))

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        block, columns = y.parameters["W | b"], y.scratch["columns"]
        dW, grads = block.grad, y.grad.reshape(self.filters, -1)
        words = (
            "How far each weight of {node} moves the loss: the gradient that arrives at each place times the pixel that"
            " the weight saw there, added up over all places and examples. For the bias that pixel is 1."
        )
        results, given = {"∂L/∂W": dW[:, :-1], "∂L/∂b": dW[:, -1:]}, {"∂L/∂z": y.grad, "x": x.value}
        with write.gradients("∂L/∂W = Σ ∂L/∂z ⊙ windows of x\n∂L/∂b = Σ ∂L/∂z", y, results, given, words):
            write.dot(grads, columns.T, dW)
        words = (
            "{node} passes the gradient on: each pixel adds up what comes from all windows it lies in, through the"
            " weights that saw it."
        )
        given = {"W": block.value[:, :-1], "∂L/∂z": y.grad}
        with write.contribution("∂L/∂x = Σ W ⊙ ∂L/∂z", x, given, words) as grad:
            self._scatter(write, block.value, grads, grad)

    def _scatter(self, write: Writer, weights: np.ndarray, grads: np.ndarray, grad: Value) -> None:
        windows = self._windows(grad.shape)
        columns = np.empty((weights.shape[1], grads.shape[1]))
        write.dot(weights.T, grads, columns)
        image = grad.value
        if self.padding:
            image = np.empty((windows.channels, windows.height, windows.width, grad.examples))
        places = columns[:-1].reshape(
            windows.channels, windows.size**2, windows.down, windows.across, grad.examples
        )  # fmt: skip
        write.call(np.copyto, np.zeros(()), image)
        for place, view in enumerate(windows.views(image)):
            write.call(np.add, view, places[:, place], view)
        if self.padding:
            write.call(np.copyto, self._inside(image), grad.value)

    def _inside(self, image: np.ndarray) -> np.ndarray:
        """A padded image without its padding."""
        return image[:, self.padding : -self.padding, self.padding : -self.padding]

    def _windows(self, x: Shape) -> Windows:
        return Windows.on(self.title, x, self.kernel, self.stride, self.padding)
