"""Trees: an expression taken apart, exactly as it was typed."""
from __future__ import annotations

import dataclasses
import functools
from fractions import Fraction


@dataclasses.dataclass(frozen=True)
class Number:
    """A number from 0 on, exact; what is below 0 is the Negative of one."""

    value: Fraction


@dataclasses.dataclass(frozen=True)
class Name:
    """The variable ``x``, or one of the constants ``e`` and ``π``."""

    name: str


@dataclasses.dataclass(frozen=True)
class Negative:
    """−a."""

    of: Tree


@dataclasses.dataclass(frozen=True)
class Call:
    """A function, by its name in ``functions.FUNCTIONS``, of one argument."""

    function: str
    of: Tree


@dataclasses.dataclass(frozen=True)
class Operation:
    """``left`` and ``right`` joined by a ``sign``, one of + − · / ^."""

    sign: str
    left: Tree
    right: Tree


Tree = Number | Name | Negative | Call | Operation
X, E, PI = Name("x"), Name("e"), Name("π")


def number(value: int | Fraction) -> Number:
    """A whole number, or a fraction, from 0 on."""
    return Number(Fraction(value))


def parts(tree: Tree) -> tuple[Tree, ...]:
    """What a tree is made of, one level down."""
    if isinstance(tree, Operation):
        return tree.left, tree.right
    return (tree.of,) if isinstance(tree, Negative | Call) else ()


@functools.lru_cache(maxsize=4096)
def has_x(tree: Tree) -> bool:
    """Whether it depends on x."""
    return tree == X or any(has_x(part) for part in parts(tree))


def put_in(tree: Tree, inner: Tree) -> Tree:
    """The tree with ``inner`` in the place of x."""
    if isinstance(tree, Operation):
        return Operation(tree.sign, put_in(tree.left, inner), put_in(tree.right, inner))
    if isinstance(tree, Negative | Call):
        return dataclasses.replace(tree, of=put_in(tree.of, inner))
    return inner if tree == X else tree
