"""Update: what is said when the optimizer moves the parameters: what moved most, and what the loss should do."""
from __future__ import annotations

import math

import numpy as np

from engine.saying.said import Said, Template
from engine.saying.step import Step, largest

AGAINST = Template("The largest change is {change}, for {parameter}: downhill, for its gradient is {gradient}.")
ALONG = Template(
    "The largest change is {change}, for {parameter}. Its gradient is {gradient} and alone would not take it there:"
    " gradients of earlier updates do."
)
LOWERS = Template(
    "{parameter} moves most, by {change}, to {after}. All of it together should lower the loss of this batch by about"
    " {loss}."
)
RAISES = Template(
    "{parameter} moves most, by {change}, to {after}. All of it together should raise the loss of this batch by about"
    " {loss}, for older gradients have a part in it."
)
STAYED = Template("No parameter moved: every change is 0, so the loss of this batch stays as it is.")
LARGEST = Template("{symbol} is largest for {parameter}: {value}.")
SINGLE = Template("{symbol} is {value} in this update.")


def said_of_update(step: Step) -> Said:
    """Of an equation of the update."""
    symbol, array = step.result.symbol, step.result.array
    change = next((term.array for term in step.equation.given if term.symbol == "Δw"), None)
    if array.size == 1 and array.shape != step.weights.parameters.shape:
        return SINGLE(symbol=symbol, value=float(array.reshape(-1)[0]))
    if change is not None:
        return _said_of_move(step, change)
    index = largest(array)
    value, parameter = float(array[index]), step.parameter(index[0])
    if symbol != "Δw":
        return LARGEST(symbol=symbol, parameter=parameter, value=value)
    if value == 0.0:
        return STAYED()
    gradient = float(step.weights.gradients[index])
    return (AGAINST if value * gradient < 0.0 else ALONG)(change=value, parameter=parameter, gradient=gradient)


def _said_of_move(step: Step, change: np.ndarray) -> Said:
    if not change.any():
        return STAYED()
    index = largest(change)
    # To first order, which is what a gradient tells.
    expected = float(step.weights.gradients @ change)
    if not math.isfinite(expected):
        return LARGEST(symbol="Δw", parameter=step.parameter(index[0]), value=float(change[index]))
    return (RAISES if expected > 0.0 else LOWERS)(
        parameter=step.parameter(index[0]), change=float(change[index]),
        after=float(step.result.array[index]), loss=abs(expected),
    )  # fmt: skip
