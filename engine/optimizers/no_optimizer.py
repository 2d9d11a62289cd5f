"""No optimizer: gradients without learning."""
from __future__ import annotations

from dataclasses import dataclass

from engine.optimizer import Moving, Optimizer
from engine.writer import Writer


@dataclass(frozen=True)
class NoOptimizer(Optimizer):
    """w stays w: backpropagation computes the gradients, and nothing uses them."""

    title, place = "None", 40
    words = "Gradients without learning: every parameter stays as it is, whatever its gradient says."
    formula = "w ← w"
    torch = "SGD({w}, lr=0.0)"

    def update(self, write: Writer, moving: Moving) -> None:
        """Nothing moves."""
