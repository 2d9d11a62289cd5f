"""Numbers: some places of one array of a session, read whenever they are painted."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.inquiry.rules import Index
from engine.stepping import Stepping
from gui.lighting import Cell
from gui.paint.heat import scale_of

CURRENT, STALE, EMPTY = "current", "stale", "empty"
# Looking at more numbers than this in every frame would take too long.
_MOST_FOR_ONE_SCALE = 20_000


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers at ``indices`` of a node's "value", its "gradient", a parameter "W" or its gradient "∂W"."""

    node: str
    part: str
    array: np.ndarray
    indices: tuple[Index, ...]

    @property
    def kind(self) -> str:
        """Whether they have the colours of a "value" or of a "gradient"."""
        return "gradient" if self.part == "gradient" or self.part.startswith("∂") else "value"

    def read(self) -> np.ndarray:
        """The numbers as they are now, (len(indices),)."""
        return np.asarray(self.array[self._places], np.float64)

    def scale(self) -> float:
        """What stands for full colour: the largest size in the array, or of these where it is very large."""
        return scale_of(self.array if self.array.size <= _MOST_FOR_ONE_SCALE else self.read())

    def state(self, session: Stepping) -> str:
        """Whether they are of the pass shown, of an earlier one, or there are none yet."""
        if self.kind == "value" and self.part != "value":
            return CURRENT
        part = self.part if self.part in ("value", "gradient") else "parameters"
        if session.is_current(self.node, part):
            return CURRENT
        # ∂L/∂L is 1 before anything is computed.
        is_seed = part == "gradient" and session.plan.values[self.node].has_unit_gradient
        return STALE if self.array.any() and not is_seed else EMPTY

    def cell(self, place: int) -> Cell:
        """What one of them is to whoever lights it."""
        return Cell(self.node, self.part, self.indices[place])

    @cached_property
    def places(self) -> dict[Index, int]:
        """Where each index is among them."""
        return {index: place for place, index in enumerate(self.indices)}

    @cached_property
    def _places(self) -> tuple[np.ndarray, ...]:
        return tuple(np.array(axis) for axis in zip(*self.indices, strict=True))
