"""Value: the array a node fills, its gradient, and the parameters that belong to the node."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping

import numpy as np

from engine.layer import Block, Shape


@dataclasses.dataclass(frozen=True, eq=False)
class Parameter:
    """A block of parameters: its value and its gradient, views into the flat vectors of the whole network."""

    value: np.ndarray
    grad: np.ndarray


def named_parameters(blocks: Iterable[Block], held: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The parameters by the names a learner knows (W, b), as views into the ``held`` blocks."""
    found = {}
    for block in blocks:
        values, grads = block.views(held[block.name].value), block.views(held[block.name].grad)
        found.update({name: Parameter(values[name], grads[name]) for name in values})
    return found


class Value:
    """An array ``(*shape, examples)`` that lies on top of a row of ones.

    The row lets a linear layer add its bias within the product: [W | b] · [x ; 1]. ``examples`` is 1 for what is
    not per example. ``learns`` says that an optimizer moves the node's parameters. ``gradient`` is set when the
    backward pass has been written down to this node; ``scratch`` is what a layer keeps from its forward equations for
    its backward ones.
    """

    def __init__(self, node: str, shape: Shape, examples: int) -> None:
        self.node = node
        self.shape = shape
        self.examples = examples
        # Zeros take no memory before something is written to them, so a network opens at once however large it is.
        self.with_ones = np.zeros((math.prod(shape) + 1, examples))
        self.with_ones[-1] = 1.0
        self.value = self.with_ones[:-1].reshape(*shape, examples)
        self.needs_gradient = False
        self.learns = False
        self.contributions: list[Value] = []
        self.gradient: Value | None = None
        self.has_unit_gradient = False
        self.blocks: tuple[Block, ...] = ()
        self.parameters: dict[str, Parameter] = {}
        self.scratch: dict[str, np.ndarray] = {}

    @property
    def grad(self) -> np.ndarray:
        """∂L/∂(this value), of the same shape as ``value``."""
        assert self.gradient is not None, f"the backward pass has not reached {self.node}"
        return self.gradient.value

    @property
    def named(self) -> dict[str, Parameter]:
        """The node's parameters by the names a learner knows."""
        return named_parameters(self.blocks, self.parameters)

    @property
    def flat(self) -> np.ndarray:
        """The value as a vector, without a copy."""
        return self.value.reshape(-1)

    @property
    def scalar(self) -> np.ndarray:
        """The value as a 0-d view, for a value that is one number."""
        return self.value.reshape(())

    def like(self) -> Value:
        """A fresh Value of the same shape."""
        return Value(self.node, self.shape, self.examples)
