"""Forward: what is said of a batch, of a value, and of a loss, by the way in which it was computed."""
from __future__ import annotations

import numpy as np

from engine.inquiry.slopes import works_number_by_number
from engine.layer import Loss
from engine.saying.said import Said, Template
from engine.saying.step import Step, largest

# Below this part of a gradient, little gets through: the sigmoid's slope 4 away from 0.
NEARLY_FLAT = 0.02
# Fewer such numbers than this share are not worth a sentence.
WORTH_SAYING = 0.05

SOME_EXAMPLES = Template("{count} of {all} examples come in at {node}: this iteration learns from these alone.")
ALL_EXAMPLES = Template("All {all} examples come in at {node}: this iteration learns from the whole training data.")
ANSWERS = Template("{node} holds the right answers, {answers}, which the loss will compare the network's own with.")
FIXED = Template("{node} gives {numbers}, the same for every example, and no update changes that.")
FREE = Template("{node} gives what it holds, {numbers}; the update can move that, so it can learn.")
HANDED_ON = Template("{node} hands on {numbers} as they are; at most they stand in another place.")
FLAT = Template("At {count} of {all} numbers the curve of {node} is flat, so no gradient will get back through these.")
NEARLY = Template(
    "At {count} of {all} numbers the slope of {node} is at most {most}, so little gradient will get back through these."
)
CURVE = Template(
    "{node} turns {given} into {results}; on the way back, its slope there, {slopes}, will multiply the gradient."
)
ALONE = Template("{node} gives {result}, made of {first} and {second}.")
COMBINED = Template("The result of {node} that is furthest from 0 is {result}, made of {first} and {second}.")
REDUCED = Template("{node} takes {given} numbers together and gives {numbers}: each result speaks for several.")
WEIGHED = Template("{node} turns {given} into {results} by {count} parameters: these it can learn.")
MADE = Template("{node} worked out {symbol}, {numbers}, which what follows builds on.")
SUM = Template("The loss of the network is {loss}, the sum of {count} losses; the largest share, {part}, is {whose}.")
COSTS = Template("{node} comes to {loss}; what costs most is {number}, which is {value}.")
WORST = Template("The loss is {loss}. Furthest off is the prediction {prediction} where {target} is right ({place}).")
FURTHEST = Template("The loss is {loss}, for the prediction {prediction} where {target} is right.")
NO_ERROR = Template("Nothing is wrong with any prediction, so the loss is {loss} and there is nothing to learn.")


def said_of_batch(step: Step) -> Said:
    """Of data that comes in."""
    array, consumers = step.result.array, step.graph.consumers[step.equation.node]
    if consumers and all(_compares(step, edge.target, edge.port) for edge in consumers):
        return ANSWERS(node=step.node, answers=step.numbers(array))
    count, known = step.plan.examples, step.known_examples
    if count < known:
        return SOME_EXAMPLES(node=step.node, count=count, all=known)
    return ALL_EXAMPLES(node=step.node, all=known)


def said_of_value(step: Step) -> Said:
    """Of a value, or of something on the way to it."""
    equation, array = step.equation, step.result.array
    if array is not step.y.value:
        return MADE(symbol=step.result.symbol, node=step.node, numbers=step.numbers(array))
    if not step.inputs:
        template = FREE if step.weights.learns(step.y.node) else FIXED
        return template(node=step.node, numbers=step.numbers(array))
    if all(call.function is np.copyto for call in equation.calls):
        return HANDED_ON(node=step.node, numbers=step.numbers(array))
    if step.slopes is not None:
        return said_of_curve(step, step.slopes)
    given = [term.array for term in equation.given]
    if step.weights.learns(step.y.node):
        count = sum(step.y.parameters[block.name].value.size for block in step.y.blocks if block.is_trained)
        inputs = step.numbers(step.inputs[0].value)
        return WEIGHED(node=step.node, results=step.numbers(array), given=inputs, count=count)
    if array.size < max(each.size for each in given):
        count = sum(each.size for each in given)
        return REDUCED(node=step.node, given=count, numbers=step.numbers(array))
    if len(given) == 2 and works_number_by_number(equation):
        return _combined(step, *given)
    return MADE(symbol=step.result.symbol, node=step.node, numbers=step.numbers(array))


def said_of_curve(step: Step, slopes: np.ndarray) -> Said:
    """Of a function of single numbers: where it is flat, no gradient will come back."""
    flat, sizes = int((slopes == 0.0).sum()), np.abs(slopes)
    if flat:
        return FLAT(node=step.node, count=flat, all=slopes.size)
    small = sizes[sizes <= NEARLY_FLAT]
    if small.size > WORTH_SAYING * sizes.size:
        return NEARLY(node=step.node, count=small.size, all=sizes.size, most=float(small.max()))
    x, y = step.inputs[0].value, step.result.array
    return CURVE(node=step.node, results=step.numbers(y), given=step.numbers(x), slopes=step.range(slopes))


def said_of_loss(step: Step) -> Said:
    """Of a loss, a penalty, or the sum of several."""
    equation, loss = step.equation, float(step.result.array.reshape(-1)[0])
    if equation.given and all(term.symbol.startswith("L of ") for term in equation.given):
        most = max(equation.given, key=lambda term: float(term.array))
        whose = most.symbol.removeprefix("L of ")
        return SUM(loss=loss, count=len(equation.given), part=float(most.array), whose=whose)
    layer = step.layer
    if layer.reads_parameters:
        symbol, array = equation.given[0].symbol, equation.given[0].array
        index = largest(array)
        return COSTS(node=step.node, loss=loss, number=step.at(symbol, array, index), value=float(array[index]))
    if not isinstance(layer, Loss):
        return said_of_value(step)
    output, target = (x.value for x in step.inputs)
    predictions, errors = layer.compared(output, target)
    if not errors.any():
        return NO_ERROR(loss=loss)
    index = largest(errors)
    right = float(np.broadcast_to(target, errors.shape)[index])
    told = {"loss": loss, "prediction": float(predictions[index]), "target": right}
    place = step.place_of_answer(errors, index)
    return FURTHEST(**told) if place is None else WORST(**told, place=place)


def _combined(step: Step, first: np.ndarray, second: np.ndarray) -> Said:
    array = step.result.array
    index = largest(array)
    one, other = (float(np.broadcast_to(each, array.shape)[index]) for each in (first, second))
    template = ALONE if array.size == 1 else COMBINED
    return template(node=step.node, result=float(array[index]), first=one, second=other)


def _compares(step: Step, target: str, port: str) -> bool:
    layer = step.graph.by_id[target].layer
    return isinstance(layer, Loss) and len(layer.ports) > 1 and port == layer.ports[-1]
