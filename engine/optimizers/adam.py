"""Adam: every parameter takes steps of its own length, whatever the size of its gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.knobs import knob
from engine.parts.descent import Descending, Descent
from engine.writer import Writer


@dataclass(frozen=True)
class Adam(Descent):
    """w ← w − α m̂ / (√v̂ + ε), with m̂ and v̂ the means of the gradient and its square, corrected for their start at 0.

    Kingma and Ba, "Adam: A method for stochastic optimization", 2015, Algorithm 1.
    """

    title, place = "Adam", 30
    words = "Every parameter takes steps of about the same length: the mean of its gradients over their typical size."
    formula = "w ← w − α m̂ / (√v̂ + ε)"
    torch = "Adam({w}, lr={rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r})"
    torch_memory = (("m", "exp_avg"), ("v", "exp_avg_sq"), ("t", "step"))

    rate: float = knob(0.001, "Learning rate α", low=0.0, words="About the length of a step of one parameter.")
    beta1: float = knob(0.9, "Decay β₁", low=0.0, high=0.999999, words="How much of the mean gradient m stays.")
    beta2: float = knob(0.999, "Decay β₂", low=0.0, high=0.999999, words="How much of the mean square v stays.")
    epsilon: float = knob(1e-8, "Floor ε", above=0.0, words="Keeps the divisor above 0.")

    def memory(self, parameters: int) -> dict[str, int]:
        return {"m": parameters, "v": parameters, "t": 1}

    def move(self, write: Writer, moving: Descending) -> None:
        w, memory = moving.parameters, moving.memory
        m, v, t = memory["m"], memory["v"], memory["t"].reshape(())
        m_hat, v_hat, change = (np.zeros(w.shape) for _ in range(3))
        with write.equation("t ← t + 1", {"t": t}, {}, f"{self.title} counts its updates, t.", overwrites=True):
            write.call(np.add, t, np.array(1.0), t)
        self._write_means(write, moving)
        words = (
            "Both means began at 0 and are still too close to it, so each is divided by the weight that its t"
            f" gradients have so far: 1 − βᵗ, with β₁ = {self.beta1:g} and β₂ = {self.beta2:g}."
        )
        symbols = "m̂ = m / (1 − β₁ᵗ)\nv̂ = v / (1 − β₂ᵗ)"
        with write.equation(symbols, {"m̂": m_hat, "v̂": v_hat}, {"m": m, "v": v, "t": t}, words):
            weights = np.empty(2)
            write.call(np.power, np.array([self.beta1, self.beta2]), t, weights)
            write.call(np.subtract, np.array(1.0), weights, weights)
            write.call(np.reciprocal, weights, weights)
            write.call(np.multiply, m, weights[0, ...], m_hat)
            write.call(np.multiply, v, weights[1, ...], v_hat)
        words = f"The change is {self.minus_rate_words} times the mean gradient over its usual size: about α or less."
        given = {"α": moving.rate, "m̂": m_hat, "v̂": v_hat}
        with write.equation("Δw = −α m̂ / (√v̂ + ε)", {"Δw": change}, given, words):
            write.call(np.sqrt, v_hat, change)
            write.call(np.add, change, np.array(self.epsilon), change)
            write.call(np.divide, m_hat, change, change)
            write.call(np.multiply, change, moving.minus_rate, change)
        words = "Every parameter moves by its change: downhill, each at a pace of its own."
        with write.equation("w ← w + Δw", {"w": w}, {"Δw": change}, words, overwrites=True):
            write.call(np.add, w, change, w)

    def _write_means(self, write: Writer, moving: Descending) -> None:
        """Write mean ← β · mean + (1 − β) · new, of the gradient and of its square."""
        gradient, g, m, v = moving.gradients, moving.symbol, moving.memory["m"], moving.memory["v"]
        new = np.empty_like(m)
        words = f"The mean gradient m keeps β₁ = {self.beta1:g} of itself and takes up a little of the new gradient."
        with write.equation(f"m ← β₁ m + (1 − β₁) {g}", {"m": m}, {g: gradient}, words, overwrites=True):
            write.call(np.multiply, m, np.array(self.beta1), m)
            write.call(np.multiply, gradient, np.array(1 - self.beta1), new)
            write.call(np.add, m, new, m)
        words = f"The mean square v keeps β₂ = {self.beta2:g} of itself: how large a gradient usually is."
        symbols = f"v ← β₂ v + (1 − β₂) {moving.square}"
        with write.equation(symbols, {"v": v}, {g: gradient}, words, overwrites=True):
            write.call(np.multiply, v, np.array(self.beta2), v)
            write.call(np.square, gradient, new)
            write.call(np.multiply, new, np.array(1 - self.beta2), new)
            write.call(np.add, v, new, v)
