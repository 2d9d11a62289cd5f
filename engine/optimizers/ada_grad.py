"""AdaGrad: every parameter's steps get shorter, the more its gradients have added up to."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.parts.descent import Descending, Descent
from engine.writer import Writer


@dataclass(frozen=True)
class AdaGrad(Descent):
    """s ← s + (∂L/∂w)² and w ← w − α ∂L/∂w / (√s + ε), for each parameter by itself.

    Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization", 2011.
    """

    title, place = "AdaGrad", 24
    words = "Every parameter's steps get shorter, the more its squared gradients have added up to."
    formula = "w ← w − α ∂L/∂w / (√s + ε)"
    torch = "Adagrad({w}, lr={rate!r}, eps={epsilon!r})"
    torch_memory = (("s", "sum"),)

    rate: float = knob(0.01, "Learning rate α", low=0.0, words="About the length of the first step of each parameter.")
    epsilon: float = knob(1e-10, "Floor ε", above=0.0, words="Keeps the divisor above 0.")

    def memory(self, parameters: int) -> dict[str, int]:
        return {"s": parameters}

    def move(self, write: Writer, moving: Descending) -> None:
        w, gradient, g, s = moving.parameters, moving.gradients, moving.symbol, moving.memory["s"]
        change, new = np.zeros(w.shape), np.empty_like(w)
        words = (
            "The sum s takes up the square of each new gradient and forgets nothing, so it can only grow: what had"
            " large gradients has a large s."
        )
        with write.equation(f"s ← s + {moving.square}", {"s": s}, {g: gradient}, words, overwrites=True):
            write.call(np.square, gradient, new)
            write.call(np.add, s, new, s)
        words = (
            f"The change is {self.minus_rate_words} times the gradient over √s: parameters that seldom get a gradient"
            " take long steps when they do, and all steps get shorter with time."
        )
        given = {"α": moving.rate, g: gradient, "s": s}
        with write.equation(f"Δw = −α {g} / (√s + ε)", {"Δw": change}, given, words):
            write.call(np.sqrt, s, change)
            write.call(np.add, change, np.array(self.epsilon), change)
            write.call(np.divide, gradient, change, change)
            write.call(np.multiply, change, moving.minus_rate, change)
        words = "Every parameter moves by its change: downhill, and more carefully from one update to the next."
        with write.equation("w ← w + Δw", {"w": w}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, w, change, w)
