"""Sentences: what is said of a step, by its kind's own words or else by how its equation works; and all templates."""
from __future__ import annotations

import numpy as np

from engine.catalogue import modules
from engine.equation import Equation
from engine.present import Present
from engine.saying.backward import said_of_gradient
from engine.saying.forward import said_of_batch, said_of_loss, said_of_value
from engine.saying.said import Said, Template
from engine.saying.step import Step
from engine.saying.update import said_of_update

NOT_FINITE = Template("{symbol} has numbers that are not finite ({count} of {all}): nothing that follows can be right.")

_BY_PHASE = {
    "batch": said_of_batch,
    "forward": said_of_value,
    "loss": said_of_loss,
    "backward": said_of_gradient,
    "update": said_of_update,
}


def say(present: Present, equation: Equation) -> Said | None:
    """What happened in this equation of the pass shown, which has just run; None where there are no numbers."""
    step = Step(present, equation)
    array = step.result.array
    if not array.size:
        return None
    if equation.trouble() is not None:
        bad = int((~np.isfinite(array)).sum())
        return NOT_FINITE(count=bad, all=array.size, symbol=step.result.symbol)
    with np.errstate(all="ignore"):
        own = step.layer.said(step) if equation.node in step.plan.values and not _is_a_sum(equation) else None
        return own or _BY_PHASE[equation.phase](step)


def say_latest(present: Present) -> tuple[Said, ...]:
    """What the last step did, in one sentence, or in two: of the parameters' gradients and of what is passed back."""
    latest = present.latest
    if latest is None:
        return ()
    equations = present.equations
    told = [equations[latest]]
    if latest and told[0].phase == "backward" and equations[latest - 1].group == told[0].group:
        told.insert(0, equations[latest - 1])
    return tuple(said for each in told if (said := say(present, each)) is not None)


def templates() -> tuple[Template, ...]:
    """Every template there is, the engine's and those of each kind, for whoever translates them."""
    everything = (value for module in modules("engine") for value in vars(module).values())
    return tuple(dict.fromkeys(value for value in everything if isinstance(value, Template)))


def _is_a_sum(equation: Equation) -> bool:
    """Whether it only adds up what others computed, which is said alike for every kind."""
    return any(" of " in term.symbol or " from edge " in term.symbol for term in equation.given)
