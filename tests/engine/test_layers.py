"""Every kind of layer, by discovery: against the oracle, against nudged inputs, its shapes, its words."""
from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.knobs import knob_values, knobs, with_knobs
from engine.layer import FAMILIES, Layer, Loss, ShapeError, layer_kinds
from tests.engine.one_layer import TABLE, Bench, bench, named
from tests.engine.oracle import plain_kind
from tests.engine.oracle_layers import Plain

KINDS = layer_kinds()
SHAPES = ((), (1,), (3,), (2, 3), (2, 4, 4))
EXAMPLES = 4
NUMBERS = {
    "slope": (0.0, 0.01, 1.0), "scale": (0.0, 1.0, 1.7), "exponent": (0.0, 1.0, 2.0, 0.5, -1.5), "units": (1, 5),
    "epsilon": (1e-5, 0.5), "first": (1, 2), "count": (1, 2), "filters": (3,), "kernel": (2, 3), "stride": (1, 2),
    "padding": (0, 1), "window": (1, 2, 3), "vocabulary": (3,), "delta": (0.301, 1.0),
    "weight": (0.0, 0.3), "chance": (0.0, 0.4), "memory": (0.1,), "start_size": (0.5,),
}  # fmt: skip
TEXTS = {
    "expression": ("x**2", "3 - x*sin(3*x)", "log(x)/(2 + sigmoid(x)) + x**x", "7", "x"), "parameter": ("", "b"),
    "start_values": ("normal",),
}  # fmt: skip
LISTS = {"size": ((), (3,), (3, 2)), "numbers": ((2.5,), (1.0, -2.0, 0.5)), "columns": ((), ("b",), ("k", "a"))}


def variants(kind: type[Layer]) -> list[Layer]:
    """The kind with every choice of its knobs, and several numbers. How it starts has tests of its own."""
    chosen = NUMBERS | LISTS | TEXTS
    values = {each.name: chosen.get(each.name, each.choices) for each in knobs(kind)}
    assert all(values.values()), f"{kind.title} has a knob that no values are chosen for"
    return [with_knobs(kind, dict(zip(values, each, strict=True))) for each in itertools.product(*values.values())]


LAYERS = [layer for kind in KINDS.values() for layer in variants(kind)]
WITH_INPUTS = [layer for layer in LAYERS if layer.ports and not layer.reads_parameters]
every_layer = pytest.mark.parametrize("layer", LAYERS, ids=named)
every_layer_with_inputs = pytest.mark.parametrize("layer", WITH_INPUTS, ids=named)


def accepts(layer: Layer, shapes: tuple[tuple[int, ...], ...]) -> bool:
    try:
        layer.shape(*shapes)
    except ShapeError:
        return False
    return True


def benches(layer: Layer) -> list[Bench]:
    """The layer with every mix of shapes it takes, each input per example or not."""
    if not layer.ports:
        return [bench(layer, ())]
    if layer.reads_parameters:
        return [bench(layer, (((), 1),))]
    forms = itertools.product(itertools.product(SHAPES, (1, EXAMPLES)), repeat=len(layer.ports))
    return [bench(layer, each) for each in forms if accepts(layer, tuple(shape for shape, _ in each))]


def nudged(b: Bench, array: np.ndarray, step: float = 2e-4) -> np.ndarray:
    """∂(Σ y ⊙ y.grad)/∂array by central differences of fourth order."""
    found = np.empty_like(array)
    for at in np.ndindex(array.shape):
        before, sums = array[at], []
        for move in (-2, -1, 1, 2):
            array[at] = before + move * step
            b.run("forward")
            sums.append(float((b.y.value * b.y.grad).sum()))
        array[at] = before
        found[at] = (sums[0] - 8 * sums[1] + 8 * sums[2] - sums[3]) / (12 * step)
    b.run("forward")
    return found


def relative_error(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference over the largest number; over 1 where all are 0, as far as differences can tell."""
    scale = max(np.abs(one).max(), np.abs(other).max())
    return float(np.abs(one - other).max() / (scale if scale > 1e-9 else 1.0))


@every_layer
def test_value_and_gradients_are_the_oracles(layer):
    for b in benches(layer):
        b.run("batch", "forward", "backward")
        plain: Plain = plain_kind(layer)(layer, {name: a.copy() for name, a in b.parameters("value").items()}, TABLE)
        expected = plain.forward(*(x.value for x in b.inputs))
        np.testing.assert_allclose(b.y.value, np.broadcast_to(expected, b.y.value.shape), rtol=1e-13, atol=1e-14)
        wanted = plain.backward(b.y.grad)
        for x, grad in zip(b.inputs, wanted, strict=True):
            if layer.reads_parameters:
                assert not x.contributions and grad is None
                continue
            np.testing.assert_allclose(x.contributions[0].value, grad, rtol=1e-12, atol=1e-14)
        for name, grad in b.parameters("grad").items():
            expected = np.zeros_like(grad) if layer.reads_parameters and name not in plain.grads else plain.grads[name]
            np.testing.assert_allclose(grad, expected, rtol=1e-12, atol=1e-14)


@every_layer
def test_gradients_are_what_nudging_gives(layer):
    for b in benches(layer):
        b.run("batch", "forward", "backward")
        for array, grad in zip(b.moving(), [each.copy() for each in b.gradients()], strict=True):
            assert relative_error(grad, nudged(b, array)) <= 1e-7


@every_layer
def test_running_the_same_calls_again_gives_the_same_bits(layer):
    for b in benches(layer):
        b.run("batch", "forward", "backward")
        first = [each.copy() for each in (b.y.value, *b.gradients())]
        b.run("batch", "forward", "backward")
        assert [each.tobytes() for each in (b.y.value, *b.gradients())] == [each.tobytes() for each in first]


@every_layer
def test_every_result_is_finite_and_its_sentences_are_whole(layer):
    for b in benches(layer):
        b.run("batch", "forward", "backward")
        for equation in b.writer.equations:
            assert equation.trouble() is None
            assert equation.words.endswith(".")
            assert "{" not in equation.words
            assert equation.calls
            for line, result in zip(equation.symbols, equation.results, strict=True):
                assert line.replace(" ← ", " = ").startswith(f"{result.symbol} = ")


@pytest.mark.parametrize("layer", [each for each in WITH_INPUTS if isinstance(each, Loss)], ids=named)
def test_a_loss_at_the_end_has_the_gradient_of_one_that_is_multiplied_by_1(layer):
    forms = (((3,), EXAMPLES), ((3,), EXAMPLES))
    end, middle = bench(layer, forms, is_the_loss=True), bench(layer, forms)
    middle.y.grad[...] = 1.0
    for b in (end, middle):
        b.run("forward", "backward")
    for one, other in zip(end.gradients(), middle.gradients(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(end.writer.equations[-1].calls) == len(middle.writer.equations[-1].calls) - 1


@every_layer_with_inputs
def test_a_gradient_that_nobody_wants_is_not_computed(layer):
    shapes = next(each for each in itertools.product(SHAPES, repeat=len(layer.ports)) if accepts(layer, each))
    b = bench(layer, tuple((shape, EXAMPLES) for shape in shapes))
    written = len(b.writer.equations)
    for x in b.inputs:
        x.needs_gradient = False
    layer.backward(b.writer, b.y, *b.inputs)
    assert len(b.writer.equations) - written == (1 if b.y.parameters else 0)


# shapes


@every_layer_with_inputs
def test_the_output_has_the_shape_that_was_promised(layer):
    for b in benches(layer):
        plain = plain_kind(layer)(layer, b.parameters("value"), TABLE)
        assert plain.forward(*(x.value for x in b.inputs)).size == b.y.value.size
        assert b.y.value.shape == (*b.y.shape, b.y.examples)


@every_layer_with_inputs
def test_a_refused_shape_is_refused_in_a_sentence_that_names_the_layer(layer):
    refusals = []
    for shapes in itertools.product(SHAPES, repeat=len(layer.ports)):
        try:
            layer.shape(*shapes)
        except ShapeError as error:
            refusals.append(str(error))
    assert all(each.startswith(f"{layer.title} wants ") and each.endswith(".") for each in refusals)
    assert all("given" in each for each in refusals)
    assert refusals or len(layer.ports) == 1


@pytest.mark.parametrize(
    ("kind", "shapes", "words"),
    [
        ("Linear", [(2, 3)], "wants a list of numbers for each example but is given 2×3; put a Flatten"),
        ("Softmax", [()], "one for each class, but is given a single number."),
        ("LogSoftmax", [(2, 3)], "one for each class, but is given 2×3."),
        ("Add", [(3,), (2,)], "Add wants inputs of one shape but is given 3 and 2; change one of them to match."),
        ("Dot", [(3,), (2,)], "Dot wants two lists of the same length for each example but is given 3 and 2"),
        ("Dot", [(), ()], "is given a single number and a single number"),
        ("MeanSquaredError", [(3,), ()], "is given 3 and a single number"),
        ("CrossEntropy", [(1,), (1,)], "a single one; for two classes and one number, use Binary cross-entropy."),
        ("CrossEntropy", [(2, 2), (2, 2)], "is given 2×2"),
        ("Reshape", [(63,)], "Reshape wants 64 numbers for the shape 1×8×8 but is given 63 (63)"),
        ("Conv2D", [(64,)], "Conv 2-D wants images, channels × height × width, but is given 64; put a Reshape"),
        ("MaxPool", [(8, 1, 6)], "Max pool wants images of at least 2 × 2 but is given 8×1×6; make its window"),
        ("MatMul", [(2, 3), (2, 3)], "as many columns in a as rows in b but is given 2×3 and 2×3; a Transpose may"),
        ("MatMul", [(3,), (3,)], "a matrix times a matrix or a list but is given 3 and 3"),
        ("Concat", [(2, 3), (2, 4)], "differ in their first size only but is given 2×3 and 2×4"),
        ("Slice", [()], "Slice wants at least 1 features but is given a single number"),
        ("Embedding", [(2, 3)], "one number or a list of them for each example but is given 2×3; put a Flatten"),
        ("Transpose", [(3,)], "Transpose wants a matrix for each example but is given 3; put a Reshape before it."),
    ],
)
def test_a_refusal_says_what_is_given(kind, shapes, words):
    with pytest.raises(ShapeError) as refusal:
        KINDS[kind]().shape(*shapes)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "knob", "words"),
    [
        ("Constant", {"numbers": ()}, "Constant wants at least one number but is given none"),
        ("Variable", {"size": (1, 1, 1, 1, 1)}, "Variable wants a shape of at most 4 sizes but is given 5."),
    ],
)
def test_a_source_that_can_have_no_shape_says_why(kind, knob, words):
    with pytest.raises(ShapeError, match=words):
        with_knobs(KINDS[kind], knob).shape()


@pytest.mark.parametrize(
    ("over", "shape", "is_per_example"),
    [("everything", (), False), ("features", (), True), ("examples", (2, 3), False)],
)
def test_what_a_sum_is_over_says_what_is_left(over, shape, is_per_example):
    layer = KINDS["Sum"](over=over)
    assert (layer.shape((2, 3)), layer.is_per_example(True)) == (shape, is_per_example)
    assert not layer.is_per_example(False)


# words


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_says_all_that_the_palette_shows(kind):
    assert kind.family in FAMILIES
    assert kind.words.endswith(".")
    assert kind.words[0].isupper()
    assert " = " in kind.formula
    assert 0 < len(kind.glyph) <= 16
    assert kind.__doc__
    assert all(each.words and each.label for each in knobs(kind))


def test_no_two_kinds_look_or_sound_the_same():
    for what in ("title", "words", "glyph"):
        assert len({getattr(kind, what) for kind in KINDS.values()}) == len(KINDS)
    assert len({(kind.family, kind.place) for kind in KINDS.values()}) == len(KINDS)


@every_layer
def test_the_same_knobs_are_the_same_layer(layer):
    again = with_knobs(type(layer), knob_values(layer))
    assert again == layer
    assert hash(again) == hash(layer)
