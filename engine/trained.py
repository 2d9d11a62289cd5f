"""Trained: where a run had got to when it was saved, and the parameters it had then."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from engine.update import Update
from engine.weights import Weights


@dataclasses.dataclass(frozen=True, eq=False)
class Trained:
    """``iteration`` updates made; ``parameters`` by node and name; the optimizer's ``memory`` by name, flat arrays."""

    iteration: int
    parameters: Mapping[str, Mapping[str, np.ndarray]]
    memory: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, iteration: int, weights: Weights, update: Update) -> Trained:
        """A copy of what is there now."""
        parameters = {
            id: {name: parameter.value.copy() for name, parameter in weights.named(id).items()}
            for id in filter(weights.is_owner, weights.blocks)
        }
        return cls(iteration, parameters, {name: array.copy() for name, array in update.memory_of.items()})

    def put_into(self, weights: Weights, update: Update) -> None:
        """Write the saved numbers over those there. Names and shapes must fit: files are checked when read."""
        for id, named in self.parameters.items():
            held = weights.named(id)
            for name, array in named.items():
                held[name].value[...] = array
        for name, array in self.memory.items():
            update.memory_of[name][:] = array
