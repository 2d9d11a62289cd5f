"""Descent: what every optimizer with a learning rate shares: its schedule, and gradients that are clipped."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.optimizer import Moving
from engine.schedule import Scheduled
from engine.writer import Writer


@dataclass(frozen=True, eq=False)
class Descending(Moving):
    """What such an update works on besides: ``rate`` holds α and ``minus_rate`` −α, both 0-d.

    ``gradients`` may be clipped ones; ``symbol`` and ``square`` say what they and their squares are called.
    """

    rate: np.ndarray
    minus_rate: np.ndarray
    symbol: str
    square: str


@dataclass(frozen=True)
class Descent(Scheduled):
    """The root of every kind with a learning rate, which says in ``move`` what it does with it.

    A gradient of the whole network that is longer than c is shortened to the length c. Pascanu, Mikolov and Bengio,
    "On the difficulty of training recurrent neural networks", 2013. PyTorch's clip_grad_norm_ adds 1e-6 to the length
    before; here nothing is added.
    """

    clip: float = knob(
        0.0, "Clip gradient at c", low=0.0, kw_only=True,
        words="A gradient longer than c, over all parameters together, is shortened to c; 0 leaves it as it is.",
    )

    def update(self, write: Writer, moving: Moving) -> None:
        rate, minus_rate = np.array(self.rate), np.array(-self.rate)
        if self.is_scheduled:
            self.write_rate(write, moving.count, rate, minus_rate)
        gradients, names = moving.gradients, ("∂L/∂w", "(∂L/∂w)²")
        if self.clip:
            gradients, names = np.zeros_like(gradients), ("g", "g²")
            self._write_clipped(write, moving.gradients, gradients)
        used = Descending(moving.parameters, gradients, moving.memory, moving.count, rate, minus_rate, *names)
        self.move(write, used)

    def move(self, write: Writer, moving: Descending) -> None:
        """Write the equations that change the memory and the parameters."""
        raise NotImplementedError

    def _write_clipped(self, write: Writer, gradients: np.ndarray, clipped: np.ndarray) -> None:
        norm, most, scale = np.zeros(()), np.array(self.clip), np.empty(())
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
