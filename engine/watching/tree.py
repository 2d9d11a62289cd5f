"""Trees: a quantity or a condition taken apart. Nodes are named by their ids, so that renaming one changes nothing."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator

Index = tuple[int | None, ...]

COUNTS = ("loss", "iteration", "epoch")
"""What a run has one number of."""


@dataclasses.dataclass(frozen=True)
class Count:
    """One of COUNTS: the loss of an iteration, how many were made, the epoch the last of them belongs to."""

    name: str


@dataclasses.dataclass(frozen=True)
class Numbers:
    """Numbers of a node, as its arrays are shown: all of them, a row or a column, or a single one.

    ``part`` is "value", "gradient" (∂L/∂ of it), the name of a parameter, or "∂" and that name for its gradient.
    ``index`` is counted from 0; None takes a whole axis, and so do the axes beyond its end.
    """

    node: str
    part: str
    index: Index = ()

    @property
    def is_gradient(self) -> bool:
        """Whether it belongs to the backward pass."""
        return self.part == "gradient" or self.part.startswith("∂")


@dataclasses.dataclass(frozen=True)
class Size:
    """How large something is: of several numbers the norm √(Σ x²), of one |x|."""

    of: Tree


@dataclasses.dataclass(frozen=True)
class Number:
    """A number from 0 on; what is below 0 is the Negative of one."""

    value: float


@dataclasses.dataclass(frozen=True)
class Negative:
    """−a."""

    of: Tree


@dataclasses.dataclass(frozen=True)
class Operation:
    """Two numbers joined by a ``sign``, one of + − · /."""

    sign: str
    left: Tree
    right: Tree


@dataclasses.dataclass(frozen=True)
class Comparison:
    """A condition: two numbers and a ``sign`` between them, one of < > ≤ ≥ =."""

    sign: str
    left: Tree
    right: Tree


@dataclasses.dataclass(frozen=True)
class Joined:
    """Two conditions joined by the ``word`` and, or or."""

    word: str
    left: Tree
    right: Tree


Tree = Count | Numbers | Size | Number | Negative | Operation | Comparison | Joined


@dataclasses.dataclass(frozen=True)
class Watched:
    """An entry of the watch list: a quantity, or a condition that stops the training as long as it ``is_on``."""

    tree: Tree
    is_on: bool = True

    @property
    def is_break(self) -> bool:
        """Whether training has to look out for it."""
        return self.is_on and is_condition(self.tree)


def is_condition(tree: Tree) -> bool:
    """Whether it holds or does not, instead of being a number."""
    return isinstance(tree, Comparison | Joined)


def parts(tree: Tree) -> tuple[Tree, ...]:
    """What a tree is made of, one level down."""
    if isinstance(tree, Operation | Comparison | Joined):
        return tree.left, tree.right
    return (tree.of,) if isinstance(tree, Size | Negative) else ()


def leaves(tree: Tree) -> Iterator[Count | Numbers]:
    """All that it reads from a run."""
    if isinstance(tree, Count | Numbers):
        yield tree
    for part in parts(tree):
        yield from leaves(part)


def comparisons(tree: Tree) -> Iterator[Comparison]:
    """The comparisons of a condition, from left to right."""
    if isinstance(tree, Comparison):
        yield tree
    elif isinstance(tree, Joined):
        yield from comparisons(tree.left)
        yield from comparisons(tree.right)
