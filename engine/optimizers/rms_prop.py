"""RMSProp: every parameter's gradient is measured against its own recent size."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.parts.descent import Descending, Descent
from engine.writer import Writer


@dataclass(frozen=True)
class RMSProp(Descent):
    """v ← β v + (1 − β) (∂L/∂w)² and w ← w − α ∂L/∂w / (√v + ε), for each parameter by itself.

    Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012. What is called β here is α in
    PyTorch.
    """

    title, place = "RMSProp", 26
    words = "Every parameter's gradient is divided by the root of the mean of its recent squares: its usual size."
    formula = "w ← w − α ∂L/∂w / (√v + ε)"
    torch = "RMSprop({w}, lr={rate!r}, alpha={decay!r}, eps={epsilon!r})"
    torch_memory = (("v", "square_avg"), ("", "step"))

    rate: float = knob(0.01, "Learning rate α", low=0.0, words="About the length of a step of one parameter.")
    decay: float = knob(0.99, "Decay β", low=0.0, high=0.999999, words="How much of the mean square v stays.")
    epsilon: float = knob(1e-8, "Floor ε", above=0.0, words="Keeps the divisor above 0.")

    def memory(self, parameters: int) -> dict[str, int]:
        return {"v": parameters}

    def move(self, write: Writer, moving: Descending) -> None:
        w, gradient, g, v = moving.parameters, moving.gradients, moving.symbol, moving.memory["v"]
        change, new = np.zeros(w.shape), np.empty_like(w)
        words = (
            f"The mean square v keeps β = {self.decay:g} of itself and takes up a little of the new gradient's square:"
            " how large a gradient has been of late, for old ones are forgotten."
        )
        symbols = f"v ← β v + (1 − β) {moving.square}"
        with write.equation(symbols, {"v": v}, {g: gradient}, words, overwrites=True):
            write.call(np.multiply, v, np.array(self.decay), v)
            write.call(np.square, gradient, new)
            write.call(np.multiply, new, np.array(1 - self.decay), new)
            write.call(np.add, v, new, v)
        words = (
            f"The change is {self.minus_rate_words} times the gradient over its usual size √v. At first v is still"
            " small, having begun at 0, so the first steps are longer than later ones."
        )
        given = {"α": moving.rate, g: gradient, "v": v}
        with write.equation(f"Δw = −α {g} / (√v + ε)", {"Δw": change}, given, words):
            write.call(np.sqrt, v, change)
            write.call(np.add, change, np.array(self.epsilon), change)
            write.call(np.divide, gradient, change, change)
            write.call(np.multiply, change, moving.minus_rate, change)
        words = "Every parameter moves by its change: downhill, each at a pace of its own."
        with write.equation("w ← w + Δw", {"w": w}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, w, change, w)
