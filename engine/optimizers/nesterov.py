"""Nesterov: momentum that looks ahead to where it is going."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.optimizer import Moving, Optimizer
from engine.writer import Writer


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """m ← β m + ∂L/∂w and w ← w − α (∂L/∂w + β m).

    Nesterov 1983, in the form of Sutskever, Martens, Dahl and Hinton 2013 that takes the gradient where w is, as
    PyTorch does.
    """

    title, place = "Nesterov", 22
    words = "Momentum that looks ahead: the gradient counts once more, on top of the direction that it has changed."
    formula = "w ← w − α (∂L/∂w + β m), m ← β m + ∂L/∂w"

    rate: float = knob(0.01, "Learning rate α", low=0.0, words="The length of a step, as a multiple of ∂L/∂w + β m.")
    momentum: float = knob(0.9, "Momentum β", low=0.0, high=1.0, words="How much of the last step's direction stays.")

    def memory(self, parameters: int) -> dict[str, int]:
        return {"m": parameters}

    def update(self, write: Writer, moving: Moving) -> None:
        w, gradient, m = moving.parameters, moving.gradients, moving.memory["m"]
        change = np.zeros_like(w)
        words = (
            f"The direction m keeps β = {self.momentum:g} of itself and adds the gradient, so gradients that agree"
            " add up and those that turn to and fro cancel."
        )
        with write.equation("m ← β m + ∂L/∂w", {"m": m}, {"∂L/∂w": gradient}, words, overwrites=True):
            write.call(np.multiply, m, np.array(self.momentum), m)
            write.call(np.add, m, gradient, m)
        words = (
            "The change looks one step ahead: of the new direction m, the part β that will stay, and the gradient once"
            f" more, all times −α = −{self.rate:g}. So a turn of the gradient is felt one step earlier."
        )
        with write.equation("Δw = −α (∂L/∂w + β m)", {"Δw": change}, {"∂L/∂w": gradient, "m": m}, words):
            write.call(np.multiply, m, np.array(self.momentum), change)
            write.call(np.add, change, gradient, change)
            write.call(np.multiply, change, np.array(-self.rate), change)
        words = "Every parameter moves by its change: downhill, and on in the direction it had."
        with write.equation("w ← w + Δw", {"w": w}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, w, change, w)
