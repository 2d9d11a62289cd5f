"""Max pool: the largest number of each window."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.parts.pooling import Pooling
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class MaxPool(Pooling):
    """y = the largest x of each window; its gradient goes to that x, and to the first of several equals, row by row.

    Ties are real: equal pixels are common in the digits. PyTorch chooses the first too. Boureau, Ponce and LeCun 2010.
    """

    title, family, place, glyph = "Max pool", "Layers", 30, "MP"
    words = "Keeps the largest number of each window of an image, which makes the image smaller."
    formula = "y = max over k × k"
    torch = "F.max_pool2d({x}, {window}, {stride})"
    onnx = "MaxPool"

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        first, *others = self.windows(x.shape).views(x.value)
        words = "{node} keeps the largest number of each window and forgets where in the window it was."
        with write.equation(self.formula, {"y": y.value}, {"x": x.value}, words):
            if not others:
                write.call(np.copyto, first, y.value)
            for view in others:
                write.call(np.maximum, first, view, y.value)
                first = y.value

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        windows = self.windows(x.shape)
        is_free, is_chosen = (np.empty(y.value.shape, dtype=bool) for _ in range(2))
        # Where they don't, every pixel has one window, or none and a gradient that stays 0.
        do_overlap, share = self.stride < self.window, np.empty_like(y.value)
        words = (
            "{node} gives the gradient of each window to its largest number, the first of several equal ones; the"
            " others could move a little and change nothing, so they get 0."
        )

        def give(mask: np.ndarray, target: np.ndarray) -> None:
            write.call(np.multiply, y.grad, mask, share if do_overlap else target)
            if do_overlap:
                write.call(np.add, target, share, target)

        given = {"∂L/∂y": y.grad, "x": x.value, "y": y.value}
        with write.contribution("∂L/∂x = Σ ∂L/∂y ⊙ [x is the max]", x, given, words) as grad:
            if do_overlap:
                write.call(np.copyto, np.zeros(()), grad.value)
            write.call(np.copyto, np.array(True), is_free)
            *places, (_, last) = zip(windows.views(x.value), windows.views(grad.value), strict=True)
            for numbers, target in places:
                write.call(np.equal, numbers, y.value, is_chosen)
                write.call(np.logical_and, is_chosen, is_free, is_chosen)
                # Free and not chosen: what is left to the places after this one.
                write.call(np.greater, is_free, is_chosen, is_free)
                give(is_chosen, target)
            give(is_free, last)
