"""Tensor: a value as it goes by in a script or a model for another program, where examples are the first axis."""
from __future__ import annotations

import dataclasses
import math

from engine.layer import Shape


@dataclasses.dataclass(frozen=True)
class Tensor:
    """What an input is called there, of shape (N, *shape); N is 1 where it is not per example.

    A single number for the whole batch may lack even that axis. ``adds_to_one`` says that it is data of which each
    example's numbers add up to 1, like true classes as one-hot; ``is_learned`` that parameters are behind it.
    """

    text: str
    shape: Shape
    is_per_example: bool
    adds_to_one: bool = False
    is_learned: bool = False

    def __str__(self) -> str:
        return self.text

    def __format__(self, spec: str) -> str:
        return self.text

    @property
    def features(self) -> int:
        """How many numbers an example has."""
        return math.prod(self.shape)

    @property
    def as_list(self) -> str:
        """The numbers of each example as a list, in PyTorch."""
        return self.text if len(self.shape) == 1 else f"{self}.flatten(1)" if self.shape else f"{self}.reshape(-1, 1)"

    def beside(self, shape: Shape) -> Tensor:
        """One number for each example, with as many axes as a value of this shape beside it; any other as it is."""
        if self.shape or not shape or not self.is_per_example:
            return self
        return dataclasses.replace(self, text=f"{self}.reshape(-1{', 1' * len(shape)})")
