"""Probe: moves some numbers of a network a little, and compares what the loss does with what the backward pass says."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.equation import Equation
from engine.inquiry.differences import measure
from engine.plan import Plan

TOLERANCE = 1e-6
Calls = tuple[Callable[[], Any], ...]

_FIRST_STEP = 2.0**-7
# A gradient that differs by this many times the doubt of the measurement counts as an error of TOLERANCE.
_BEYOND_DOUBT = 10.0
# How far aside to look at both sides of what may be a kink.
_ASIDE = (2.0**-6, 2.0**-10, 2.0**-14, 2.0**-18)


@dataclasses.dataclass(frozen=True, eq=False)
class Line:
    """A straight way through the space of some numbers: ``values[where]`` moves by t times ``direction``.

    ``forward`` are the calls that bring the loss up to date after a move.
    """

    values: np.ndarray
    gradients: np.ndarray
    where: Any
    direction: Any
    forward: Calls

    def slope(self) -> float:
        """The slope of the loss along the line, as the gradients that the backward pass left say."""
        with np.errstate(all="ignore"):
            return float(np.sum(self.gradients[self.where] * self.direction))


@dataclasses.dataclass(frozen=True)
class Judged:
    """What the backward pass ``said`` of a slope, what was ``measured`` with what ``doubt``, and the relative error."""

    said: float
    measured: float
    doubt: float
    error: float


class Probe:
    """Judges gradients of a plan, whose arrays it uses as it likes. ``passes`` counts the forward passes."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._backward = _calls(each for each in plan.equations if each.phase == "backward")
        self.forward = _calls(each for each in plan.equations if each.phase in ("forward", "loss"))
        self.passes = 0
        self.renew()

    def renew(self) -> None:
        """One whole pass."""
        with np.errstate(all="ignore"):
            self._plan.run()
        self.passes += 1

    def loss(self) -> float:
        """The loss that the arrays hold."""
        assert self._plan.loss is not None
        return float(self._plan.loss)

    def after(self, node: str) -> Calls:
        """The forward calls that come after a node's own."""
        equations = [each for each in self._plan.equations if each.phase in ("forward", "loss")]
        last = max(at for at, each in enumerate(equations) if each.node == node)
        return _calls(equations[last + 1 :])

    def judge(self, line: Line, said: float, at: float = 0.0, step: float = 0.0) -> Judged:
        """Compare ``said`` with the slope that is measured at the place ``at`` of the line.

        The error is relative to the larger of the two, or to what can be measured at all where that is larger still.
        """
        start = np.array(line.values[line.where])

        def loss(t: float) -> float:
            self._move(line, start, t)
            return self.loss()

        with np.errstate(all="ignore"):
            found = measure(loss, at, step or _FIRST_STEP * _size(start))
        line.values[line.where] = start
        size = max(abs(said), abs(found.slope), _BEYOND_DOUBT / TOLERANCE * found.doubt)
        error = abs(said - found.slope) / size if size else 0.0
        return Judged(said, found.slope, found.doubt, error if math.isfinite(error) else math.inf)

    def is_kink(self, line: Line, judged: Judged) -> bool:
        """Whether the gradient, wrong as ``judged`` here, is right a little to either side: then it is a kink.

        A wrong backward pass is wrong there too.
        """
        size, gap = _size(line.values[line.where]), abs(judged.said - judged.measured)
        return math.isfinite(gap) and any(
            all(self._is_right_aside(line, side * far * size, gap) for side in (-1.0, 1.0)) for far in _ASIDE
        )

    def _is_right_aside(self, line: Line, t: float, gap: float) -> bool:
        start = np.array(line.values[line.where])
        with np.errstate(all="ignore"):
            self._move(line, start, t)
            for call in self._backward:
                call()
        line.values[line.where] = start
        aside = self.judge(line, line.slope(), t, abs(t) / 4)
        # Where the doubt is nearly as large as what was wrong here, a wrong backward pass could pass for right.
        return aside.error <= TOLERANCE and aside.doubt <= gap / (2 * _BEYOND_DOUBT)

    def _move(self, line: Line, start: np.ndarray, t: float) -> None:
        line.values[line.where] = start + t * line.direction
        for call in line.forward:
            call()
        self.passes += 1


def _size(numbers: np.ndarray) -> float:
    """What steps are measured by."""
    return max(1.0, float(np.max(np.abs(numbers))))


def _calls(equations: Iterable[Equation]) -> Calls:
    return tuple(call for equation in equations for call in equation.bound)
