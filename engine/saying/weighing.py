"""Weighing: what is said of z = W x + b, where every number is a sum of products, by its largest product."""
from __future__ import annotations

import numpy as np

from engine.saying.said import Said, Template
from engine.saying.step import EXAMPLE, OF, Index, Step, largest

FALL, RISE, LOWER, RAISE = Template("fall"), Template("rise"), Template("lower"), Template("raise")
NEGATIVE, POSITIVE = Template("negative"), Template("positive")
THE_INPUT, INPUT_OF = Template("input {input}"), Template("input {input} of {example}")
MOST_IN = Template(", most of all in {example}")
BY_INPUT = Template(
    "{number} is furthest from 0, {result}, most of all by input {input}, {x}, times the weight {weight}."
)
BY_BIAS = Template("{number} is furthest from 0, {result}, most of all by the bias, {bias}.")
WEIGHT = Template("{number} has the largest gradient, {gradient}: more of it would {move} {loss}{most}.")
INPUT = Template(
    "The weight {weight} is {sign} and output {output} of {node} should {go}, so {number} should {come} for a smaller"
    " {what}."
)
LOSS = Template("loss")


def said_of_weighing(step: Step, W: np.ndarray, b: np.ndarray) -> Said | None:
    """Of what the equations of z = W x + b compute, W of (m, n) and b of (m,); None where all of it is 0."""
    index = largest(step.result.array)
    if not step.result.array[index]:
        return None
    if step.phase == "forward":
        return _said_of_output(step, W, b, index)
    return _said_of_weight(step, index) if step.receiver() is None else _said_of_input(step, W, index)


def _said_of_output(step: Step, W: np.ndarray, b: np.ndarray, index: Index) -> Said:
    output, example = index
    x, result = step.inputs[0].value[:, example], float(step.result.array[index])
    at = _largest_part(W[output] * x, result)
    number = step.at(OF(what="z", node=step.node), step.result.array, index)
    if np.sign(result) * b[output] > np.sign(result) * W[output, at] * x[at]:
        return BY_BIAS(number=number, result=result, bias=float(b[output]))
    return BY_INPUT(number=number, result=result, input=at + 1, x=float(x[at]), weight=float(W[output, at]))


def _said_of_weight(step: Step, index: Index) -> Said:
    output, source = index
    array, x, arriving = step.result.array, step.inputs[0].value[source], step.y.grad[output]
    gradient = float(array[index])
    example = _largest_part(x * arriving, gradient)
    most: Said | str = MOST_IN(example=EXAMPLE(example=example + 1)) if arriving.size > 1 else ""
    move = (RAISE if gradient > 0.0 else LOWER)()
    number = step.at(OF(what="W", node=step.node), array, index)
    return WEIGHT(number=number, gradient=gradient, move=move, loss=step.loss, most=most)


def _said_of_input(step: Step, W: np.ndarray, index: Index) -> Said:
    source, example = index
    array, arriving = step.result.array, step.y.grad[:, example]
    gradient = float(array[index])
    output = _largest_part(W[:, source] * arriving, gradient)
    number = THE_INPUT(input=source + 1)
    if array.shape[-1] > 1:
        number = INPUT_OF(input=source + 1, example=EXAMPLE(example=example + 1))
    return INPUT(
        weight=float(W[output, source]), sign=(POSITIVE if W[output, source] > 0.0 else NEGATIVE)(), output=output + 1,
        node=step.node, go=(FALL if arriving[output] > 0.0 else RISE)(), number=number,
        come=(FALL if gradient > 0.0 else RISE)(), what=LOSS() if step.present.symbol == "L" else step.present.symbol,
    )  # fmt: skip


def _largest_part(parts: np.ndarray, total: float) -> int:
    """The place of the largest part among those that pull the way the total goes."""
    return int((parts * np.sign(total)).argmax())
