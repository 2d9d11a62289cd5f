"""Trouble: where a pass gave a value that is not finite, and one sentence about it: its place and what helps."""
from __future__ import annotations

import math

import numpy as np

from engine.equation import Equation
from engine.graph import Graph
from engine.passes import Pass


def describe(equation: Equation, graph: Graph, iteration: int) -> str:
    """What went wrong in this equation of pass ``iteration`` (counted from 1), why, and what to do."""
    node = graph.by_id.get(equation.node)
    name = node.name if node else "The update"
    value = equation.trouble()
    gave = "a value that is not a number" if value is None or math.isnan(value) else f"{_sign(value)}infinity"
    where = "in the backward pass " if equation.phase == "backward" else ""
    start = f"{name} gave {gave} {where}in iteration {iteration}"
    if node and (wanted := node.layer.wants(equation)):
        # After an update it may be the update that went too far; before the first one it can't be.
        helps = "and take a smaller learning rate or" if iteration > 1 else "and"
        return f"{start}: it wants {wanted}{_given(equation)}. Step back, {helps} change what feeds it."
    return (
        f"{start}: the numbers grew beyond what a computer can hold. Step back to see where it began;"
        " a smaller learning rate or smaller start values usually help."
    )


def first_trouble(walked: Pass, done: int, until: int, numbers: np.ndarray) -> int | None:
    """Place of the first of the equations from ``done`` to ``until`` that gave a value that is not finite, or None.

    After a whole pass, a finite loss and finite ``numbers`` (parameters and what layers remember) and memory of the
    optimizer prove at little cost that all that mattered was finite.
    """
    loss, is_whole_pass = walked.plan.loss, done == 0 and until == len(walked.equations)
    if is_whole_pass and loss is not None and math.isfinite(loss.item()) and is_finite(numbers, walked.update.memory):
        return None
    return next((at for at in range(done, until) if walked.equations[at].trouble() is not None), None)


def is_finite(*vectors: np.ndarray) -> bool:
    """Whether all numbers are finite."""
    # A product is the fastest look there is; squares too large for a float64 need a second one.
    with np.errstate(all="ignore"):
        return all(math.isfinite(vector.dot(vector)) or bool(np.isfinite(vector).all()) for vector in vectors)


def _sign(value: float) -> str:
    return "minus " if value < 0 else ""


def _given(equation: Equation) -> str:
    """The smallest and largest number that went in."""
    arrays = [term.array for term in equation.given if term.array.size]
    if not arrays or not all(np.isfinite(array).any() for array in arrays):
        return ""
    low, high = (min(float(np.nanmin(a)) for a in arrays), max(float(np.nanmax(a)) for a in arrays))
    return f", but was given {low:.3g}" + (f" to {high:.3g}" if high != low else "")
