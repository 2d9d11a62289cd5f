"""Domain: for which x an expression has a value."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from engine.expression.functions import FUNCTIONS
from engine.expression.terms import terms_of, value_of
from engine.expression.text import plain
from engine.expression.tree import Call, Operation, Tree, has_x, parts

_HOLDS: dict[str, Callable[[Any], Any]] = {
    "above 0": lambda value: value > 0,
    "at least 0": lambda value: value >= 0,
    "other than 0": lambda value: value != 0,
    "from −1 to 1": lambda value: abs(value) <= 1,
}


@dataclasses.dataclass(frozen=True)
class Condition:
    """That ``tree`` is, for instance, "above 0"."""

    tree: Tree
    wants: str

    @property
    def words(self) -> str:
        """Such as "x − 3 above 0"."""
        return f"{plain(self.tree)} {self.wants}"

    def holds(self, value: Any) -> Any:
        """For which of these values of the tree, an array, it is met."""
        return _HOLDS[self.wants](value)


def conditions(tree: Tree) -> Iterator[Condition]:
    """All that must be so for the tree to have a value, the innermost last."""
    if not has_x(tree):
        return
    if isinstance(tree, Call) and FUNCTIONS[tree.function].wants:
        yield Condition(tree.of, FUNCTIONS[tree.function].wants)
    if isinstance(tree, Operation) and tree.sign == "/" and has_x(tree.right):
        yield from (Condition(each, "other than 0") for each in _divisors(tree.right))
    if isinstance(tree, Operation) and tree.sign == "^":
        yield from _conditions_of_power(tree)
    for part in parts(tree):
        yield from conditions(part)


def _divisors(tree: Tree) -> Iterator[Tree]:
    """What must not be 0 for a product to be not 0."""
    if isinstance(tree, Operation) and tree.sign in "·^":
        yield from _divisors(tree.left)
        yield from _divisors(tree.right) if tree.sign == "·" else ()
    elif has_x(tree):
        yield tree


def _conditions_of_power(tree: Operation) -> Iterator[Condition]:
    value = value_of(terms_of(tree.right))
    if value is None:
        if has_x(tree.left):
            yield Condition(tree.left, "above 0")
    elif value.denominator != 1:
        yield Condition(tree.left, "at least 0" if value > 0 else "above 0")
    elif value < 0:
        yield Condition(tree.left, "other than 0")
