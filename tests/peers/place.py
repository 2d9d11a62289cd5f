"""Place: a node as its PyTorch version sees it; and how values of several shapes are put together there."""
from __future__ import annotations

import dataclasses

import numpy as np
import torch
from torch import Tensor

from engine.layer import Layer
from engine.tables.table import Table


@dataclasses.dataclass
class Place:
    """A node's layer with its knobs, its parameters by name, the data, and what the engine draws at this node.

    PyTorch has the examples first: a value is ``(examples, *shape)``, with one "example" where it is not per example.
    """

    node: str
    layer: Layer
    parameters: dict[str, Tensor]
    table: Table
    iteration: int = 0

    def drawn(self, x: Tensor) -> Tensor:
        """The numbers from 0 to 1 that the engine draws here in this iteration, in the shape of ``x``.

        They are in the definition of a run: the Philox counter of Salmon et al., keyed by seed (0), use and node.
        """
        key = np.random.SeedSequence([0, 5, *self.node.encode()]).generate_state(2, np.uint64)
        bits = np.random.Philox(key=key, counter=[0, self.iteration, 0, 0])
        numbers = np.random.Generator(bits).random((*x.shape[1:], x.shape[0]))
        return torch.from_numpy(np.moveaxis(numbers, -1, 0).copy())


def together(*inputs: Tensor) -> list[Tensor]:
    """The inputs with as many axes each: a single number for each example fits any shape."""
    most = max(x.ndim for x in inputs)
    return [x.reshape(x.shape + (1,) * (most - x.ndim)) for x in inputs]


def spread(*inputs: Tensor) -> tuple[Tensor, ...]:
    """The inputs in one shape, for as many examples as any of them has."""
    return torch.broadcast_tensors(*together(*inputs))
