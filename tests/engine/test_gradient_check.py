"""The gradient check: right networks pass, a wrong backward pass is found and named, kinks are no errors."""
from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from engine import files
from engine.document import Document
from engine.graph import Graph, Node
from engine.inquiry.differences import measure
from engine.inquiry.gradient_check import GradientCheck
from engine.layers.trained.linear import Linear
from engine.parts.elementwise import Elementwise
from engine.resources import resource
from engine.session import Session
from tests.engine.networks import KINDS, chain, moons, seen

EXAMPLES = sorted(resource("examples").glob("*.undertow"))


def checked(session: Session, **how: int):
    check = GradientCheck(session, **how)
    assert not check.why_not
    check.go_on(check.total)
    return check.finding()


def with_layers(*layers) -> Session:
    return Session(moons(graph=chain(KINDS["Input"](), *layers, KINDS["MeanSquaredError"]())))


def typed(session_graph: Graph, id: str, **values) -> Graph:
    node = session_graph.by_id[id]
    return session_graph.put(replace(node, typed=tuple(values.items())))


@dataclass(frozen=True)
class WrongTanh(Elementwise):
    """Forgets the square: its slope is 1 − a instead of 1 − a²."""

    family, formula, slope_formula, forward_words, backward_words = "Activations", "a = tanh z", "(1 − a)", "", ""
    title, ports = "Wrong tanh", ("z",)

    def compute(self, write, z, a):
        write.call(np.tanh, z, a)

    def compute_slope(self, write, z, a, slope):
        write.call(np.subtract, np.ones_like(a), a, slope)


@dataclass(frozen=True)
class WrongLinear(Linear):
    """Gets the gradient of one of its weights wrong, by a hundred-thousandth."""

    def backward(self, write, y, x):
        super().backward(write, y, x)
        one = y.parameters["W | b"].grad[1, 2:3]
        with write.equation("oops", {"oops": one}, {}, ""):
            write.call(np.multiply, one, np.array(1.00001), one)


@dataclass(frozen=True)
class WrongReLU(Elementwise):
    """Lets twice the gradient through."""

    family, formula, slope_formula, forward_words, backward_words = "Activations", "a = max(z, 0)", "[z > 0]", "", ""
    title, ports = "Wrong ReLU", ("z",)

    def compute(self, write, z, a):
        write.call(np.maximum, z, np.zeros_like(z), a)

    def compute_slope(self, write, z, a, slope):
        write.call(np.sign, a, slope)
        write.call(np.multiply, slope, np.array(2.0), slope)


# Right


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("iterations", [0, 50])
def test_the_gradients_of_the_examples_are_right_at_the_start_and_later(path, iterations):
    session = Session(files.read(path).document)
    session.train(iterations)
    assert session.moment.iteration == iterations
    found = checked(session, most=300)
    assert found.is_right and found.kinks == ()
    assert found.checked == min(session.weights.parameters.size, 300)
    assert found.passes >= 6 * found.checked
    assert f"{found.passes:,} forward passes" in found.sentence and found.place in found.sentence


def test_it_checks_the_batch_at_hand_whole_or_short():
    session = Session(moons(batch_size=50))
    lengths = set()
    for _ in range(4):
        said = checked(session).worst.said
        for _ in ("batch", "forward", "loss", "backward"):
            session.step("phase")
        lengths.add(session.plan.examples)
        assert np.isclose(session.weights.gradients, said, rtol=1e-12).any(), "the very gradient of the pass at hand"
        session.step("iteration")
    assert lengths == {50, 10}


def test_nothing_that_is_shown_changes_in_the_midst_of_a_pass():
    session = Session(moons())
    session.train(7)
    for _ in range(6):
        session.step("equation")
    before, losses = seen(session), session.history.losses.copy()
    assert checked(session).is_right
    assert seen(session) == before
    assert np.array_equal(session.history.losses, losses)


# Wrong


def test_a_wrong_backward_pass_is_found_and_named():
    found = checked(with_layers(Linear(4), WrongTanh(), Linear(3), KINDS["Tanh"](), Linear(1)))
    assert not found.is_right
    assert found.place.startswith("Linear W, row ") or found.place.startswith("Linear b, number ")
    assert found.blamed == "Wrong tanh"
    assert "the fault is in the backward pass of Wrong tanh" in found.sentence


def test_one_weight_a_hundred_thousandth_off_is_named_with_its_place():
    found = checked(with_layers(Linear(4), KINDS["Tanh"](), WrongLinear(3), KINDS["Tanh"](), Linear(1)))
    assert found.place == "Linear 2 W, row 2, column 3"
    assert found.blamed == "Linear 2"
    assert found.worst.error == pytest.approx(1e-5, rel=1e-3)
    assert found.worst.said == pytest.approx(found.worst.measured * 1.00001, rel=1e-9)


def test_a_wrong_loss_after_a_fork_names_those_it_may_be():
    graph = chain(KINDS["Variable"](size=(3,)), WrongTanh(), KINDS["Sum"]())
    graph = graph.put(Node("sin", KINDS["Sin"](), "Sin"), Node("all", KINDS["Sum"](), "Sum 2")).join("n0", "sin", "x")
    graph = graph.join("sin", "all", "x").put(Node("add", KINDS["Add"](), "Add")).join("n2", "add", "a")
    found = checked(Session(Document(graph.join("all", "add", "b"))))
    assert found.blamed == "Wrong tanh or Sin"
    assert found.place.startswith("Variable w, number ")


# Kinks


def relu_at_zero(relu) -> Session:
    """z = w x + b with w and b 0: each z is exactly 0, whatever x is, and moves with w and with b."""
    graph = chain(KINDS["Input"](), Linear(2), relu, Linear(1), KINDS["MeanSquaredError"]())
    graph = typed(graph, "n1", W=((0.0, 0.0), (0.7, -0.4)), b=(0.0, 0.1))
    return Session(moons(graph=graph))


def test_relu_exactly_at_0_is_a_kink_and_no_error():
    found = checked(relu_at_zero(KINDS["ReLU"]()))
    assert found.is_right
    assert found.kinks == ("Linear W, row 1, column 1", "Linear W, row 1, column 2", "Linear b, number 1")
    assert "at 3 parameters, Linear W, row 1, column 1 the first, the loss has a kink" in found.sentence


def test_many_kinks_in_a_deep_network_are_no_errors():
    linear, relu = KINDS["Linear"], KINDS["ReLU"]
    layers = (linear(16, "zeros"), relu(), linear(16, "He"), relu(), linear(16, "He"), relu(), linear(1))
    session = Session(moons(graph=chain(KINDS["Input"](), *layers, KINDS["MeanSquaredError"]()), seed=7))
    session.train(210)
    found = checked(session)
    assert found.is_right, found.sentence
    assert found.kinks


def test_a_kink_too_near_to_step_around_is_one_too():
    graph = chain(KINDS["Variable"](), KINDS["ReLU"](), KINDS["Sum"]())
    found = checked(Session(Document(typed(graph, "n0", w=1e-13))))
    assert found.is_right and found.kinks == ("Variable w",)
    assert found.sentence.startswith("No gradient could be judged; at Variable w the loss has a kink")


@pytest.mark.parametrize("z", [1e-3, -1e-3, 1e-5])
def test_a_kink_beside_the_way_is_stepped_around(z):
    graph = chain(KINDS["Variable"](), KINDS["ReLU"](), KINDS["Sum"]())
    found = checked(Session(Document(typed(graph, "n0", w=z))))
    assert found.kinks == () and found.is_right and found.place == "Variable w"


def test_a_kink_hides_no_wrong_backward_pass():
    found = checked(relu_at_zero(WrongReLU()))
    assert not found.is_right
    assert found.blamed == "Wrong ReLU"
    assert found.kinks == ()


# What there is to check


def test_without_a_loss_or_parameters_or_a_finite_loss_there_is_nothing_to_check():
    no_loss = Session(moons(graph=chain(KINDS["Input"](), Linear(2))))
    assert GradientCheck(no_loss).why_not == no_loss.why_not_train
    no_parameters = Session(moons(graph=chain(KINDS["Input"](), KINDS["Square"](), KINDS["Sum"]())))
    assert "no parameters" in GradientCheck(no_parameters).why_not
    not_finite = Session(Document(typed(chain(KINDS["Variable"](), KINDS["Log"](), KINDS["Sum"]()), "n0", w=-1.0)))
    assert "not a finite number" in GradientCheck(not_finite).why_not
    for session in (no_loss, no_parameters, not_finite):
        check = GradientCheck(session)
        check.go_on(10)
        assert (check.total, check.checked) == (0, 0)


def test_a_gradient_that_is_not_finite_is_an_error():
    graph = typed(chain(KINDS["Variable"](), KINDS["Power"](exponent=0.5), KINDS["Sum"]()), "n0", w=0.0)
    found = checked(Session(Document(graph)))
    assert found.worst.error == math.inf and found.place == "Variable w" and found.blamed == "Power"
    assert "is not a finite number but infinity, which comes from the backward pass of Power" in found.sentence


def test_of_a_large_network_a_sample_is_checked_in_which_every_array_is():
    session = with_layers(Linear(200), KINDS["Tanh"](), Linear(100), KINDS["Tanh"](), Linear(1))
    check, again = GradientCheck(session, most=60), GradientCheck(session, most=60)
    assert check.total == 60
    for each in (check, again):
        each.go_on(60)
    assert check.finding() == again.finding(), "the same sample by the same seed"
    assert f"60 of {session.weights.parameters.size:,} parameters" in check.finding().sentence
    assert {place.name.split(",")[0] for place in check._sample} == {
        *("Linear W", "Linear b", "Linear 2 W", "Linear 2 b", "Linear 3 W", "Linear 3 b")
    }


def test_it_can_be_stopped_on_the_way():
    session = Session(moons())
    check = GradientCheck(session)
    assert check.finding().sentence.startswith("No gradient could be judged")
    check.go_on(10)
    check.go_on(5)
    assert check.checked == 15 and "15 of 33 parameters" in check.finding().sentence
    assert check.finding().sentence.startswith("The gradients that were checked are right")
    check.go_on(10_000)
    assert check.checked == check.total == 33
    assert check.finding().sentence.startswith("The gradients are right")


# Measuring


@pytest.mark.parametrize(
    ("f", "x", "slope", "doubt"),
    [
        (math.sin, 0.3, math.cos(0.3), 1e-11),
        (math.exp, 20.0, math.exp(20.0), 1.0),
        (lambda x: math.tanh(300 * x), 1e-4, 300 / math.cosh(0.03) ** 2, 1e-6),
        (lambda x: math.log(x) if x > 0 else math.nan, 1e-4, 1e4, 1e-4),
        (lambda x: 5.0, 1.0, 0.0, 1e-11),
        (lambda x: 1e9 + x, 2.0, 1.0, 1e-3),
        (lambda x: x**3, 1e6, 3e12, 1e3),
    ],
)
def test_a_slope_is_measured_within_a_small_doubt(f, x, slope, doubt):
    found = measure(f, x, 2.0**-7 * max(1.0, abs(x)))
    assert found.doubt <= doubt
    assert abs(found.slope - slope) <= 10 * found.doubt


def test_what_can_not_be_measured_is_in_doubt_without_end():
    assert measure(lambda x: math.nan, 0.0, 0.01).doubt == math.inf
