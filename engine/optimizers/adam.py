"""Adam: every parameter takes steps of its own length, whatever the size of its gradients."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.optimizer import Moving, Optimizer
from engine.writer import Writer


@dataclass(frozen=True)
class Adam(Optimizer):
    """w ← w − α m̂ / (√v̂ + ε), with m̂ and v̂ the means of the gradient and its square, corrected for their start at 0.

    Kingma and Ba, "Adam: A method for stochastic optimization", 2015, Algorithm 1.
    """

    title, place = "Adam", 30
    words = "Every parameter takes steps of about the same length: the mean of its gradients over their typical size."
    formula = "w ← w − α m̂ / (√v̂ + ε)"

    rate: float = knob(0.001, "Learning rate α", low=0.0, words="About the length of a step of one parameter.")
    beta1: float = knob(0.9, "Decay β₁", low=0.0, high=0.999999, words="How much of the mean gradient m stays.")
    beta2: float = knob(0.999, "Decay β₂", low=0.0, high=0.999999, words="How much of the mean square v stays.")
    epsilon: float = knob(1e-8, "Floor ε", above=0.0, words="Keeps the divisor above 0.")

    def memory(self, parameters: int) -> dict[str, int]:
        return {"m": parameters, "v": parameters, "t": 1}

    def update(self, write: Writer, moving: Moving) -> None:
        w, gradient, memory = moving.parameters, moving.gradients, moving.memory
        t, change = memory["t"].reshape(()), np.zeros_like(w)
        with write.equation("t ← t + 1", {"t": t}, {}, "Adam counts its updates, t.", overwrites=True):
            write.call(np.add, t, np.array(1.0), t)
        words = f"The mean gradient m keeps β₁ = {self.beta1:g} of itself and takes up a little of the new gradient."
        symbols = "m ← β₁ m + (1 − β₁) ∂L/∂w"
        with write.equation(symbols, {"m": memory["m"]}, {"∂L/∂w": gradient}, words, overwrites=True):
            _average(write, memory["m"], gradient, self.beta1)
        words = f"The mean square v keeps β₂ = {self.beta2:g} of itself: how large a gradient usually is."
        symbols = "v ← β₂ v + (1 − β₂) (∂L/∂w)²"
        with write.equation(symbols, {"v": memory["v"]}, {"∂L/∂w": gradient}, words, overwrites=True):
            square = np.empty_like(w)
            write.call(np.square, gradient, square)
            _average(write, memory["v"], square, self.beta2)
        m_hat = _corrected(write, "m", "m̂", "₁", memory["m"], self.beta1, t)
        v_hat = _corrected(write, "v", "v̂", "₂", memory["v"], self.beta2, t)
        words = f"The change is −α = −{self.rate:g} times the mean gradient over its usual size: about α or less."
        given = {"m̂": m_hat, "v̂": v_hat}
        with write.equation("Δw = −α m̂ / (√v̂ + ε)", {"Δw": change}, given, words):
            write.call(np.sqrt, v_hat, change)
            write.call(np.add, change, np.array(self.epsilon), change)
            write.call(np.divide, m_hat, change, change)
            write.call(np.multiply, change, np.array(-self.rate), change)
        words = "Every parameter moves by its change: downhill, each at a pace of its own."
        with write.equation("w ← w + Δw", {"w": w}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, w, change, w)


def _average(write: Writer, mean: np.ndarray, new: np.ndarray, decay: float) -> None:
    """Write mean ← decay · mean + (1 − decay) · new."""
    share = np.empty_like(mean)
    write.call(np.multiply, mean, np.array(decay), mean)
    write.call(np.multiply, new, np.array(1 - decay), share)
    write.call(np.add, mean, share, mean)


def _corrected(
    write: Writer, plain: str, hat: str, index: str, mean: np.ndarray, decay: float, t: np.ndarray
) -> np.ndarray:
    """Write the equation that makes up for the start at 0: an average of t numbers has the weight 1 − decayᵗ."""
    corrected, weight = np.zeros_like(mean), np.empty(())
    words = f"{plain} started at 0 and is still too close to it, so it is divided by its weight so far, 1 − β{index}ᵗ."
    with write.equation(f"{hat} = {plain} / (1 − β{index}ᵗ)", {hat: corrected}, {plain: mean, "t": t}, words):
        write.call(np.power, np.array(decay), t, weight)
        write.call(np.subtract, np.array(1.0), weight, weight)
        write.call(np.reciprocal, weight, weight)
        write.call(np.multiply, mean, weight, corrected)
    return corrected
