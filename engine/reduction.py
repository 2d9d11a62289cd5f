"""Reduction: what the layers have in common that make one number out of many."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.value import Value
from engine.writer import Writer

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
