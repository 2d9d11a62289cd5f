"""Clipping: a gradient that is too long is shortened before it is used."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.optimizer import Optimizer
from engine.writer import Writer


@dataclass(frozen=True)
class Clipping(Optimizer):
    """A gradient of the whole network that is longer than c is shortened to the length c.

    Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013. PyTorch's
    clip_grad_norm_ adds 1e-6 to the length before; here nothing is added.
    """

    clip: float = knob(
        0.0, "Clip gradient at c", low=0.0, kw_only=True,
        words="A gradient longer than c, over all parameters together, is shortened to c; 0 leaves it as it is.",
    )

    def write_clipped(self, write: Writer, gradients: np.ndarray) -> np.ndarray:
        """Write the equations that shorten ``gradients``, (P,), and give the array that they leave the result in."""
        norm, most, scale, clipped = np.zeros(()), np.array(self.clip), np.empty(()), np.zeros(gradients.shape)
        words = "The length of the gradient: the root of the sum of the squares of its numbers, of all parameters."
        with write.equation("‖∂L/∂w‖ = √(Σ (∂L/∂w)²)", {"‖∂L/∂w‖": norm}, {"∂L/∂w": gradients}, words):
            write.dot(gradients, gradients, norm)
            write.call(np.sqrt, norm, norm)
        words = (
            f"Clipping: a gradient longer than c = {self.clip:g} keeps its direction and gets the length c, so that no"
            " update goes too far; a shorter one stays as it is. What follows works on the result, g."
        )
        given = {"∂L/∂w": gradients, "c": most, "‖∂L/∂w‖": norm}
        with write.equation("g = ∂L/∂w min(1, c/‖∂L/∂w‖)", {"g": clipped}, given, words):
            # A length is below 1e155 or has overflowed; that becomes not a number here, which is seen, while c/∞ = 0
            # would stop the run unnoticed.
            write.call(np.fmod, norm, np.array(1e200), scale)
            write.call(np.divide, most, scale, scale)
            write.call(np.minimum, scale, np.array(1.0), scale)
            write.call(np.multiply, gradients, scale, clipped)
        return clipped
