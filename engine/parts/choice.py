"""Choice: what the layers have in common that keep one of two numbers."""
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.layer import Layer
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Choice(Layer):
    """One of the numbers a and b at each place: the gradient goes to the one that was kept.

    Where both are the same each gets half of it, as in PyTorch. ``kept`` says when a is the one, in symbols.
    """

    ports: ClassVar[tuple[str, ...]] = ("a", "b")
    kept: ClassVar[str]
    choose: ClassVar[np.ufunc]

    def forward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        words = f"{{node}} keeps the {self.title.lower()} of its two inputs, number by number."
        with write.equation(self.formula, {"y": y.value}, {"a": a.value, "b": b.value}, words):
            write.call(self.choose, a.value, b.value, y.value)

    def backward(self, write: Writer, y: Value, a: Value, b: Value) -> None:
        kept, given = self.kept, {"∂L/∂y": y.grad, "a": a.value, "b": b.value}
        turned = kept.translate(str.maketrans("ab", "ba"))
        for x, other, name, when in ((a, b, "a", kept), (b, a, "b", turned)):
            words = (
                f"{{node}} hands the gradient on to {name} where {name} was kept, for there one more in {name} is one"
                " more in the result; the other gets nothing, and of two that are the same each gets half."
            )
            with write.contribution(f"∂L/∂{name} = ∂L/∂y ⊙ [{when}]", x, given, words, like=y) as grad:
                ahead = (x.value, other.value) if ">" in kept else (other.value, x.value)
                write.call(np.subtract, *ahead, grad.value)
                write.call(np.heaviside, grad.value, np.array(0.5), grad.value)
                write.call(np.multiply, grad.value, y.grad, grad.value)
