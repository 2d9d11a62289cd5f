"""AdamW: Adam, and a pull of every parameter towards 0 that its gradients have no part in."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.optimizers.adam import Adam
from engine.parts.descent import Descending
from engine.writer import Writer


@dataclass(frozen=True)
class AdamW(Adam):
    """w ← (1 − α λ) w, and then a step of Adam. The decay λ is decoupled: it is no part of the gradient.

    Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, with the learning rate as a factor of λ, as
    in PyTorch. Every parameter decays, also one that the loss does not depend on, which PyTorch would leave alone.
    """

    title, place = "AdamW", 35
    words = "Adam with weight decay: before each step, every parameter is drawn a little towards 0."
    formula = "w ← (1 − α λ) w − α m̂ / (√v̂ + ε)"
    torch = "AdamW({w}, lr={rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, weight_decay={decay!r})"

    decay: float = knob(0.01, "Weight decay λ", low=0.0, words="How strongly each update draws w towards 0: by α λ w.")

    def move(self, write: Writer, moving: Descending) -> None:
        w, decay, kept = moving.parameters, np.array(self.decay), np.empty(())
        part = "" if self.is_scheduled else f" = {self.rate * self.decay:g}"
        words = (
            f"Every parameter first loses the part α λ{part} of itself. This has no part in the means m and v, so it"
            " draws all parameters alike, whatever the size of their gradients."
        )
        given = {"α": moving.rate, "λ": decay}
        with write.equation("w ← (1 − α λ) w", {"w": w}, given, words, overwrites=True):
            write.call(np.multiply, moving.minus_rate, decay, kept)
            write.call(np.add, kept, np.array(1.0), kept)
            write.call(np.multiply, w, kept, w)
        super().move(write, moving)
