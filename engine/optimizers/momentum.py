"""Momentum: every parameter moves against a running sum of its gradients."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.parts.descent import Descending, Descent
from engine.writer import Writer


@dataclass(frozen=True)
class Momentum(Descent):
    """m ← β m + ∂L/∂w and w ← w − α m. Polyak 1964, the "heavy ball"."""

    title, place = "Momentum", 20
    words = "Every parameter rolls on in the direction of its last gradients, like a ball with weight."
    formula = "w ← w − α m, m ← β m + ∂L/∂w"
    torch = "SGD({w}, lr={rate!r}, momentum={momentum!r})"
    torch_memory = (("m", "momentum_buffer"),)

    rate: float = knob(0.01, "Learning rate α", low=0.0, words="The length of a step, as a multiple of m.")
    momentum: float = knob(0.9, "Momentum β", low=0.0, high=1.0, words="How much of the last step's direction stays.")

    def memory(self, parameters: int) -> dict[str, int]:
        return {"m": parameters}

    def move(self, write: Writer, moving: Descending) -> None:
        w, gradient, g, m = moving.parameters, moving.gradients, moving.symbol, moving.memory["m"]
        change = np.zeros(w.shape)
        words = (
            f"The direction m keeps β = {self.momentum:g} of itself and adds the gradient, so gradients that agree"
            " add up and those that turn to and fro cancel."
        )
        with write.equation(f"m ← β m + {g}", {"m": m}, {g: gradient}, words, overwrites=True):
            write.call(np.multiply, m, np.array(self.momentum), m)
            write.call(np.add, m, gradient, m)
        self.write_change(write, moving, change)
        words = "Every parameter moves by its change: downhill, and on in the direction it had."
        with write.equation("w ← w + Δw", {"w": w}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, w, change, w)

    def write_change(self, write: Writer, moving: Descending, change: np.ndarray) -> None:
        """Write the equation of Δw, into ``change``, shape (P,)."""
        m = moving.memory["m"]
        words = f"The change of each parameter is its direction m times {self.minus_rate_words}."
        with write.equation("Δw = −α m", {"Δw": change}, {"α": moving.rate, "m": m}, words):
            write.call(np.multiply, m, moving.minus_rate, change)
