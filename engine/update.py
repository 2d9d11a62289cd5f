"""Update: an optimizer written out over the parameters of a network, with the memory it keeps."""
from __future__ import annotations

import numpy as np

from engine.equation import Equation
from engine.optimizer import Moving, Optimizer
from engine.tables.table import Table
from engine.weights import Weights
from engine.writer import Writer


class Update:
    """``equations`` of one update; ``memory`` is one flat vector, (M,), ``memory_of`` its named views.

    ``count`` must be told the number of updates made before each one, 0-d; None where nothing depends on it.
    """

    def __init__(self, optimizer: Optimizer, weights: Weights) -> None:
        sizes = optimizer.memory(weights.parameters.size)
        self.optimizer = optimizer
        self.memory = np.zeros(sum(sizes.values()))
        self.memory_of: dict[str, np.ndarray] = {}
        at = 0
        for name, size in sizes.items():
            self.memory_of[name] = self.memory[at : at + size]
            at += size
        writer = Writer({}, Table((), np.empty((0, 1)), (), ()), None)
        writer.at("", "update")
        count = np.zeros(())
        optimizer.update(writer, Moving(weights.parameters, weights.gradients, self.memory_of, count))
        self.equations: tuple[Equation, ...] = tuple(writer.equations) if weights.parameters.size else ()
        self.calls = tuple(call for equation in self.equations for call in equation.bound)
        operands = (each for equation in self.equations for call in equation.calls for each in call.operands)
        self.count = count if any(each is count for each in operands) else None

    def takes_over(self, other: Update) -> bool:
        """Whether the memory means the same: an optimizer of the same kind, perhaps with other knobs."""
        return type(self.optimizer) is type(other.optimizer) and self.memory.size == other.memory.size
