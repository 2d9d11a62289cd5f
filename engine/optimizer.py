"""What an optimizer is: a frozen value that writes how the parameters move, over the flat vectors of the network."""
from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.catalogue import kinds

if TYPE_CHECKING:
    from engine.writer import Writer


@dataclasses.dataclass(frozen=True, eq=False)
class Moving:
    """What an update works on: all parameters w and their gradients, shape (P,), and its memory by name."""

    parameters: np.ndarray
    gradients: np.ndarray
    memory: dict[str, np.ndarray]


@dataclasses.dataclass(frozen=True)
class Optimizer:
    """The root of every kind of optimizer. A complete example: ``optimizers/gradient_descent.py``."""

    title: ClassVar[str]
    words: ClassVar[str]
    formula: ClassVar[str]
    place: ClassVar[int] = 100

    def memory(self, parameters: int) -> dict[str, int]:
        """The arrays it keeps from one iteration to the next: name and length. They start at zero."""
        return {}

    def update(self, write: Writer, moving: Moving) -> None:
        """Write the equations of one update."""
        raise NotImplementedError


def optimizer_kinds() -> dict[str, type[Optimizer]]:
    """Every kind of optimizer by its name in a document."""
    return kinds("engine.optimizers", Optimizer)
