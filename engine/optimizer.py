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
    """What an update works on: all parameters w and their gradients, shape (P,), and its memory by name.

    ``count`` holds how many updates were made before this one, 0-d.
    """

    parameters: np.ndarray
    gradients: np.ndarray
    memory: dict[str, np.ndarray]
    count: np.ndarray


@dataclasses.dataclass(frozen=True)
class Optimizer:
    """The root of every kind of optimizer; of those with a learning rate, ``engine/parts/descent.py`` is.

    A complete example: ``optimizers/gradient_descent.py``. ``torch`` is the same in PyTorch's torch.optim, an
    expression of the parameters {w} and the knobs; ``torch_memory`` says what each array of its memory is called
    there; "" is the number of updates made.
    """

    title: ClassVar[str]
    words: ClassVar[str]
    formula: ClassVar[str]
    place: ClassVar[int] = 100
    torch: ClassVar[str] = ""
    torch_memory: ClassVar[tuple[tuple[str, str], ...]] = ()

    def memory(self, parameters: int) -> dict[str, int]:
        """The arrays it keeps from one iteration to the next: name and length. They start at zero."""
        return {}

    def torch_call(self, w: str) -> str:
        """An expression that makes the same optimizer in PyTorch, for the parameters ``w``."""
        return self.torch.format(w=w, **vars(self))

    def torch_factor(self, k: str) -> str:
        """What the learning rate is multiplied by after ``k`` updates, as Python; "" where it stays the same."""
        return ""

    def update(self, write: Writer, moving: Moving) -> None:
        """Write the equations of one update."""
        raise NotImplementedError


def optimizer_kinds() -> dict[str, type[Optimizer]]:
    """Every kind of optimizer by its name in a document."""
    return kinds("engine.optimizers", Optimizer)
