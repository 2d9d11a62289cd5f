"""What particular layers give for particular numbers: textbook cases, far ends, classes, start values."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.graph import Graph, Node
from engine.knobs import knob_values
from engine.layer import layer_kinds
from engine.plan import compile_plan
from engine.tables.table import Table
from engine.weights import Weights
from tests.engine.one_layer import named, run_with, value_of
from tests.engine.oracle_activations import sigmoid, softmax

KINDS = layer_kinds()
LOSSES = [
    KINDS["MeanSquaredError"](),
    *(KINDS[kind](input="probabilities") for kind in ("BinaryCrossEntropy", "CrossEntropy")),
    *(KINDS[kind](input="logits") for kind in ("BinaryCrossEntropy", "CrossEntropy")),
]


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


@pytest.mark.parametrize(
    ("kind", "z", "a", "slope"),
    [
        ("ELU", [0.0, 2.0, -1.0, -800.0], [0.0, 2.0, np.expm1(-1.0), -1.0], [1.0, 1.0, np.exp(-1.0), 0.0]),
        ("HardTanh", [-1.0, 1.0, -3.0, 3.0, 0.5], [-1.0, 1.0, -1.0, 1.0, 0.5], [0.0, 0.0, 0.0, 0.0, 1.0]),
        ("Step", [0.0, -0.0, 1e-300, -2.0, 2.0], [0.0, 0.0, 1.0, 0.0, 1.0], [0.0] * 5),
        ("Softplus", [0.0, 25.0, -50.0, 1e6, -1e6], [np.log(2.0), 25.0 + np.exp(-25.0), np.exp(-50.0), 1e6, 0.0],
         [0.5, 1.0 - np.exp(-25.0), np.exp(-50.0), 1.0, 0.0]),
        ("SiLU", [0.0, 1e6, -1e6, -50.0], [0.0, 1e6, 0.0, -50 * np.exp(-50)], [0.5, 1.0, 0.0, -49 * np.exp(-50)]),
        # Φ(1) and Φ(−5), and the bell curve there, from tables.
        ("GELU", [0.0, 1.0, -5.0, 40.0, -40.0], [0.0, 0.841344746068543, -5 * 2.866515718791939e-7, 40.0, 0.0],
         [0.5, 0.841344746068543 + 0.241970724519143, 2.866515718791939e-7 - 5 * 1.486719514734298e-6, 1.0, 0.0]),
    ],
)  # fmt: skip
def test_an_activation_at_its_kink_and_far_from_0(kind, z, a, slope):
    b = run_with(KINDS[kind](), [z])
    np.testing.assert_allclose(b.y.value, [a], rtol=3e-15, atol=1e-300)
    np.testing.assert_allclose(b.inputs[0].contributions[0].value / b.y.grad, [slope], rtol=3e-14, atol=1e-300)


def test_the_log_softmax_takes_any_logits():
    a = value_of(KINDS["LogSoftmax"](), [[1e6, -1e6], [1e6, 0.0], [-1e6, 0.0]])
    half = -np.log(2.0)
    np.testing.assert_allclose(a, [[half, half - 1e6], [half, half], [half - 2e6, half]], rtol=1e-14)
    assert a[0, 1] == -1e6 - np.log(2.0)


def test_nothing_before_a_step_learns():
    """Its slope is 0, so the gradient stops there, whatever comes after it."""
    graph = Graph().put(*(Node(id, KINDS[kind](), id) for id, kind in
                          {"w": "Variable", "step": "Step", "loss": "Square"}.items()))  # fmt: skip
    graph = graph.join("w", "step", "z").join("step", "loss", "x").put(
        replace(graph.node("w"), typed=(("w", 0.3),))
    )
    table = Table((), np.zeros((0, 1)), (), ())
    weights = Weights(graph, table.header)
    weights.start(graph, 1)
    plan = compile_plan(graph, table, weights, seed=0)
    plan.run()
    assert plan.loss == 1.0
    assert weights.gradients.tolist() == [0.0]


def test_the_four_cases_of_binary_cross_entropy():
    binary = KINDS["BinaryCrossEntropy"]()
    for y, p, given_to_truth in [(1, 0.9, 0.9), (0, 0.9, 0.1), (1, 0.001, 0.001), (0, 0.001, 0.999)]:
        assert value_of(binary, [[p]], [[y]]).item() == pytest.approx(-np.log(given_to_truth), rel=1e-12)


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
    """F(x) = (2x² + 1)² has F′(x) = 2 (2x² + 1) · 4x: 9 and 24 at x = 1. The output itself is the loss."""
    kinds = {"x": "Variable", "two": "Constant", "one": "Constant", "square": "Square", "times": "Multiply"}
    kinds |= {"plus": "Add", "F": "Square"}
    graph = Graph().put(*(Node(id, KINDS[kind](), id) for id, kind in kinds.items()))
    graph = graph.replace("two", KINDS["Constant"](numbers=(2.0,)))
    graph = graph.put(replace(graph.node("x"), typed=(("w", 1.0),)))
    for edge in [("x", "square", "x"), ("square", "times", "a"), ("two", "times", "b"), ("times", "plus", "a"),
                 ("one", "plus", "b"), ("plus", "F", "x")]:  # fmt: skip
        graph = graph.join(*edge)
    table = Table((), np.zeros((0, 5)), (), ())
    weights = Weights(graph, table.header)
    weights.start(graph, 1)
    plan = compile_plan(graph, table, weights, seed=0)
    plan.run()
    assert plan.loss == 9.0
    assert weights.gradients.tolist() == [24.0]
    assert [plan.values[id].grad.item() for id in ("F", "plus", "square")] == [1.0, 6.0, 12.0]


@pytest.mark.parametrize(("kind", "kept"), [("Maximum", [3.0, 2.0, 5.0]), ("Minimum", [1.0, 2.0, 4.0])])
def test_of_two_the_gradient_goes_to_the_one_that_was_kept_and_of_equals_each_gets_half(kind, kept):
    b = run_with(KINDS[kind](), [[1.0, 2.0, 5.0]], [[3.0, 2.0, 4.0]])
    assert b.y.value.tolist() == [kept]
    to_a, to_b = ((x.contributions[0].value / b.y.grad).tolist() for x in b.inputs)
    first = [[0.0, 0.5, 1.0]]
    assert (to_a, to_b) == ((first, [[1.0, 0.5, 0.0]]) if kind == "Maximum" else ([[1.0, 0.5, 0.0]], first))


def test_the_absolute_value_has_slope_0_at_0():
    b = run_with(KINDS["Abs"](), [[0.0, -2.0, 3.0]])
    assert b.y.value.tolist() == [[0.0, 2.0, 3.0]]
    np.testing.assert_array_equal(b.inputs[0].contributions[0].value, b.y.grad * [0, -1, 1])


def test_the_dot_product_is_one_number_for_each_example():
    assert value_of(KINDS["Dot"](), [[1.0, 2.0], [3.0, 4.0]], [[5.0, 0.0], [-1.0, 0.5]]).tolist() == [2.0, 2.0]


@pytest.mark.parametrize(
    ("over", "lengths"), [("everything", [5.0]), ("features", [5.0, 0.0]), ("examples", [[3.0], [4.0]])]
)
def test_the_norm_is_a_length_and_where_it_is_0_so_is_its_gradient(over, lengths):
    b = run_with(KINDS["Norm"](over=over), [[3.0, 0.0], [-4.0, 0.0]])
    assert b.y.value.tolist() == lengths
    assert np.isfinite(b.inputs[0].contributions[0].value).all()
    assert not b.inputs[0].contributions[0].value[:, 1].any()


# losses of distances


def test_absolute_error_and_huber_by_hand():
    """Errors of 0.5, −3 and 0: absolute 3.5 / 3; Huber with δ = 1: (0.125 + 2.5) / 3."""
    said, truth = [[0.5, -3.0, 2.0]], [[0.0, 0.0, 2.0]]
    absolute, huber = run_with(KINDS["MeanAbsoluteError"](), said, truth), run_with(KINDS["Huber"](), said, truth)
    assert (absolute.y.value.item(), huber.y.value.item()) == (pytest.approx(3.5 / 3), pytest.approx(2.625 / 3))
    for b, slopes in ((absolute, [1.0, -1.0, 0.0]), (huber, [0.5, -1.0, 0.0])):
        np.testing.assert_allclose(b.inputs[0].contributions[0].value, [np.array(slopes) / 3], rtol=1e-15)
        np.testing.assert_array_equal(b.inputs[1].contributions[0].value, -b.inputs[0].contributions[0].value)


@pytest.mark.parametrize("no", [0.0, -1.0])
def test_the_hinge_takes_classes_as_0_and_1_or_as_minus_1_and_1(no):
    """Right by the margin, right by too little, at the margin, and wrong: 0, 0.5, 0 and 3 of 4 answers."""
    b = run_with(KINDS["Hinge"](), [[2.0, -0.5, 1.0, 2.0]], [[1.0, no, 1.0, no]])
    assert b.y.value.item() == 3.5 / 4
    assert b.inputs[0].contributions[0].value.tolist() == [[0.0, 0.25, 0.0, 0.25]]
    assert not b.inputs[1].contributions[0].value.any()


# classes


def test_what_the_hinge_says_of_classes():
    loss, scores = KINDS["Hinge"](), np.array([[3.0, -0.5, 0.2]])
    assert loss.correct(scores, np.array([[1.0, -1.0, 0.0]])).tolist() == [True, True, False]
    assert loss.prediction(scores).tolist() == [[1.0, 0.25, 0.6]]


@pytest.mark.parametrize("loss", LOSSES, ids=named)
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
