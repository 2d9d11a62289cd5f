"""Backward: what is said of a gradient, by the way in which it was computed, and what the loss wants by it."""
from __future__ import annotations

import numpy as np

from engine.equation import Term
from engine.layer import Loss
from engine.saying.forward import NEARLY_FLAT, WORTH_SAYING
from engine.saying.said import Said, Template
from engine.saying.step import FROM, Step, largest

STARTS = Template("The way back starts at {node}: as much more of it is as much more of {loss}, so the gradient is 1.")
ADDED = Template(
    "{node} feeds {count} inputs, so the gradients that come back are added: for {number} that is {total}, of which"
    " {part} comes from one of them."
)
OPPOSED = Template(
    "{node} feeds {count} inputs, so the gradients that come back are added. For {number} they pull in opposite ways:"
    " {part} comes from one of them, and {total} is left."
)
SHARED = Template(
    "{count} nodes use the same {parameter}, so what they found is added: for {number} that is {total}, of which"
    " {part} comes from {whose}."
)
TOO_HIGH = Template(
    "The prediction {prediction} is too high where {target} is right{worst}; {loss} wants it lower, so its gradient is"
    " positive: {gradient}."
)
TOO_LOW = Template(
    "The prediction {prediction} is too low where {target} is right{worst}; {loss} wants it higher, so its gradient is"
    " negative: {gradient}."
)
WORST = Template(" ({place}, the furthest off)")
RAISES = Template("By way of {node}, more of {number} would raise {loss}: its gradient {gradient} is positive{most}.")
LOWERS = Template("By way of {node}, more of {number} would lower {loss}: its gradient {gradient} is negative{most}.")
MOST = Template(", and the largest of {count}")
NOWHERE = Template("No gradient goes back from {node} to {number}: all is 0, so nothing is learned this way.")
STOPPED = Template("At {count} of {all} numbers the curve of {node} is flat, so no gradient gets back through these.")
LITTLE = Template(
    "At {count} of {all} numbers the slope of {node} is at most {most}, so little gradient gets back through these."
)
TIMES_SLOPE = Template(
    "{node} multiplies the gradient by its slope at each number ({slopes}): for {number}, {before} becomes {gradient}."
)
PULLS = Template("{node} pulls {parameter} towards 0: {number} is {value}, so its gradient is {gradient}.")
MADE = Template("{node} worked out {symbol}, {numbers}, which its gradients build on.")


def said_of_gradient(step: Step) -> Said:
    """Of a gradient, or of something on the way to one."""
    equation, array = step.equation, step.result.array
    if equation.given and all(" from edge " in term.symbol for term in equation.given):
        return _said_of_sum(step)
    if _parts(step):
        return _said_of_sharing(step)
    receiver = step.receiver()
    if receiver is None and step.y.gradient is not None and array is step.y.grad:
        return STARTS(node=step.node, loss=step.loss)
    if step.layer.reads_parameters:
        return _said_of_penalty(step)
    if receiver is None and not _is_of_parameters(step):
        return MADE(symbol=step.result.symbol, node=step.node, numbers=step.numbers(array))
    if receiver is not None and isinstance(step.layer, Loss) and receiver[0] == step.layer.ports[0]:
        return _said_of_error(step, step.layer)
    if receiver is not None and step.slopes is not None and array.any():
        return _said_of_slopes(step, step.slopes)
    return said_of_largest(step)


def said_of_largest(step: Step) -> Said:
    """Of the number whose gradient is the largest, and which way it moves the loss."""
    array, what = step.result.array, variable(step)
    if step.receiver() is None:
        # An equation may have a list of parameters as a column.
        array = array.reshape(step.y.named[str(what)].value.shape)
    index = largest(array)
    gradient = float(array[index])
    if gradient == 0.0:
        return NOWHERE(node=step.node, number=what)
    most: Said | str = MOST(count=array.size) if array.size > 1 else ""
    template = RAISES if gradient > 0.0 else LOWERS
    number = step.at(what, array, index)
    return template(node=step.node, number=number, loss=step.loss, gradient=gradient, most=most)


def variable(step: Step) -> Said | str:
    """What the gradient is by: a parameter's name, or a port and where its value comes from."""
    receiver = step.receiver()
    if receiver is None:
        return step.result.symbol.rpartition("∂")[2]
    port, x = receiver
    return FROM(what=port, node=step.graph.by_id[x.node].name)


def _said_of_sum(step: Step) -> Said:
    total, parts = step.result.array, [term.array for term in step.equation.given]
    index, part, is_opposed = _largest_part(total, parts)
    return (OPPOSED if is_opposed else ADDED)(
        node=step.node, count=len(parts), number=step.at("y", total, index), total=float(total[index]), part=part
    )


def _said_of_sharing(step: Step) -> Said:
    total, parts, name = step.result.array, _parts(step), variable(step)
    index, part, _ = _largest_part(total, [term.array for term in parts])
    most = next(term for term in parts if float(term.array[index]) == part)
    return SHARED(
        count=len(parts), parameter=name, total=float(total[index]), number=step.at(name, total, index), part=part,
        whose=most.symbol.removeprefix(f"{step.result.symbol} of "),
    )  # fmt: skip


def _largest_part(total: np.ndarray, parts: list[np.ndarray]) -> tuple[tuple[int, ...], float, bool]:
    """Where the parts are largest, the largest of them there, and whether another has the other sign."""
    index = largest(np.max(np.abs(parts), axis=0))
    there = [float(part[index]) for part in parts]
    return index, max(there, key=abs), min(there) < 0.0 < max(there)


def _said_of_penalty(step: Step) -> Said:
    array = step.result.array
    values = step.equation.given[0].array
    index = largest(array)
    value, gradient, name = float(values[index]), float(array[index]), variable(step)
    if value * gradient <= 0.0:
        return said_of_largest(step)
    number = step.at(name, array, index)
    return PULLS(node=step.node, parameter=name, number=number, value=value, gradient=gradient)


def _said_of_error(step: Step, layer: Loss) -> Said:
    array, (output, target) = step.result.array, (x.value for x in step.inputs)
    predictions, errors = layer.compared(output, target)
    index = largest(errors)
    there = np.broadcast_to(array, errors.shape)[index] if array.shape == errors.shape else 0.0
    # Where one prediction stands for several, or a later layer turns the sign, the error alone does not tell.
    if errors[index] * there <= 0.0:
        return said_of_largest(step)
    place = step.place_of_answer(errors, index)
    worst: Said | str = "" if place is None else WORST(place=place)
    template = TOO_HIGH if errors[index] > 0.0 else TOO_LOW
    return template(
        prediction=float(predictions[index]), target=float(np.broadcast_to(target, errors.shape)[index]),
        worst=worst, loss=step.loss, gradient=float(there),
    )  # fmt: skip


def _said_of_slopes(step: Step, slopes: np.ndarray) -> Said:
    array, sizes = step.result.array, np.abs(slopes)
    if flat := int((sizes == 0.0).sum()):
        return STOPPED(node=step.node, count=flat, all=slopes.size)
    small = sizes[sizes <= NEARLY_FLAT]
    if small.size > WORTH_SAYING * sizes.size:
        return LITTLE(node=step.node, count=small.size, all=sizes.size, most=float(small.max()))
    index = largest(array)
    number, before = step.at(variable(step), array, index), float(step.y.grad[index])
    return TIMES_SLOPE(
        node=step.node, slopes=step.range(slopes), number=number, before=before, gradient=float(array[index])
    )


def _is_of_parameters(step: Step) -> bool:
    return any(np.may_share_memory(step.result.array, held.grad) for held in step.y.parameters.values())


def _parts(step: Step) -> list[Term]:
    """What each user of shared parameters found for the first of them."""
    return [term for term in step.equation.given if term.symbol.startswith(f"{step.result.symbol} of ")]
