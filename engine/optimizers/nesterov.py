"""Nesterov: momentum that looks ahead to where it is going."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.optimizers.momentum import Momentum
from engine.parts.descent import Descending
from engine.writer import Writer


@dataclass(frozen=True)
class Nesterov(Momentum):
    """m ← β m + ∂L/∂w and w ← w − α (∂L/∂w + β m).

    Nesterov 1983, in the form of Sutskever, Martens, Dahl and Hinton 2013 that takes the gradient where w is, as
    PyTorch does.
    """

    title, place = "Nesterov", 22
    words = "Momentum that looks ahead: the gradient g counts once more, on top of the direction that it has changed."
    formula = "w ← w − α (g + β m), m ← β m + g"
    torch = "SGD({w}, lr={rate!r}, momentum={momentum!r}, nesterov=True)"

    rate: float = knob(0.01, "Learning rate α", low=0.0, words="The length of a step, as a multiple of ∂L/∂w + β m.")

    def torch_call(self, w: str) -> str:
        # Without momentum there is nothing to look ahead to, and PyTorch refuses.
        return super().torch_call(w) if self.momentum else f"SGD({w}, lr={self.rate!r})"

    def write_change(self, write: Writer, moving: Descending, change: np.ndarray) -> None:
        gradient, g, m = moving.gradients, moving.symbol, moving.memory["m"]
        words = (
            "The change looks one step ahead: of the new direction m, the part β that will stay, and the gradient once"
            f" more, all times {self.minus_rate_words}. So a turn of the gradient is felt one step earlier."
        )
        given = {"α": moving.rate, g: gradient, "m": m}
        with write.equation(f"Δw = −α ({g} + β m)", {"Δw": change}, given, words):
            write.call(np.multiply, m, np.array(self.momentum), change)
            write.call(np.add, change, gradient, change)
            write.call(np.multiply, change, moving.minus_rate, change)
