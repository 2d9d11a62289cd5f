"""Every kind of layer, by discovery: against the oracle, against nudged inputs, its shapes, its words."""
from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest

from engine.knobs import knob_values, knobs, with_knobs
from engine.layer import FAMILIES, Layer, Loss, ShapeError, layer_kinds
from engine.table import Table
from engine.value import Parameter, Value
from engine.writer import Writer
from tests.engine.oracle import Plain, plain_kind, sigmoid, softmax

KINDS = layer_kinds()
TABLE = Table(
    ("a", "b", "k"), np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0], [2.0, 0.0, 1.0]]), ("a", "b"), ("k",),
    {"k": ("red", "green", "blue")},
)  # fmt: skip
SHAPES = ((), (1,), (3,), (2, 3))
EXAMPLES = 4
NUMBERS = {"slope": (0.0, 0.01, 1.0), "exponent": (0.0, 1.0, 2.0, 0.5, -1.5), "units": (1, 5)}
LISTS = {"size": ((), (3,), (2, 3)), "numbers": ((2.5,), (1.0, -2.0, 0.5)), "columns": ((), ("b",), ("k", "a"))}


def variants(kind: type[Layer]) -> list[Layer]:
    """The kind with every choice of its knobs, and several numbers."""
    values = {each.name: each.choices or (NUMBERS | LISTS)[each.name] for each in knobs(kind)}
    return [with_knobs(kind, dict(zip(values, each, strict=True))) for each in itertools.product(*values.values())]


def named(layer: Layer) -> str:
    return " ".join([type(layer).__name__, *(f"{value}" for value in knob_values(layer).values())])


LAYERS = [layer for kind in KINDS.values() for layer in variants(kind)]
WITH_INPUTS = [layer for layer in LAYERS if layer.ports]
every_layer = pytest.mark.parametrize("layer", LAYERS, ids=named)
every_layer_with_inputs = pytest.mark.parametrize("layer", WITH_INPUTS, ids=named)


@dataclass
class Bench:
    """One layer on its own: its inputs, its output, and the calls that it wrote."""

    layer: Layer
    writer: Writer
    inputs: list[Value]
    y: Value

    def run(self, *phases: str) -> None:
        for equation in self.writer.equations:
            if equation.phase in phases:
                for call in equation.bound:
                    call()

    def parameters(self, part: str) -> dict[str, np.ndarray]:
        found = {}
        for block in self.layer.blocks(*(TABLE.header if self.layer.reads_data else x.shape for x in self.inputs)):
            found.update(block.views(getattr(self.y.parameters[block.name], part)))
        return found

    def gradients(self) -> list[np.ndarray]:
        return [x.contributions[0].value for x in self.inputs] + list(self.parameters("grad").values())

    def moving(self) -> list[np.ndarray]:
        return [x.value for x in self.inputs] + list(self.parameters("value").values())


def bench(layer: Layer, forms: tuple[tuple[tuple[int, ...], int], ...], is_the_loss: bool = False) -> Bench:
    """The layer with inputs of these shapes and numbers of examples, forward and backward written down."""
    rng = np.random.default_rng(len(forms) + 7)
    writer = Writer({"it": "The layer"}, TABLE, None)
    inputs = [Value(f"input {number}", *form) for number, form in enumerate(forms)]
    is_picky = layer.domain and "logits" not in knob_values(layer).values()
    for x in inputs:
        x.needs_gradient = True
        x.value[...] = rng.uniform(0.2, 0.9, x.value.shape)
        if not is_picky:
            x.value[...] *= rng.choice([-1.0, 1.0], x.value.shape)
    shapes = [TABLE.header] if layer.reads_data else [x.shape for x in inputs]
    is_per_example = layer.is_per_example(*(x.examples > 1 for x in inputs))
    examples = TABLE.examples if layer.reads_data else max([x.examples for x in inputs] or [1]) if is_per_example else 1
    y = Value("it", layer.shape(*shapes), examples)
    for block in layer.blocks(*shapes):
        y.parameters[block.name] = Parameter(rng.normal(size=block.shape), np.full(block.shape, np.nan))
    writer.at("it", "forward")
    layer.forward(writer, y, *inputs)
    y.gradient, y.has_unit_gradient = y.like(), is_the_loss
    y.grad[...] = 1.0 if is_the_loss else rng.normal(size=y.value.shape)
    writer.at("it", "backward")
    layer.backward(writer, y, *inputs)
    return Bench(layer, writer, inputs, y)


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
    forms = itertools.product(itertools.product(SHAPES, (1, EXAMPLES)), repeat=len(layer.ports))
    return [bench(layer, each) for each in forms if accepts(layer, tuple(shape for shape, _ in each))]


def nudged(b: Bench, array: np.ndarray, step: float = 1e-3) -> np.ndarray:
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
        np.testing.assert_allclose(b.y.value, np.broadcast_to(plain.forward(*(x.value for x in b.inputs)), b.y.value.shape),
                                   rtol=1e-13, atol=1e-14)  # fmt: skip
        wanted = plain.backward(b.y.grad)
        for x, grad in zip(b.inputs, wanted, strict=True):
            np.testing.assert_allclose(x.contributions[0].value, grad, rtol=1e-12, atol=1e-14)
        for name, grad in b.parameters("grad").items():
            np.testing.assert_allclose(grad, plain.grads[name], rtol=1e-12, atol=1e-14)


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


@pytest.mark.parametrize("layer", [each for each in LAYERS if isinstance(each, Loss)], ids=named)
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
        ("Linear", [(2, 3)], "Linear wants a list of numbers for each example but is given 2×3."),
        ("Softmax", [()], "one for each class, but is given a single number."),
        ("Add", [(3,), (2,)], "Add wants inputs of one shape but is given 3 and 2; change one of them to match."),
        ("MeanSquaredError", [(3,), ()], "is given 3 and a single number"),
        ("CrossEntropy", [(1,), (1,)], "is given a single one; for two classes and one number, use Binary cross-entropy."),
        ("CrossEntropy", [(2, 2), (2, 2)], "is given 2×2"),
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
    ("over", "shape", "is_per_example"), [("everything", (), False), ("features", (), True), ("examples", (2, 3), False)]
)
def test_what_a_sum_is_over_says_what_is_left(over, shape, is_per_example):
    layer = KINDS["Sum"](over=over)
    assert (layer.shape((2, 3)), layer.is_per_example(True)) == (shape, is_per_example)
    assert not layer.is_per_example(False)


# particular numbers


def value_of(layer: Layer, *arrays: list[list[float]]) -> np.ndarray:
    """The layer's output for inputs (features, examples)."""
    b = run_with(layer, *arrays)
    return b.y.value


def run_with(layer: Layer, *arrays: list[list[float]]) -> Bench:
    given = [np.array(each, dtype=float) for each in arrays]
    b = bench(layer, tuple((each.shape[:-1], each.shape[-1]) for each in given), is_the_loss=isinstance(layer, Loss))
    for x, numbers in zip(b.inputs, given, strict=True):
        x.value[...] = numbers
    with np.errstate(all="ignore"):
        b.run("forward", "backward")
    return b


def test_relu_has_slope_0_at_0():
    b = run_with(KINDS["ReLU"](), [[0.0, -0.0, 2.0, -2.0]])
    np.testing.assert_array_equal(b.y.value, [[0, 0, 2, 0]])
    np.testing.assert_array_equal(b.inputs[0].contributions[0].value, b.y.grad * [0, 0, 1, 0])


def test_the_sigmoid_is_exact_far_from_0():
    a = value_of(KINDS["Sigmoid"](), [[-1e6, -740.0, -100.0, 0.0, 40.0, 1e6]])
    np.testing.assert_allclose(a, [[0.0, np.exp(-740), np.exp(-100.0), 0.5, 1.0, 1.0]], rtol=1e-14)


def test_the_softmax_takes_any_logits():
    a = value_of(KINDS["Softmax"](), [[1e6, -1e6], [1e6, 0.0], [-1e6, 0.0]])
    np.testing.assert_array_equal(a, [[0.5, 0.0], [0.5, 0.5], [0.0, 0.5]])


def test_the_four_cases_of_binary_cross_entropy():
    for y, p, loss in [(1, 0.9, -np.log(0.9)), (0, 0.9, -np.log(0.1)), (1, 0.001, -np.log(0.001)), (0, 0.001, -np.log(0.999))]:
        assert value_of(KINDS["BinaryCrossEntropy"](), [[p]], [[y]]).item() == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("kind", ["BinaryCrossEntropy", "CrossEntropy"])
def test_being_certain_and_right_costs_nothing_and_certain_and_wrong_without_end(kind):
    right = run_with(KINDS[kind](), [[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])
    assert right.y.value.item() == 0.0
    assert np.isfinite(right.inputs[0].contributions[0].value).all()
    wrong = run_with(KINDS[kind](), [[1.0, 0.0], [0.0, 1.0]], [[0.0, 0.0], [1.0, 1.0]])
    assert wrong.y.value.item() == np.inf


@pytest.mark.parametrize("kind", ["BinaryCrossEntropy", "CrossEntropy"])
def test_from_logits_the_loss_and_its_gradient_stay_finite(kind):
    b = run_with(KINDS[kind](input="logits"), [[1000.0, -1000.0], [-1000.0, 1000.0]], [[1.0, 1.0], [0.0, 0.0]])
    assert b.y.value.item() == {"BinaryCrossEntropy": 500.0, "CrossEntropy": 1000.0}[kind]
    share = {"BinaryCrossEntropy": 0.25, "CrossEntropy": 0.5}[kind]
    np.testing.assert_array_equal(b.inputs[0].contributions[0].value, [[0.0, -share], [0.0, share]])


@pytest.mark.parametrize(("kind", "squash"), [("BinaryCrossEntropy", sigmoid), ("CrossEntropy", softmax)])
def test_from_logits_is_the_same_as_from_their_probabilities(kind, squash):
    z = np.array([[0.3, -2.0, 1.0], [1.5, 0.1, -0.7]])
    y = [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]
    from_logits = value_of(KINDS[kind](input="logits"), z, y).item()
    assert from_logits == pytest.approx(value_of(KINDS[kind](), squash(z), y).item(), rel=1e-14)


def test_the_chain_rule_example_of_the_lecture():
    """F(x) = (2x² + 1)² has F′(x) = 2 (2x² + 1) · 4x: 9 and 24 at x = 1."""
    x = KINDS["Square"]()
    inner = value_of(KINDS["Add"](), value_of(KINDS["Multiply"](), value_of(x, [[1.0]]), [[2.0]]), [[1.0]])
    assert value_of(KINDS["Square"](), inner).item() == 9.0


# classes


@pytest.mark.parametrize("loss", [each for each in LAYERS if isinstance(each, Loss)], ids=named)
def test_what_a_loss_says_of_classes(loss):
    output, target = np.array([[0.9, 0.2, 0.6], [0.1, 0.8, 0.4]]), np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    is_logits = knob_values(loss).get("input") == "logits"
    logits = np.log(output / (1 - output)) if loss.title.startswith("Binary") else np.log(output)
    given = logits if is_logits else output
    np.testing.assert_allclose(loss.prediction(given), output, rtol=1e-14)
    right = loss.correct(given, target)
    assert right is None if loss.title == "Mean squared error" else right.tolist() == [True, False, False]


def test_one_yes_or_no_is_right_on_its_side_of_one_half():
    loss = KINDS["BinaryCrossEntropy"]()
    assert loss.correct(np.array([[0.6, 0.4, 0.5]]), np.array([[1.0, 1.0, 0.0]])).tolist() == [True, False, True]


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


# start values


def test_start_values_have_the_variance_they_are_named_after():
    rng = np.random.default_rng(1)
    for start_values, variance in {"Xavier": 2 / (300 + 100), "He": 2 / 100, "zeros": 0.0}.items():
        layer = KINDS["Linear"](units=300, start_values=start_values)
        assert layer.start(rng, "W", (300, 100)).var() == pytest.approx(variance, rel=0.03)
        assert not layer.start(rng, "b", (300,)).any()


def test_a_variable_starts_as_its_knob_says():
    rng = np.random.default_rng(1)
    assert KINDS["Variable"](size=(100, 100)).start(rng, "w", (100, 100)).std() == pytest.approx(1.0, rel=0.03)
    assert not KINDS["Variable"](start_values="zeros").start(rng, "w", (2, 3)).any()
    assert KINDS["Variable"]().start(rng, "w", ()).shape == ()
