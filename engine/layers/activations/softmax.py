"""Softmax: turns a list of numbers into probabilities that add up to 1."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layer import Layer, Shape, ShapeError, shape_words
from engine.saying.said import Said, Template
from engine.value import Value
from engine.writer import Writer

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxWriter
    from engine.export.tensor import Tensor
    from engine.saying.step import Step

SURE = Template(
    "{node} is surest of {which}, with a probability of {sure}; where it is least sure, the highest of {classes} is"
    " {least}."
)


@dataclass(frozen=True)
class Softmax(Layer):
    """aⱼ = e^zⱼ / Σᵢ e^zᵢ for each example; ∂aⱼ/∂zᵢ = aⱼ ([i = j] − aᵢ). Bridle 1990."""

    title, family, place, glyph = "Softmax", "Activations", 50, "curve:bump"
    words = "Turns a list of numbers, the logits, into probabilities that add up to 1."
    formula = "a = eᶻ / Σ eᶻ"
    torch = "F.softmax({z}, dim=1)"
    ports = ("z",)

    def shape(self, z: Shape) -> Shape:
        if len(z) != 1:
            raise ShapeError(
                f"Softmax wants a list of numbers for each example, one for each class, but is given {shape_words(z)}."
            )
        return z

    def onnx_call(self, write: OnnxWriter, parameters: Mapping[str, np.ndarray], *inputs: Tensor) -> str:
        return write.op("Softmax", inputs[0], axis=1)

    def said(self, step: Step) -> Said | None:
        if step.phase != "forward":
            return None
        a = step.result.array
        which = step.place(a, tuple(int(at) for at in np.unravel_index(int(a.argmax()), a.shape)))
        least = float(a.max(axis=0).min())
        return SURE(node=step.node, classes=len(a), sure=float(a.max()), which=which or step.node, least=least)

    def forward(self, write: Writer, y: Value, z: Value) -> None:
        words = (
            "{node} raises e to each number and divides by the sum over the classes, so that each example gets"
            " probabilities that add up to 1."
        )
        with write.equation(self.formula, {"a": y.value}, {"z": z.value}, words):
            most, total = np.empty(z.examples), np.empty(z.examples)
            # The largest is taken off first: the fraction stays the same and nothing grows too large for a float64.
            write.call(np.maximum.reduce, z.value, most, axis=0)
            write.call(np.subtract, z.value, most, y.value)
            write.call(np.exp, y.value, y.value)
            write.dot(np.ones(z.shape[0]), y.value, total)
            write.call(np.divide, y.value, total, y.value)

    def backward(self, write: Writer, y: Value, z: Value) -> None:
        words = (
            "{node} takes from each gradient the average of all of them, weighted by the probabilities, because what"
            " one class gains the others lose."
        )
        symbols = "∂L/∂z = a ⊙ (∂L/∂a − Σ a ⊙ ∂L/∂a)"
        with write.contribution(symbols, z, {"a": y.value, "∂L/∂a": y.grad}, words) as grad:
            average = np.empty(z.examples)
            write.call(np.multiply, y.value, y.grad, grad.value)
            write.dot(np.ones(z.shape[0]), grad.value, average)
            write.call(np.subtract, y.grad, average, grad.value)
            write.call(np.multiply, y.value, grad.value, grad.value)
