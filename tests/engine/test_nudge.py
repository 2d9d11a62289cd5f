"""Nudge: the loss with one number in another's place, and what its gradient predicts."""
from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from engine import files
from engine.document import Document
from engine.element import Element, ParameterElement
from engine.inquiry.location import Location, find, number_at
from engine.inquiry.nudge import Nudge
from engine.resources import resource
from engine.session import Session
from engine.ties import freeze, tie
from tests.engine.export_scripts import documents
from tests.engine.networks import KINDS, chain, moons, seen

EXAMPLES = sorted(resource("examples").glob("*.undertow"))
W = Location(ParameterElement("n1", "W", (2, 1)))


def layers(*middle, **changes: object) -> Session:
    session = Session(moons(graph=chain(KINDS["Input"](), *middle, KINDS["MeanSquaredError"]()), **changes))
    session.step("iteration")
    return session


def typed(session: Session, location: Location, number: float) -> Session:
    """A session of its own in which this parameter was typed, as far as the pass that ``session`` shows."""
    element, graph = location.element, session.document.graph
    numbers = np.full(session.parameters_of(element.node)[element.name].value.shape, np.nan)
    numbers[element.index] = number
    nested = tuple(tuple(None if np.isnan(each) else float(each) for each in row) for row in np.atleast_2d(numbers))
    node = dataclasses.replace(graph.by_id[element.node], typed=((element.name, nested),))
    return Session(dataclasses.replace(session.document, graph=graph.put(node)))


def everything(session: Session) -> list[Location]:
    """A location in every array of a session."""
    places = [Location(Element(id, (0,) * len(value.shape))) for id, value in session.plan.values.items()]
    for id in session.weights.blocks:
        for name, held in session.parameters_of(id).items():
            places.append(Location(ParameterElement(id, name, (0,) * held.value.ndim)))
    return places


# Parameters


def test_the_loss_is_that_of_a_run_in_which_the_parameter_was_typed():
    session = Session(moons())
    session.step("equation")
    nudge = session.nudge(W)
    for number in (nudge.here, 0.25, -3.0, 40.0):
        other = typed(session, W, number)
        other.step("iteration")
        assert nudge.loss(number) == float(other.plan.loss)


def test_here_is_the_pass_that_is_shown_with_its_loss_and_its_gradient():
    session = Session(moons())
    session.train(7)
    before = session.history.losses[-1]
    nudge = session.nudge(W)
    assert nudge.loss_here == nudge.loss(nudge.here) == before == float(session.plan.loss)
    assert nudge.gradient == session.parameters_of("n1")["W"].grad[2, 1] != 0.0
    # The update came after that pass.
    assert nudge.here != number_at(session, W)
    session.back("equation")
    assert nudge.here == session.nudge(W).here == number_at(session, W)


def test_the_gradient_predicts_what_a_small_step_does():
    session = Session(moons())
    session.step("iteration")
    nudge = session.nudge(W)
    number = nudge.here + nudge.small
    assert nudge.small == 1e-3
    assert nudge.predicted(number) == nudge.loss_here + nudge.gradient * (number - nudge.here)
    assert nudge.is_right(number, nudge.loss(number))
    assert not nudge.is_right(number, nudge.loss_here + 1.5 * (nudge.predicted(number) - nudge.loss_here))
    far = nudge.here + 3.0
    assert not nudge.is_right(far, nudge.loss(far))


def test_a_parameter_that_several_nodes_share_moves_in_all_of_them():
    linear = KINDS["Linear"]
    graph = chain(KINDS["Input"](), linear(2), KINDS["Tanh"](), linear(2), linear(1), KINDS["MeanSquaredError"]())
    session = Session(moons(graph=tie(graph, "n1", ["n3"])))
    session.step("iteration")
    nudge = session.nudge(Location(ParameterElement("n3", "W", (0, 1))))
    assert nudge.gradient == session.parameters_of("n1")["W"].grad[0, 1]
    number = nudge.here + nudge.small
    assert nudge.loss(number) != nudge.loss_here and nudge.is_right(number, nudge.loss(number))


def test_a_frozen_parameter_can_be_nudged_too():
    session = Session(moons(graph=freeze(moons().graph, ["n1"], True)))
    session.step("iteration")
    nudge = session.nudge(W)
    number = nudge.here + nudge.small
    assert nudge.gradient and nudge.is_right(number, nudge.loss(number))


# Values


def test_a_value_in_the_middle_is_held_and_only_what_follows_is_computed():
    session = layers(KINDS["Linear"](3), KINDS["Tanh"](), KINDS["Linear"](1))
    values = {id: session.values_of(id).copy() for id in session.plan.values}
    nudge = session.nudge(Location(Element("n2", (1,), 4)))
    assert nudge.here == values["n2"][1, 4] and nudge.gradient == session.gradient_of("n2")[1, 4]
    moved = values["n2"].copy()
    moved[1, 4] = 0.75
    weights = session.occasion().weights.named("n3")
    prediction = weights["W"].value @ moved + weights["b"].value.reshape(-1, 1)
    assert nudge.loss(0.75) == pytest.approx(np.mean((values["target"] - prediction) ** 2), rel=1e-14)


def test_an_input_and_a_true_answer_can_be_nudged():
    session = layers(KINDS["Linear"](1))
    for id in ("n0", "target"):
        nudge = session.nudge(Location(Element(id, (0,), 3)))
        number = nudge.here + 1e-6
        assert not nudge.why_not and nudge.gradient
        assert nudge.is_right(number, nudge.loss(number))


def test_dropout_draws_what_it_drew_and_batch_norm_looks_at_the_same_batch():
    session = layers(
        KINDS["Linear"](6), KINDS["BatchNorm"](), KINDS["Dropout"](), KINDS["Tanh"](), KINDS["Linear"](1), batch_size=50
    )
    session.train(6)
    for location in (W, Location(Element("n1", (2,), 5)), Location(Element("n4", (3,), 1))):
        nudge = session.nudge(location)
        assert nudge.loss_here == float(session.plan.loss)
        measured = (nudge.loss(nudge.here + 1e-5) - nudge.loss(nudge.here - 1e-5)) / 2e-5
        assert measured == pytest.approx(nudge.gradient, rel=1e-6, abs=1e-10)


def test_nothing_of_the_session_changes():
    session = layers(KINDS["Linear"](4), KINDS["BatchNorm"](), KINDS["Linear"](1))
    before = seen(session)
    for location in (W, Location(Element("n1", (0,), 0))):
        session.nudge(location).loss(9.0)
    assert seen(session) == before


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_array_of_an_example_is_nudged_or_refused_with_a_sentence(path):
    session = Session(files.read(path).document)
    session.step("iteration")
    nudged = 0
    for location in everything(session):
        nudge = session.nudge(location)
        if nudge.why_not:
            assert nudge.why_not.endswith(".")
            continue
        assert nudge.loss_here == float(session.plan.loss)
        assert nudge.loss(nudge.here) == nudge.loss_here
        nudged += 1
    assert nudged >= 2


@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
@given(documents(), st.randoms(use_true_random=False))
def test_in_any_network_the_gradient_is_the_slope(document, random):
    session = Session(document)
    assume(not session.why_not_train)
    session.step("iteration")
    assume(not session.trouble)
    for location in random.sample(everything(session), min(4, len(everything(session)))):
        nudge = session.nudge(location)
        if nudge.why_not:
            continue
        assert nudge.loss(nudge.here) == nudge.loss_here == float(session.plan.loss)
        found = find(session, Location(location.element, is_gradient=True))
        if found is not None and session.is_current(location.node, "gradient"):
            assert found[0][found[1]] == pytest.approx(nudge.gradient, rel=1e-9, abs=1e-12)


def test_what_answers_stays_what_it_was_where_a_value_is_cut_off():
    """The other branch would be an end of the network, too, were it looked for anew."""
    graph = chain(KINDS["Variable"](start_values="ones"), KINDS["Square"](), KINDS["Exp"](), KINDS["Sum"]())
    session = Session(Document(graph))
    session.step("iteration")
    nudge = session.nudge(Location(Element("n2")))
    assert nudge.loss_here == float(session.plan.loss) and nudge.loss(5.0) == 5.0 and nudge.gradient == 1.0


# Others


def test_a_derivative_answers_with_the_number_that_it_is_of():
    session = layers(KINDS["Linear"](3), KINDS["Tanh"](), KINDS["Linear"](1))
    of = Element("n2", (1,), 4)
    occasion = session.gradient(of, "n0").occasion()
    nudge = Nudge(occasion, Location(Element("n1", (1,), 4)), of)
    assert nudge.loss_here == session.values_of("n2")[1, 4]
    assert nudge.loss(0.5) == math.tanh(0.5)
    assert "answers here" in Nudge(occasion, Location(of), of).why_not


@pytest.mark.parametrize(
    ("location", "part"),
    [
        (Location(Element("n4")), "Mean squared error is what answers here"),
        (Location(ParameterElement("n2", "W", (0, 0))), "has no parameter W"),
        (Location(Element("gone")), "no node 'gone'"),
        (Location(Element("n1", (8,), 2)), "so there is no number 9, example 3"),
        (Location(ParameterElement("n1", "W", (8, 0))), "no W of Linear, row 9, column 1: its shape is"),
    ],
)
def test_it_says_why_not(location, part):
    session = Session(moons())
    session.step("iteration")
    assert part in session.nudge(location).why_not


def test_without_a_loss_there_is_nothing_to_nudge():
    session = Session(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](2))))
    session.step("iteration")
    assert session.nudge(W).why_not == session.plan.why_no_loss
    assert Session(Document()).nudge(W).why_not


def test_the_number_of_a_class_says_that_only_whole_numbers_do():
    graph = chain(KINDS["Constant"]((1.0,)), KINDS["Embedding"](4, 3), KINDS["Square"](), KINDS["Sum"]())
    session = Session(Document(graph))
    session.step("iteration")
    sentence = session.nudge(Location(Element("n0"))).why_not
    assert "whole numbers" in sentence and sentence.endswith("nothing to nudge.")
