"""Gradient descent: every parameter moves against its gradient."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.parts.descent import Descending, Descent
from engine.writer import Writer


@dataclass(frozen=True)
class GradientDescent(Descent):
    """Δw = −α ∂L/∂w. Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847."""

    title, place = "Gradient descent", 10
    words = "Every parameter takes a step against its gradient; the learning rate says how long a step."
    formula = "w ← w − α ∂L/∂w"
    torch = "SGD({w}, lr={rate!r})"

    rate: float = knob(0.1, "Learning rate α", low=0.0, words="The length of a step, as a multiple of the gradient.")

    def move(self, write: Writer, moving: Descending) -> None:
        change, g = np.zeros(moving.parameters.shape), moving.symbol
        given = {"α": moving.rate, g: moving.gradients}
        words = f"The change of each parameter is its gradient times {self.minus_rate_words}."
        with write.equation(f"Δw = −α {g}", {"Δw": change}, given, words):
            write.call(np.multiply, moving.gradients, moving.minus_rate, change)
        words = "Every parameter moves by its change: a little downhill."
        with write.equation("w ← w + Δw", {"w": moving.parameters}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, moving.parameters, change, moving.parameters)
