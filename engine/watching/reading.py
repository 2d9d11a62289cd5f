"""Reading: quantities and conditions read off the arrays of a run, for a look or after every iteration."""
from __future__ import annotations

import dataclasses
import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.watching.tree import (
    Comparison,
    Count,
    Joined,
    Negative,
    Number,
    Numbers,
    Operation,
    Size,
    Tree,
    leaves,
)

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.present import Present
    from engine.run import Run

Read = Callable[[int, int], Any]
"""Called with the number of updates made and the pass that the arrays belong to."""
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "−": operator.sub, "·": operator.mul,
    "<": operator.lt, ">": operator.gt, "≤": operator.le, "≥": operator.ge, "=": operator.eq,
}  # fmt: skip


@dataclasses.dataclass(frozen=True, eq=False)
class Reading:
    """What is there of a quantity now: ``numbers`` of shape (n,), and whether they are of the pass shown.

    Without any, ``why_not`` is a sentence that says why.
    """

    numbers: np.ndarray
    is_current: bool
    why_not: str = ""


def read(present: Present, tree: Tree) -> Reading:
    """A quantity as it is at this moment. A condition is 1 where it holds, else 0."""
    for leaf in leaves(tree):
        why_not = why_unknown(present, leaf)
        if why_not:
            return Reading(np.empty(0), False, why_not)
    current = all(is_current(present, leaf) for leaf in leaves(tree))
    numbers = measure(present.run, tree)
    if numbers is None or not (current or present.run.done or present.run.shows_pass):
        return Reading(np.empty(0), False, "It is not computed before the first pass.")
    return Reading(numbers, current)


def measure(run: Run, tree: Tree) -> np.ndarray | None:
    """A copy of what the arrays of the pass shown hold of a quantity, shape (n,); None where there are none such."""
    plan = run.plan_of(run.shown)
    if isinstance(tree, Numbers):
        array = find(run, plan, tree)
        return None if array is None else array.astype(float).ravel()
    with np.errstate(all="ignore"):
        return np.array([float(reader(tree, run, plan)(run.iteration, run.shown))])


def why_unknown(present: Present, leaf: Count | Numbers) -> str:
    """Why there is no such number in this network now, as a sentence; "" where there is one."""
    if isinstance(leaf, Count):
        return present.plan.why_no_loss if leaf.name == "loss" else ""
    node = present.document.graph.by_id.get(leaf.node)
    if node is None:
        return "The layer that this was of is not in the network any more."
    if find(present.run, present.plan, leaf) is not None:
        return ""
    if node.id in present.plan.left_out:
        return present.plan.left_out[node.id]
    return f"{node.name} has no such number any more."


def is_current(present: Present, leaf: Count | Numbers) -> bool:
    """Whether it is of the pass shown. Parameters always are."""
    if isinstance(leaf, Count):
        return leaf.name != "loss" or _has_loss(present)
    if leaf.is_gradient or leaf.part == "value":
        return present.is_current(leaf.node, "parameters" if leaf.part.startswith("∂") else leaf.part)
    return True


def find(run: Run, plan: Plan, numbers: Numbers) -> np.ndarray | None:
    """A view of the numbers in the arrays of a plan of that run; None where there are none such."""
    array: np.ndarray | None = None
    if numbers.part in ("value", "gradient"):
        value = plan.values.get(numbers.node)
        if value is not None:
            array = value.value if numbers.part == "value" else value.grad if value.gradient is not None else None
    else:
        held = run.weights.named(numbers.node).get(numbers.part.removeprefix("∂"))
        if held is not None:
            array = held.grad if numbers.is_gradient else held.value
    if array is None or len(numbers.index) > array.ndim:
        return None
    if any(at is not None and at >= size for at, size in zip(numbers.index, array.shape, strict=False)):
        return None
    return array[(*(slice(None) if at is None else at for at in numbers.index), ...)]


def reader(tree: Tree, run: Run, plan: Plan) -> Read:
    """How a single number or a condition is read off the arrays of a plan, again and again.

    It gives a float, not a number where there is none; a condition True or False.
    """
    match tree:
        case Number(value):
            return lambda made, shown: value
        case Count(name):
            return _count(name, run, plan)
        case Numbers():
            array = find(run, plan, tree)
            if array is None or array.size != 1:
                return lambda made, shown: math.nan
            return lambda made, shown: array.item()
        case Size(Numbers() as numbers):
            return _norm(find(run, plan, numbers))
        case Size(of) | Negative(of):
            inner, change = reader(of, run, plan), abs if isinstance(tree, Size) else operator.neg
            return lambda made, shown: change(inner(made, shown))
    left, right = reader(tree.left, run, plan), reader(tree.right, run, plan)
    if isinstance(tree, Joined):
        if tree.word == "and":
            return lambda made, shown: left(made, shown) and right(made, shown)
        return lambda made, shown: left(made, shown) or right(made, shown)
    assert isinstance(tree, Operation | Comparison)
    combine = _SIGNS.get(tree.sign, _divided)
    return lambda made, shown: combine(left(made, shown), right(made, shown))


def _count(name: str, run: Run, plan: Plan) -> Read:
    if name == "iteration":
        return lambda made, shown: made
    if name == "epoch":
        return lambda made, shown: run.history.settings_at(shown).batches.place(shown)[0] + 1
    loss = plan.loss
    return lambda made, shown: math.nan if loss is None else loss.item()


def _norm(array: np.ndarray | None) -> Read:
    if array is None:
        return lambda made, shown: math.nan

    def norm(made: int, shown: int) -> float:
        flat = array.ravel()
        return math.sqrt(flat.dot(flat))

    return norm


def _divided(one: float, other: float) -> float:
    return one / other if other else math.nan


def _has_loss(present: Present) -> bool:
    """Whether the pass shown has come as far as its loss."""
    run = present.run
    if not run.done:
        return run.shows_pass
    return all(equation.phase in ("backward", "update") for equation in present.equations[run.done :])
