"""Penalty: what the losses have in common that grow with the parameters of a node, whatever the network says."""
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.knobs import knob
from engine.layer import Block, Loss, Shape, ShapeError
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Penalty(Loss):
    """L = λ Σ p(w) over one parameter of the node that the edge comes from, with the slope λ p′(w) for each number.

    A kind says p and p′ in calls. It has a gradient for the parameter and none for the node's value.
    """

    ports: ClassVar[tuple[str, ...]] = ("w",)
    reads_parameters: ClassVar[bool] = True
    slope_formula: ClassVar[str]
    forward_words: ClassVar[str]
    backward_words: ClassVar[str]

    weight: float = knob(0.01, "Weight λ", low=0.0, words="How much the penalty counts beside the other losses.")
    parameter: str = knob("", "Parameter", words="Its name, such as W or b; empty means the first, the weights.")

    def shape(self, blocks: tuple[Block, ...]) -> Shape:
        names = [name for block in blocks for name in block.names]
        if not names:
            raise ShapeError(
                f"{self.title} wants a node with parameters but is given one without; connect it to the layer whose"
                " weights it should keep small."
            )
        if self.parameter and self.parameter not in names:
            raise ShapeError(
                f"{self.title} wants one of {', '.join(names)} but is given {self.parameter!r} as the parameter; type"
                " one of these in its settings, or nothing."
            )
        return ()

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return blocks

    def forward(self, write: Writer, y: Value, x: Value) -> None:
        name, numbers = self._chosen(y)
        scratch, total = np.empty(y.named[name].value.shape), np.empty(())
        symbols = self.formula.replace("w", name)
        with write.equation(symbols, {"L": y.value}, {name: numbers}, self._told(self.forward_words, name)):
            self.add_up(write, numbers, scratch, total)
            write.call(np.multiply, total, np.array(self.weight), y.scalar)

    def backward(self, write: Writer, y: Value, x: Value) -> None:
        name, numbers = self._chosen(y)
        grad = y.named[name].grad
        symbols = f"∂L/∂{name} = {self.slope_formula.replace('w', name)}"
        words = self._told(self.backward_words, name)
        with write.gradients(symbols, y, {f"∂L/∂{name}": grad}, {name: numbers}, words):
            self.compute_slope(write, numbers, grad)
            write.times_gradient(y, grad)

    def add_up(self, write: Writer, w: np.ndarray, scratch: np.ndarray, total: np.ndarray) -> None:
        """Write the calls that fill ``total``, 0-d, with Σ p(w); ``scratch`` is of the shape of ``w``."""
        raise NotImplementedError

    def compute_slope(self, write: Writer, w: np.ndarray, slope: np.ndarray) -> None:
        """Write the calls that fill ``slope`` with λ p′(w)."""
        raise NotImplementedError

    def _chosen(self, y: Value) -> tuple[str, np.ndarray]:
        named = y.named
        name = self.parameter or next(iter(named))
        return name, named[name].value

    def _told(self, words: str, name: str) -> str:
        return words.format(node="{node}", parameter=name, weight=f"{self.weight:g}")
