"""Moments of a run, and where the steps of each size end."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from engine.batches import Batches
from engine.equation import Equation

GRANULARITIES = ("equation", "layer", "phase", "iteration", "epoch")


@dataclasses.dataclass(frozen=True, order=True)
class Moment:
    """``iteration`` updates made, and then ``done`` equations of the next pass; 0 is between passes."""

    iteration: int
    done: int = 0


def next_stop(moment: Moment, by: str, equations: Sequence[Equation], batches: Batches) -> Moment:
    """Where a step of this size that begins at ``moment`` ends."""
    if by == "epoch":
        _, batch = batches.place(moment.iteration)
        return Moment(moment.iteration + batches.per_epoch - batch)
    done = next(stop for stop in _stops(by, equations) if stop > moment.done)
    return Moment(moment.iteration, done) if done < len(equations) else Moment(moment.iteration + 1)


def previous_stop(moment: Moment, by: str, equations: Sequence[Equation], batches: Batches) -> Moment:
    """The last stop of steps of this size that lies before ``moment``."""
    if moment.done == 0:
        moment = Moment(moment.iteration - 1, len(equations))
    if by == "epoch":
        _, batch = batches.place(moment.iteration)
        return Moment(moment.iteration - batch)
    return Moment(moment.iteration, max(stop for stop in _stops(by, equations) if stop < moment.done))


def is_stop(moment: Moment, by: str, equations: Sequence[Equation], batches: Batches) -> bool:
    """Whether steps of this size end at ``moment``, in or after a pass with these equations."""
    if by == "epoch":
        return moment.done == 0 and batches.place(moment.iteration)[1] == 0
    return moment.done == 0 or moment.done in _stops(by, equations)


def _stops(by: str, equations: Sequence[Equation]) -> list[int]:
    """Numbers of equations done, from 0 to all, at which a step of this size may end within a pass."""
    if by not in GRANULARITIES:
        raise ValueError(f"A step is by {', '.join(GRANULARITIES)}; {by!r} was given.")
    inner = range(1, len(equations))
    ends = [place for place in inner if _mark(by, equations[place - 1]) != _mark(by, equations[place])]
    return [0, *(inner if by == "equation" else ends), len(equations)]


def _mark(by: str, equation: Equation) -> object:
    return {"layer": equation.group, "phase": equation.phase}.get(by, 0)
