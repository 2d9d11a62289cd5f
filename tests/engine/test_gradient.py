"""Gradients of anything: against the oracle, by hand and by nudging; stepped; a value that moves; nothing disturbed."""
from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, assume, event, given, settings
from hypothesis import strategies as st

from engine import files
from engine.document import Document
from engine.element import Element
from engine.graph import Node
from engine.inquiry.gradient import Derivative
from engine.inquiry.occasion import Occasion
from engine.moment import GRANULARITIES, Moment
from engine.resources import resource
from engine.session import Session
from engine.ties import freeze
from engine.weights import Weights
from tests.engine.networks import KINDS, chain, moons, seen
from tests.engine.test_random_networks import SEED, networks, oracle
from tests.engine.test_sharing import penalized, tied, twice

FORGETFUL = (KINDS["Linear"](6), KINDS["BatchNorm"](), KINDS["Dropout"](0.3), KINDS["Linear"](1))


def chain_rule() -> Session:
    return Session(files.read(resource("examples") / "02-chain-rule.undertow").document)


def with_layers(*layers, **changes) -> Session:
    return Session(moons(graph=chain(KINDS["Input"](), *layers, KINDS["MeanSquaredError"]()), **changes))


def all_of(session: Session) -> dict[str, object]:
    """Every number that a session holds, to the bit."""
    weights, run = session.weights, session.run
    return seen(session) | {
        "everything": weights.everything.tobytes(),
        "gradients": weights.gradients.tobytes(),
        "memory": run.update_of(run.iteration).memory.tobytes(),
        "history": (session.history.losses.tobytes(), tuple(session.history.tests), session.history.bytes),
    }


# Right


@st.composite
def questions(draw):
    """A network with data, one number of it, and the values that lead there."""
    graph, table = draw(networks())
    weights = Weights(graph, table.header)
    weights.start(graph, SEED)
    occasion = Occasion(Document(graph, seed=0), weights, table, 0)
    values = occasion.compile().values
    node = draw(st.sampled_from(list(values)))
    place = draw(st.tuples(*(st.integers(0, size - 1) for size in values[node].value.shape)))
    above = sorted(graph.above([node], by_value=True))
    wanted = draw(st.lists(st.sampled_from(above), unique=True, min_size=1))
    parameters = [
        (id, name) for id in above for block in weights.blocks[id] if block.is_trained
        for name in block.names
    ]  # fmt: skip
    wanted += draw(st.lists(st.sampled_from(parameters), unique=True)) if parameters else []
    return occasion, Element(node, place[:-1], place[-1]), tuple(wanted)


@settings(max_examples=60, phases=[Phase.generate])
@given(questions())
def test_every_derivative_of_every_number_is_the_oracles(question):
    occasion, of, wanted = question
    # What is frozen has derivatives all the same.
    graph = occasion.document.graph
    free = graph.put(*(replace(node, frozen=False) for node in graph.nodes))
    plain = oracle(free, occasion.table, occasion.weights)
    with np.errstate(all="ignore"):
        plain.forward(occasion.table)
        start = np.zeros_like(plain.values[of.node], dtype=float)
        start.reshape(*start.shape[: len(of.index)], -1)[(*of.index, of.example)] = 1.0
        plain.backward({of.node: start})
    assume(all((np.abs(each) < 1e6).all() for each in plain.values.values()))
    assume(all(np.isfinite(each).all() for each in plain.gradients.values()))
    derivative = Derivative(occasion, of, wanted)
    assert derivative.why_not == ""
    result = derivative.compute()
    assert result.keys() == set(wanted)
    event("some derivative is not 0" if any(each.any() for each in result.values()) else "all are 0")
    scale = max([1.0, *(np.abs(each).max(initial=0.0) for each in plain.gradients.values())])
    for each, found in result.items():
        w = None if isinstance(each, str) else plain.layers[each[0]].parameters[each[1]]
        expected = plain.gradients.get(each) if w is None else plain.gradient(w)
        expected = np.zeros(found.shape) if expected is None else np.broadcast_to(expected, found.shape)
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12 * scale)


@pytest.mark.parametrize(
    ("of", "by", "slope"),
    [
        ("outer", "inner", 18.0),  # F = g², F′ = 2g, and g = 9
        ("outer", "square", 36.0),
        ("outer", "x", 144.0),
        ("outer", ("x", "w"), 144.0),
        ("inner", "x", 8.0),  # g = 2x² + 1, g′ = 4x, and x = 2
        ("twice", "two", 4.0),
        ("square", "square", 1.0),
    ],
)
def test_the_chain_rule_by_hand(of, by, slope):
    result = chain_rule().gradient(Element(of), by).compute()
    assert result == {by: slope}


def test_the_gradient_of_the_loss_is_the_sessions_own_to_the_bit():
    session = with_layers(*FORGETFUL)
    wanted = [id for id, value in session.plan.values.items() if value.needs_gradient]
    for place in (0, 3, 40, len(session.equations) * 5, len(session.equations) * 9 + 11):
        while session.moment < Moment(*divmod(place, len(session.equations))):
            session.step("equation")
        derivative = session.gradient(None, *wanted, ("n1", "W"))
        found = {each: array.copy() for each, array in derivative.compute().items()}
        if session.moment.done or not place:
            session.step("iteration")
        for id in wanted:
            np.testing.assert_array_equal(found[id], session.gradient_of(id))
        np.testing.assert_array_equal(found["n1", "W"], session.parameters_of("n1")["W"].grad)


def test_what_an_evaluation_says_is_differentiated_as_it_says_it():
    session = with_layers(*FORGETFUL)
    session.train(30)
    session.step("equation")
    outputs = session.gradient(Element("n4", (0,), 2), "n0", is_training=False)
    gradient = outputs.compute()["n0"]
    features, step = outputs.values_of("n0").copy(), 1e-5
    assert outputs.course[0] == session.predict(features)[0, 2]
    for place in np.ndindex(2, 4):
        move = np.zeros_like(features)
        move[place] = step
        ends = [session.predict(features + way * move)[0, 2] for way in (1, -1)]
        assert gradient[place] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6, abs=1e-9)
    assert gradient[:, 2].all() and not gradient[:, 3].any(), "in an evaluation, examples are alone"


def test_in_a_batch_norm_one_example_depends_on_the_others():
    session = with_layers(KINDS["BatchNorm"](), KINDS["Linear"](1))
    gradient = session.gradient(Element("n1", (0,), 2), "n0").compute()["n0"]
    assert np.count_nonzero(gradient[0]) == 32 and not gradient[1].any()
    # Moving all of them by the same moves the mean along, and so changes nothing.
    assert gradient[0].sum() == pytest.approx(0.0, abs=1e-12)


# Shared, frozen and penalized parameters


def test_the_gradient_by_a_tied_parameter_is_through_all_that_use_it():
    session = Session(tied())
    by_either = [session.gradient(None, (id, "W")).compute()[id, "W"] for id in ("n1", "n3")]
    session.step("iteration")
    for found in by_either:
        np.testing.assert_array_equal(found, session.parameters_of("n1")["W"].grad)
    first = session.gradient(Element("n2", (0,), 1), ("n3", "W"))
    x, a = (session.values_of(id)[:, 1] for id in ("n0", "n2"))
    np.testing.assert_allclose(first.compute()["n3", "W"], [(1 - a[0] ** 2) * x, [0, 0]], rtol=1e-14)


def test_a_frozen_parameter_has_a_gradient_for_who_asks():
    document = twice()
    frozen = Session(replace(document, graph=freeze(document.graph, ["n1"], True)))
    free = Session(document)
    free.step("iteration")
    found = frozen.gradient(None, ("n1", "W")).compute()["n1", "W"]
    np.testing.assert_array_equal(found, free.parameters_of("n1")["W"].grad)


def test_a_penalty_depends_on_parameters_and_on_no_value():
    session = Session(penalized())
    found = session.gradient(Element("p"), ("n1", "W")).compute()["n1", "W"]
    np.testing.assert_allclose(found, 2 * 0.25 * session.parameters_of("n1")["W"].value, rtol=1e-14)
    assert session.gradient(Element("p"), "n0").why_not.startswith("Input does not lead to Penalty")
    assert not session.gradient(None, "n0").why_not


@pytest.mark.parametrize("document", [tied(), penalized()], ids=["tied", "penalized"])
def test_what_is_cut_off_leaves_those_that_share_its_parameters_alone(document):
    session = Session(document)
    session.step("iteration")
    moving = session.gradient(None, "n1").descend(0.1)
    moving.step("iteration")
    for id, value in moving.plan.values.items():
        np.testing.assert_array_equal(value.value, session.values_of(id))
    moving.train(5)
    assert (np.diff(moving.course) < 0).all()
    np.testing.assert_array_equal(
        moving.parameters_of("n3")["W"].value, session.gradient(None, ("n3", "W")).parameters_of("n3")["W"].value
    )


# Stepped


@pytest.mark.parametrize("by", GRANULARITIES[:3])
def test_it_is_stepped_to_and_fro_like_a_session(by):
    derivative = with_layers(*FORGETFUL).gradient(Element("n4", (0,), 1), "n0", ("n1", "b"))
    states = [seen(derivative)]
    while not derivative.why_not_step:
        derivative.step(by)
        states.append(seen(derivative))
    assert derivative.why_not_step == "The pass is over: every gradient that was wanted is there."
    assert not derivative.why_not_back
    for state in reversed(states[:-1]):
        derivative.back(by)
        assert seen(derivative) == state
    assert derivative.why_not_back == "This is the start of the run."


def test_its_equations_speak_of_the_number_and_are_only_those_that_are_needed():
    session = Session(moons())
    derivative = session.gradient(Element("n2", (3,), 4), "n0")
    assert [each.symbols for each in derivative.equations] == [
        ("x ← batch",),
        ("z = W x + b",),
        ("a = tanh z",),
        ("∂o/∂a = [a is o]",),
        ("∂o/∂z = ∂o/∂a ⊙ (1 − a²)",),
        ("∂o/∂x = Wᵀ · ∂o/∂z",),
    ]
    assert derivative.name == "Tanh, number 4, example 5"
    assert f"o: {derivative.name}." in derivative.equations[3].words
    by_weight = session.gradient(Element("n2", (3,), 4), ("n1", "W")).equations[-1]
    assert by_weight.symbols[0] == "∂o/∂W = ∂o/∂z · xᵀ"
    assert by_weight.words.startswith("How far each weight of Linear moves o:")
    assert [term.symbol for term in by_weight.results + by_weight.given] == ["∂o/∂W", "∂o/∂b", "∂o/∂z", "x"]
    of_loss = session.gradient(None, "n0")
    assert of_loss.name == "the loss" and of_loss.equations[-1].symbols == ("∂L/∂x = Wᵀ · ∂L/∂z",)
    assert not {each.symbols for each in of_loss.equations} & {("w ← w + Δw",), by_weight.symbols}


@pytest.mark.parametrize("steps", [0, 1, 17, 5 * 17, 80 * 17 + 12])
def test_nothing_of_the_session_changes(steps):
    session = with_layers(*FORGETFUL)
    for _ in range(steps // 17):
        session.step("iteration")
    for _ in range(steps % 17):
        session.step("equation")
    before = all_of(session)
    derivative = session.gradient(Element("n2", (0,), 1), "n0", ("n1", "W"))
    derivative.compute()
    session.gradient(None, "n0").ascend(0.5).train(3)
    session.gradient(Element("n4", (0,)), "n0", is_training=False).compute()
    assert all_of(session) == before
    result = {each: array.copy() for each, array in derivative.result.items()}
    session.train(2)
    for each, array in derivative.result.items():
        np.testing.assert_array_equal(array, result[each])


# Moving a value


def test_a_descent_is_the_rule_that_its_equation_states():
    session = chain_rule()
    descent = session.gradient(Element("outer"), "x").descend(0.001)
    assert descent.equations[-1].symbols == ("x ← x − α ∂o/∂x",) or descent.equations[-1].symbols[0].endswith("∂o/∂y")
    x, course = 2.0, []
    for _ in range(5):
        course.append((2 * x**2 + 1) ** 2)
        x -= 0.001 * 8 * x * (2 * x**2 + 1)
        descent.step("iteration")
    np.testing.assert_allclose(descent.course, course, rtol=1e-14)
    assert descent.parameters_of("two") == {}


@pytest.mark.parametrize("way", ["descend", "ascend"])
@pytest.mark.parametrize("id", ["n0", "n2", "target"])
def test_a_value_moves_down_or_up_while_the_parameters_stay(way, id):
    session = with_layers(KINDS["Linear"](8), KINDS["Tanh"](), KINDS["Linear"](1))
    session.train(20)
    derivative = session.gradient(None, id)
    start = derivative.compute()[id].copy()
    moving = getattr(derivative, way)(0.5)
    held = {id: {n: p.value.copy() for n, p in moving.parameters_of(id).items()} for id in ("n1", "n3")}
    moving.step("iteration")
    first = moving.values_of(id).copy()
    np.testing.assert_array_equal(moving.gradient_of(id), start)
    assert moving.train(20) == 20
    assert (np.diff(moving.course) < 0).all() if way == "descend" else (np.diff(moving.course) > 0).all()
    for node, parameters in held.items():
        for name, value in parameters.items():
            np.testing.assert_array_equal(moving.parameters_of(node)[name].value, value)
    moving.goto(Moment(2))
    sign = -1.0 if way == "descend" else 1.0
    np.testing.assert_allclose(moving.values_of(id), first + sign * 0.5 * start, rtol=1e-14)
    assert moving.equations[-1].symbols[0].startswith(f"{session.document.graph.by_id[id].layer.letter} ← ")
    assert (" − α " if way == "descend" else " + α ") in moving.equations[-1].symbols[0]


def test_a_moving_value_goes_on_from_where_it_is_with_another_rate():
    moving = Session(moons()).gradient(Element("n3", (0,)), "n0").ascend(0.1)
    moving.train(5)
    slower = moving.ascend(0.01)
    moving.step("iteration"), slower.step("iteration")
    np.testing.assert_array_equal(slower.values_of("n0"), moving.values_of("n0"))
    assert slower.course[0] == moving.course[-1] > moving.course[0]


def test_dropout_leaves_out_the_same_numbers_all_along():
    session = with_layers(*FORGETFUL)
    session.train(3)
    mask = session.plan.values["n3"].scratch["m"].copy()
    moving = session.gradient(None, "n2").descend(0.1)
    for _ in range(3):
        moving.step("iteration")
        np.testing.assert_array_equal(moving.plan.values["n3"].scratch["m"], mask)


def test_numbers_that_grow_without_bound_stop_it_in_a_sentence():
    moving = chain_rule().gradient(Element("outer"), "x").ascend(1.0)
    moving.train(100)
    assert math.isinf(moving.values_of("outer").item()) or moving.trouble
    assert moving.trouble and moving.why_not_step.startswith(moving.trouble)


# Refused


@pytest.mark.parametrize(
    ("of", "wanted", "sentence"),
    [
        (None, (), "Say what to differentiate by: a value, or a parameter of a layer."),
        (None, ("nobody",), "There is no node 'nobody' in this network; choose one that is there."),
        (Element("nobody"), ("n0",), "There is no node 'nobody' in this network; choose one that is there."),
        (Element("n2", (8,)), ("n0",), "Tanh gives 8 for each of 32 examples, so there is no number 9, example 1."),
        (Element("n2", (1,), -1), ("n0",), "Tanh gives 8 for each of 32 examples, so there is no number 2, example 0."),
        (Element("n2"), ("n0",), "Tanh gives 8 for each of 32 examples, so there is no example 1."),
        (Element("n2", (1,)), ("n0", "target"), "Target does not lead to Tanh: moving it changes nothing there,"),
        (Element("n2", (1,)), (("n3", "W"),), "Linear 2 does not lead to Tanh: moving it changes nothing there,"),
        (None, (("n1", "Q"),), "Linear has no parameter Q that is learned; it has W, b."),
        (None, (("n2", "W"),), "Tanh has no parameter W that is learned; it has none."),
        (None, ("alone",), "Alone has nothing connected to its input, so it is left out."),
    ],
)
def test_what_can_not_be_differentiated_is_refused_in_a_sentence(of, wanted, sentence):
    document = moons()
    document = replace(document, graph=document.graph.put(Node("alone", KINDS["Tanh"](), "Alone")))
    derivative = Session(document).gradient(of, *wanted)
    assert derivative.why_not.startswith(sentence) and derivative.why_not.endswith(".")
    assert derivative.why_not_step == derivative.why_not_train == derivative.why_not_move == derivative.why_not
    assert derivative.compute() == {} and derivative.equations == () and derivative.name
    derivative.step("equation")
    derivative.back("equation")


def test_without_a_loss_there_are_still_derivatives_of_numbers():
    session = Session(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](2))))
    assert session.gradient(None, "n0").why_not == session.plan.why_no_loss
    by_bias = session.gradient(Element("n1", (1,), 3), ("n1", "b")).compute()["n1", "b"]
    assert by_bias.tolist() == [0.0, 1.0]


def test_what_cannot_move_says_so():
    session = Session(moons())
    with pytest.raises(ValueError, match=r"W is a parameter, which training moves; choose values to move instead."):
        session.gradient(None, "n0", ("n1", "W")).descend(0.1)
    with pytest.raises(ValueError, match="learning rate above 0"):
        session.gradient(None, "n0").descend(0.0)
    still = session.gradient(None, "n0")
    assert still.why_not_train == "Nothing moves here: descend or ascend on a value to see it move."
    cut_off = session.gradient(None, "n0", "n2").descend(0.1)
    assert cut_off.why_not.startswith("Input does not lead to Mean squared error")
