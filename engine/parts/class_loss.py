"""ClassLoss: what the losses have in common that compare probabilities with true classes."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.layer import Loss
from engine.value import Value
from engine.writer import Writer

INPUTS = ("probabilities", "logits")


@dataclass(frozen=True)
class ClassLoss(Loss):
    """−Σ y log p. Its first input holds the probabilities p, or the logits z that they are computed from."""

    domain = "probabilities from 0 to 1, and not 0 for the truth"

    input: str = knob(
        "probabilities", "Input", choices=INPUTS,
        words="probabilities come from a Sigmoid or Softmax before it; with logits the loss does that itself, safely.",
    )

    @property
    def takes_logits(self) -> bool:
        """Whether the first input holds logits."""
        return self.input == "logits"

    def backward(self, write: Writer, y: Value, prediction: Value, target: Value) -> None:
        spread = prediction if prediction.examples >= target.examples else target
        given = {"z" if self.takes_logits else "p": prediction.value, "y": target.value}
        if self.takes_logits:
            self._backward_from_logits(write, y, prediction, target, spread, given)
        else:
            self._backward_from_probabilities(write, y, prediction, target, spread, given)

    def _backward_from_probabilities(
        self, write: Writer, y: Value, p: Value, target: Value, spread: Value, given: dict[str, np.ndarray]
    ) -> None:
        raise NotImplementedError

    def _backward_from_logits(
        self, write: Writer, y: Value, z: Value, target: Value, spread: Value, given: dict[str, np.ndarray]
    ) -> None:
        raise NotImplementedError


def wide(write: Writer, x: Value, other: Value) -> np.ndarray:
    """The array of ``x``, or a copy of it for each example of ``other`` where x has one for all."""
    if x.examples >= other.examples:
        return x.value
    spread = np.empty(other.value.shape)
    write.call(np.copyto, x.value, spread)
    return spread


def write_log_likelihood(write: Writer, p: np.ndarray, y: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Write the calls for ``total`` = Σ y log p, a 0-d array. Gives p as it is safe to divide by where y is not 0.

    Where y is 0, its logarithm counts 0 times, even that of p = 0. So 1 is added to p there: no 0 · −∞ arises, and
    y / p is 0. Nothing else is changed: p = 0 where y is 1 gives an infinite loss, as it should.
    """
    is_zero, safe, log = np.empty(y.shape, dtype=bool), np.empty_like(p), np.empty_like(p)
    write.call(np.equal, y, np.array(0.0), is_zero)
    write.call(np.add, p, is_zero, safe)
    write.call(np.log, safe, log)
    write.dot(y.reshape(-1), log.reshape(-1), total)
    return safe
