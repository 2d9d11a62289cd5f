"""ReLU: lets positive numbers through and turns negative ones into 0."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.parts.elementwise import Elementwise
from engine.saying.said import Said, Template
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.saying.step import Step

OFF = Template(
    "{count} of {all} numbers are not above 0, so {node} makes them 0; no gradient will get back through these."
)
LET_SOME_THROUGH = Template("Leaky ReLU lets some through everywhere; a smaller learning rate pushes fewer units off.")
ALL_ON = Template("All {all} numbers are above 0, so {node} changes none and will let the whole gradient back.")


@dataclass(frozen=True)
class ReLU(Elementwise):
    """a = max(z, 0), with slope 1 where z > 0 and 0 elsewhere, at 0 too. Nair and Hinton 2010."""

    title, family, place, glyph = "ReLU", "Activations", 10, "curve:relu"
    words = "Lets positive numbers through unchanged and turns negative ones into 0."
    formula = "a = max(z, 0)"
    torch = "F.relu({z})"
    onnx = "Relu"
    most_flat, when_flat = 0.9, LET_SOME_THROUGH
    slope_formula = "[z > 0]"
    ports = ("z",)
    forward_words = "{node} keeps the positive numbers and puts 0 for the others, a kink that lets layers bend a line."
    backward_words = (
        "{node} lets the gradient through where z is above 0, for the slope is 1 there, and stops it elsewhere, where"
        " the slope is 0: what is switched off learns nothing."
    )

    def said(self, step: Step) -> Said | None:
        if step.phase != "forward":
            return None
        off, all_ = int((step.result.array == 0.0).sum()), step.result.array.size
        return OFF(node=step.node, count=off, all=all_) if off else ALL_ON(node=step.node, all=all_)

    def compute(self, write: Writer, z: np.ndarray, a: np.ndarray) -> None:
        # An array of zeros, because NumPy's maximum is slower against a single number.
        write.call(np.maximum, z, np.zeros_like(z), a)

    def compute_slope(self, write: Writer, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
        # Where a is above 0, z was; a comparison takes NumPy a fraction of the time of a sign.
        write.call(np.greater, a, np.zeros(()), slope)
