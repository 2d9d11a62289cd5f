"""One check for each sentence that the engine can say: every number, sign, direction and name in it."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.layers.activations import relu, softmax
from engine.layers.trained import batch_norm, dropout
from engine.saying import backward, forward, sentences, update, weighing
from engine.saying.said import Said, Template
from tests.engine.oracle_activations import sigmoid
from tests.engine.oracle_activations import softmax as plain_softmax
from tests.engine.said import Told, index_of, spans

Check = Callable[[Told], None]
CLAIMS: dict[Template, Check] = {}
FLAT = 1e-9


def claim(*templates: Template) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        CLAIMS.update(dict.fromkeys(templates, check))
        return check

    return keep


# data and values


@claim(forward.SOME_EXAMPLES, forward.ALL_EXAMPLES)
def _(told: Told) -> None:
    known = told.present.document.make_data().train.examples
    assert told.v["all"] == known
    assert told.v.get("count", known) == told.y.examples
    assert (told.v.get("count", known) < known) == (told.said.template is forward.SOME_EXAMPLES)


@claim(forward.ANSWERS)
def _(told: Told) -> None:
    spans(told.v["answers"], told.arrays[0])
    for edge in told.graph.consumers[told.node.id]:
        assert told.graph.by_id[edge.target].layer.family == "Losses" and edge.port == "y"


@claim(forward.FIXED, forward.FREE)
def _(told: Told) -> None:
    spans(told.v["numbers"], told.y.value)
    learns = any(np.shares_memory(held.value, told.weights.parameters) for held in told.y.parameters.values())
    assert learns == (told.said.template is forward.FREE)


@claim(forward.HANDED_ON)
def _(told: Told) -> None:
    spans(told.v["numbers"], told.y.value)
    assert set(told.y.value.flat) <= {number for array in told.given for number in array.flat}


@claim(forward.FLAT, backward.STOPPED)
def _(told: Told) -> None:
    # At a kink at 0 a difference is between the two slopes, and 0 is taken.
    sizes = np.where(told.inputs[0].value == 0, 0.0, np.abs(told.own_slopes()))
    assert told.v["all"] == sizes.size
    assert 0 < told.v["count"] <= (sizes <= FLAT).sum()
    if not ((sizes > 0) & (sizes < 1e-4)).any():
        assert told.v["count"] == (sizes == 0).sum()
    if told.said.template is backward.STOPPED:
        assert (told.arrays[0] == 0).sum() >= told.v["count"]


@claim(forward.NEARLY, backward.LITTLE)
def _(told: Told) -> None:
    sizes = np.abs(told.own_slopes())
    assert told.v["all"] == sizes.size
    # A slope right at the limit may be on either side of it when it is measured.
    assert (sizes < 0.0199).sum() <= told.v["count"] <= (sizes < 0.0201).sum()
    assert 0.99 * sizes[sizes < 0.0199].max() <= told.v["most"] <= 0.02


def _slopes_are(told: Told, phrase: Said | float) -> None:
    slopes = told.own_slopes()
    values = [phrase] if not isinstance(phrase, Said) else sorted(phrase.values.values())
    ends = np.array([slopes.min(), slopes.max()])
    np.testing.assert_allclose(ends, [values[0], values[-1]], rtol=2e-2, atol=1e-4 * max(1.0, np.abs(ends).max()))


@claim(forward.CURVE)
def _(told: Told) -> None:
    spans(told.v["results"], told.y.value)
    spans(told.v["given"], told.inputs[0].value)
    _slopes_are(told, told.v["slopes"])


WORK_OUT = {
    "Add": np.add, "Subtract": np.subtract, "Multiply": np.multiply, "Divide": np.divide, "Maximum": np.maximum,
    "Minimum": np.minimum, "Dropout": np.multiply,
}  # fmt: skip


@claim(forward.ALONE, forward.COMBINED)
def _(told: Told) -> None:
    assert (told.said.template is forward.ALONE) == (told.y.value.size == 1)
    assert abs(told.v["result"]) == np.abs(told.y.value).max()
    work_out = WORK_OUT[type(told.node.layer).__name__]
    np.testing.assert_allclose(work_out(told.v["first"], told.v["second"]), told.v["result"], rtol=1e-12)
    assert told.v["first"] in told.given[0] and told.v["second"] in told.given[1]


@claim(forward.REDUCED)
def _(told: Told) -> None:
    spans(told.v["numbers"], told.y.value)
    assert told.v["given"] == sum(array.size for array in told.given) > told.y.value.size


@claim(forward.WEIGHED)
def _(told: Told) -> None:
    spans(told.v["given"], told.inputs[0].value)
    spans(told.v["results"], told.y.value)
    held = [each.value for each in told.present.parameters_of(told.node.id).values()]
    learned = [each for each in held if np.shares_memory(each, told.weights.parameters)]
    assert told.v["count"] == sum(each.size for each in learned)


@claim(forward.MADE, backward.MADE)
def _(told: Told) -> None:
    (array,) = [term.array for term in told.equation.results if term.symbol == told.v["symbol"]]
    spans(told.v["numbers"], array)


@claim(weighing.BY_INPUT, weighing.BY_BIAS)
def _(told: Told) -> None:
    symbol, name, place = told.named(told.v["number"])
    output, example = index = index_of(place, told.y.value.shape)
    assert (symbol, name) == ("z", told.node.name)
    W, b = (told.present.parameters_of(told.node.id)[name].value for name in "Wb")
    x = told.inputs[0].value[:, example]
    assert told.v["result"] == told.y.value[index] == max(told.y.value.flat, key=abs)
    parts = {"bias": b[output]} | {number: W[output, number - 1] * x[number - 1] for number in range(1, len(x) + 1)}
    np.testing.assert_allclose(sum(parts.values()), told.v["result"], rtol=1e-9)
    told_of = told.v.get("input", "bias")
    assert parts[told_of] * told.v["result"] > 0
    same_way = [part for part in parts.values() if part * told.v["result"] > 0]
    np.testing.assert_allclose(abs(parts[told_of]), max(map(abs, same_way)), rtol=1e-12)
    if told_of == "bias":
        assert told.v["bias"] == b[output]
    else:
        assert (told.v["x"], told.v["weight"]) == (x[told_of - 1], W[output, told_of - 1])


# losses


def _errors(told: Told) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The predictions, the targets and how far these are off, all of one shape; classes by the true formula."""
    kind, (output, target) = type(told.node.layer).__name__, (each.value for each in told.inputs)
    if getattr(told.node.layer, "input", "") == "logits":
        output = sigmoid(output) if kind == "BinaryCrossEntropy" else plain_softmax(output)
    output, target = np.broadcast_arrays(output, target)
    if kind != "Hinge":
        return output, target, output - target
    short = np.where(target > 0, np.minimum(output - 1, 0), np.maximum(output + 1, 0))
    return output, target, short


def _answers(told: Told) -> list[str]:
    """What the data call the rows of the true answers, if they are the data's."""
    source = told.graph.by_id[told.graph.sources(told.node.id)[-1]].layer
    return source.row_names(told.present.document.header) if source.reads_data else []


def _furthest_off(told: Told, place: Said | None) -> float:
    predictions, targets, errors = _errors(told)
    index = index_of(place, errors.shape, _answers(told))
    np.testing.assert_allclose(told.v["prediction"], predictions[index], rtol=1e-12)
    assert told.v["target"] == targets[index]
    np.testing.assert_allclose(abs(errors[index]), np.abs(errors).max(), rtol=1e-12)
    return float(errors[index])


@claim(forward.WORST, forward.FURTHEST)
def _(told: Told) -> None:
    assert told.v["loss"] == told.present.values_of(told.node.id).item()
    assert _furthest_off(told, told.v.get("place"))


@claim(forward.NO_ERROR)
def _(told: Told) -> None:
    assert told.v["loss"] == told.present.values_of(told.node.id).item()
    assert not _errors(told)[2].any()
    told.agrees(0.0, told.slope(told.inputs[0].value, ..., told.node.id))


@claim(forward.SUM)
def _(told: Told) -> None:
    losses = {
        node.name: told.present.values_of(node.id).item() for node in told.graph.nodes if node.layer.family == "Losses"
    }
    np.testing.assert_allclose(told.v["loss"], sum(losses.values()), rtol=1e-12)
    assert told.v["count"] == len(losses) and told.v["part"] == losses[told.v["whose"]] == max(losses.values())


@claim(forward.COSTS)
def _(told: Told) -> None:
    array, index = told.variable(told.v["number"])
    assert told.v["loss"] == told.y.value.item()
    assert told.v["value"] == array[index] == max(array.flat, key=abs)


# gradients


@claim(backward.STARTS)
def _(told: Told) -> None:
    assert (told.present.gradient_of(told.node.id) == 1).sum() == 1
    assert told.plan.loss.size == 1


@claim(backward.ADDED, backward.OPPOSED)
def _(told: Told) -> None:
    _, _, place = told.named(told.v["number"])
    index = index_of(place, told.y.value.shape)
    parts = [array[index] for array in told.given]
    assert told.v["count"] == len(parts) == len(told.graph.consumers[told.node.id])
    np.testing.assert_allclose(told.v["total"], sum(parts), rtol=1e-12, atol=1e-15)
    assert told.v["part"] == max(parts, key=abs)
    assert (min(parts) < 0 < max(parts)) == (told.said.template is backward.OPPOSED)
    if any(each.node == told.node.id for each in told.plan.equations if each.phase in ("forward", "batch")):
        told.agrees(told.v["total"], told.slope(told.y.value, index, told.node.id, after=True))


@claim(backward.SHARED)
def _(told: Told) -> None:
    symbol, _, place = told.named(told.v["number"])
    held = told.weights.named(told.node.id)[symbol]
    index = index_of(place, held.value.shape)
    assert symbol == told.v["parameter"] and told.v["total"] == held.grad[index]
    told.agrees(told.v["total"], told.slope(held.value, index))
    (part,) = [term for term in told.equation.given if term.symbol == f"∂L/∂{symbol} of {told.v['whose']}"]
    assert part.array[index] == told.v["part"]
    assert told.v["count"] == sum(term.symbol.startswith(f"∂L/∂{symbol} of ") for term in told.equation.given)


@claim(backward.TOO_HIGH, backward.TOO_LOW)
def _(told: Told) -> None:
    place = told.v["worst"].values["place"] if told.v["worst"] else None
    error, is_high = _furthest_off(told, place), told.said.template is backward.TOO_HIGH
    assert (error > 0) == (told.v["gradient"] > 0) == is_high
    if type(told.node.layer).__name__ != "Hinge":
        assert (told.v["prediction"] > told.v["target"]) == is_high
    array = told.inputs[0].value
    if told.inputs[0] is not told.inputs[1]:
        told.agrees(told.v["gradient"], told.slope(array, index_of(place, array.shape, _answers(told)), told.node.id))


@claim(backward.RAISES, backward.LOWERS)
def _(told: Told) -> None:
    array = told.arrays[0]
    assert abs(told.v["gradient"]) == np.abs(array).max()
    assert (told.v["gradient"] > 0) == (told.said.template is backward.RAISES)
    assert not told.v["most"] if array.size == 1 else told.v["most"].values["count"] == array.size
    told.moves(told.v["number"], told.v["gradient"])


@claim(backward.NOWHERE)
def _(told: Told) -> None:
    array = told.array(told.v["number"])
    assert not told.arrays[0].any()
    if len({id(x) for x in told.inputs}) == len(told.inputs) and not hasattr(told.node.layer, "vocabulary"):
        assert told.rests(array, (0,) * array.ndim)


@claim(backward.TIMES_SLOPE)
def _(told: Told) -> None:
    _slopes_are(told, told.v["slopes"])
    _, index = told.variable(told.v["number"])
    assert told.v["gradient"] == max(told.arrays[0].flat, key=abs) == told.arrays[0][index]
    told.agrees(told.v["before"], told.slope(told.y.value, index, told.node.id, after=True))
    told.moves(told.v["number"], told.v["gradient"])


@claim(backward.PULLS)
def _(told: Told) -> None:
    array, index = told.variable(told.v["number"])
    assert told.v["value"] == array[index] and told.v["value"] * told.v["gradient"] > 0
    assert told.v["parameter"] == told.named(told.v["number"])[0]
    told.moves(told.v["number"], told.v["gradient"])


@claim(weighing.WEIGHT)
def _(told: Told) -> None:
    symbol, name, place = told.named(told.v["number"])
    W = told.present.parameters_of(told.node.id)["W"].value
    output, source = index = index_of(place, W.shape)
    x, arriving = told.inputs[0].value[source], told.present.gradient_of(told.node.id)[output]
    assert (symbol, name) == ("W", told.node.name)
    assert told.v["gradient"] == max(told.arrays[0].flat, key=abs)
    if told.v["most"]:
        example = told.v["most"].values["example"].values["example"] - 1
        parts = np.broadcast_to(x, arriving.shape) * arriving
        np.testing.assert_allclose(parts.sum(), told.v["gradient"], rtol=1e-9)
        assert parts[example] * np.sign(told.v["gradient"]) == max(parts * np.sign(told.v["gradient"])) > 0
    else:
        assert arriving.size == 1
    assert told.v["move"].template is (weighing.RAISE if told.v["gradient"] > 0 else weighing.LOWER)
    told.agrees(told.v["gradient"], told.slope(W, index, told.node.id))


@claim(weighing.INPUT)
def _(told: Told) -> None:
    output, number = told.v["output"] - 1, told.v["number"].values
    source, example = number["input"] - 1, number["example"].values["example"] - 1 if "example" in number else 0
    W = told.present.parameters_of(told.node.id)["W"].value
    gradient = told.arrays[0][source, example]
    assert gradient == max(told.arrays[0].flat, key=abs) and told.v["weight"] == W[output, source]
    assert told.v["sign"].template is (weighing.POSITIVE if W[output, source] > 0 else weighing.NEGATIVE)
    assert told.v["come"].template is (weighing.FALL if gradient > 0 else weighing.RISE)
    arriving = told.present.gradient_of(told.node.id)[output, min(example, told.y.examples - 1)]
    assert told.v["go"].template is (weighing.FALL if arriving > 0 else weighing.RISE)
    # Going where it should times a negative weight is the other way, so that the sentence adds up.
    assert W[output, source] * arriving * gradient > 0
    told.agrees(arriving, told.slope(told.y.value, (output, example), told.node.id, after=True))
    told.agrees(gradient, told.slope(told.inputs[0].value, (source, example), told.node.id))
    assert str(told.v["what"]) == ("loss" if any("∂L" in text for text in told.equation.symbols) else "o")


# updates


@claim(update.AGAINST, update.ALONG)
def _(told: Told) -> None:
    _, gradients, index = told.parameter(told.v["parameter"])
    (change,) = told.arrays
    assert told.v["change"] == max(change, key=abs)
    assert told.v["gradient"] == gradients[index] == told.weights.gradients[change == told.v["change"]][0]
    assert (told.v["change"] * told.v["gradient"] < 0) == (told.said.template is update.AGAINST)


@claim(update.LOWERS, update.RAISES)
def _(told: Told) -> None:
    values, _, index = told.parameter(told.v["parameter"])
    moved = told.weights.parameters - told.prior
    np.testing.assert_allclose(abs(told.v["change"]), np.abs(moved).max(), rtol=1e-6, atol=1e-12)
    assert told.v["after"] == values[index]
    its_own = moved[told.weights.parameters == told.v["after"]]
    np.testing.assert_allclose(its_own, told.v["change"], rtol=1e-6, atol=1e-12)
    expected = told.slope(told.weights.parameters, along=moved)
    told.agrees(told.v["loss"] * (1 if told.said.template is update.RAISES else -1), expected)


@claim(update.STAYED)
def _(told: Told) -> None:
    np.testing.assert_array_equal(told.weights.parameters, told.before)


@claim(update.LARGEST)
def _(told: Told) -> None:
    (array,) = [term.array for term in told.equation.results if term.symbol == told.v["symbol"]]
    assert told.v["value"] == max(array, key=abs)
    values, _, index = told.parameter(told.v["parameter"])
    place = np.abs(array).argmax()
    assert np.shares_memory(values[(*index, ...)], told.weights.parameters[place : place + 1])


@claim(update.SINGLE)
def _(told: Told) -> None:
    (array,) = [term.array for term in told.equation.results if term.symbol == told.v["symbol"]]
    assert told.v["value"] == array.item()


# what kinds say themselves


@claim(relu.OFF, relu.ALL_ON)
def _(told: Told) -> None:
    off = sum(not number > 0 for number in told.inputs[0].value.flat)
    assert told.v["all"] == told.y.value.size and told.v.get("count", 0) == off
    # At the kink itself a difference is between the two slopes.
    slopes = np.where(told.inputs[0].value == 0, 0.0, told.own_slopes())
    assert (slopes == 0).sum() == off and (slopes > 0).sum() == told.v["all"] - off


@claim(softmax.SURE)
def _(told: Told) -> None:
    a = plain_softmax(told.inputs[0].value)
    assert told.v["classes"] == len(a)
    np.testing.assert_allclose(told.v["sure"], a.max(), rtol=1e-12)
    if isinstance(told.v["which"], Said):
        np.testing.assert_allclose(a[index_of(told.v["which"], a.shape)], a.max(), rtol=1e-12)
    np.testing.assert_allclose(told.v["least"], min(column.max() for column in a.T), rtol=1e-12)


@claim(dropout.DROPPED, dropout.SILENT)
def _(told: Told) -> None:
    silent = told.arrays[0] == 0
    if told.said.template is dropout.DROPPED:
        np.testing.assert_allclose(told.arrays[0][~silent], told.v["factor"], rtol=1e-12)
        assert told.v["dropped"] == silent.sum()
    else:
        assert told.v["dropped"] <= silent.sum()
        slopes = told.slope(told.inputs[0].value, silent, told.node.id)
        told.agrees(0.0, slopes)
    assert told.v["all"] == silent.size


@claim(batch_norm.EVENED)
def _(told: Told) -> None:
    rows = told.inputs[0].value.reshape(len(told.inputs[0].value), -1)
    at = told.v["feature"].values["number"] - 1
    np.testing.assert_allclose(told.v["deviation"], rows[at].std(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(told.v["deviation"], rows.std(axis=1).max(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(told.v["mean"], rows[at].mean(), rtol=1e-9, atol=1e-12)


@claim(sentences.NOT_FINITE)
def _(told: Told) -> None:
    (array,) = [term.array for term in told.equation.results if term.symbol == told.v["symbol"]]
    assert told.v["count"] == sum(not np.isfinite(number) for number in array.flat) > 0
    assert told.v["all"] == array.size
