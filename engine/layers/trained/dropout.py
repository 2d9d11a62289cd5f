"""Dropout: leaves out numbers at random while learning, so that a network can't lean on any one of them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.saying.said import Said, Template
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.saying.step import Step

DROPPED = Template("{node} drew {dropped} of {all} numbers to leave out this time; each other counts {factor} times.")
SILENT = Template("{node} left {dropped} of {all} numbers out, so no gradient gets back through these this time.")


@dataclass(frozen=True)
class Dropout(Layer):
    """y = x ⊙ m with m = 0 at the chance p, else 1 / (1 − p), drawn anew in each iteration; y = x in an evaluation.

    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014, with the scale at
    training time, as programs do it today.
    """

    title, family, place, glyph = "Dropout", "Layers", 95, "Dr"
    words = "Sets numbers to 0 at random while learning, so that the network can't lean on any one; not in evaluations."
    formula = "y = x ⊙ m"
    torch = "self.{it}({x})"
    onnx = "Identity"

    chance: float = knob(0.5, "Chance p", low=0.0, high=0.99, words="How often a number is left out.")

    def torch_modules(self, it: str, *inputs: Shape) -> dict[str, str]:
        return {it: f"nn.Dropout({self.chance!r})"}

    def said(self, step: Step) -> Said | None:
        mask, all_ = step.y.scratch.get("m"), step.y.value.size
        if mask is None or step.result.array is step.y.value:
            return None
        dropped = int((mask == 0.0).sum())
        if step.phase == "backward":
            return SILENT(node=step.node, dropped=dropped, all=all_)
        return DROPPED(node=step.node, dropped=dropped, all=all_, factor=1 / (1 - self.chance))

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        if not write.is_training:
            with write.equation("y = x", {"y": y.value}, {"x": x.value}, "{node} leaves nothing out in an evaluation."):
                write.call(np.copyto, x.value, y.value)
            return
        mask = y.scratch["m"] = np.zeros_like(x.value)
        words = (
            f"{{node}} draws which numbers stay: each is left out with a chance of {self.chance:g}, and those that stay"
            f" count 1 / (1 − p) = {1 / (1 - self.chance):.4g} times, so that their sum stays the same on average."
        )
        with write.equation("m = [u ≥ p] / (1 − p)", {"m": mask}, {}, words):
            write.draw(mask)
            write.call(np.greater_equal, mask, np.array(self.chance), mask, casting="unsafe")
            write.call(np.multiply, mask, np.array(1 / (1 - self.chance)), mask)
        words = "{node} multiplies each number by its mask: what was left out is 0 and has no say in this iteration."
        with write.equation("y = x ⊙ m", {"y": y.value}, {"x": x.value, "m": mask}, words):
            write.call(np.multiply, x.value, mask, y.value)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        if not write.is_training:
            words = "{node} leaves nothing out in an evaluation, and so hands the whole gradient on."
            with write.contribution("∂L/∂x = ∂L/∂y", x, {"∂L/∂y": y.grad}, words) as grad:
                write.call(np.copyto, y.grad, grad.value)
            return
        mask = y.scratch["m"]
        words = "{node} lets the gradient through where the number was let through: what was left out learns nothing."
        with write.contribution("∂L/∂x = ∂L/∂y ⊙ m", x, {"∂L/∂y": y.grad, "m": mask}, words) as grad:
            write.call(np.multiply, y.grad, mask, grad.value)
