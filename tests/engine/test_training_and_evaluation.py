"""Layers that draw or remember while learning: reproducible to the bit, and otherwise in an evaluation."""
from __future__ import annotations

import numpy as np
import pytest

from engine.inquiry.gradient_check import GradientCheck
from engine.layer import layer_kinds
from engine.moment import GRANULARITIES
from engine.session import Session
from tests.engine.networks import chain, moons, seen

KINDS = layer_kinds()


def session_with(*layers, **knobs):
    linear, loss = KINDS["Linear"], KINDS["MeanSquaredError"]()
    return Session(moons(graph=chain(KINDS["Input"](), linear(6), *layers, linear(1), loss), **knobs))


def value_of(session, kind):
    node = next(node for node in session.document.graph.nodes if type(node.layer).__name__ == kind)
    return session.plan.values[node.id]


@pytest.mark.parametrize("by", GRANULARITIES)
@pytest.mark.parametrize("batch_size", [0, 60])
def test_every_step_back_gives_the_very_bits_that_were_there(by, batch_size):
    session = session_with(KINDS["BatchNorm"](), KINDS["Dropout"](0.3), batch_size=batch_size)
    states = [seen(session)]
    for _ in range(8):
        session.step(by)
        states.append(seen(session))
    for state in reversed(states[:-1]):
        session.back(by)
        assert seen(session) == state


def test_a_straight_run_and_a_stepped_one_draw_the_same():
    trained, stepped = (session_with(KINDS["Dropout"](0.5), KINDS["BatchNorm"]()) for _ in range(2))
    trained.train(9)
    for _ in range(9):
        stepped.step("iteration")
    assert seen(trained) == seen(stepped)


def test_each_iteration_draws_another_mask_and_each_node_its_own():
    session = session_with(KINDS["Dropout"](0.5), KINDS["Dropout"](0.5))
    masks = []
    for _ in range(2):
        session.step("iteration")
        masks += [v.scratch["m"].copy() for v in session.plan.values.values() if "m" in v.scratch]
    assert len({mask.tobytes() for mask in masks}) == 4
    assert set(np.unique(masks)) == {0.0, 2.0}


def test_about_as_many_are_left_out_as_the_chance_says():
    session = session_with(KINDS["Dropout"](0.2), batch_size=0)
    left_out = []
    for _ in range(40):
        session.step("iteration")
        left_out.append(np.mean(value_of(session, "Dropout").scratch["m"] == 0))
    assert np.mean(left_out) == pytest.approx(0.2, abs=0.02)


def test_an_evaluation_leaves_nothing_out():
    session = session_with(KINDS["Dropout"](0.9))
    scores = {session.score("train").loss for _ in range(3)}
    plain = session_with()
    plain.weights.parameters[:] = session.weights.parameters
    assert scores == {plain.score("train").loss}


def test_an_evaluation_normalizes_by_what_was_remembered_and_remembers_nothing():
    session = session_with(KINDS["BatchNorm"](memory=1.0), batch_size=0)
    session.train(1)
    held = session.weights.everything.copy()
    x = value_of(session, "BatchNorm").scratch["x − μ"]
    norm = next(id for id, blocks in session.weights.blocks.items() if len(blocks) == 2)
    variance = session.weights.named(norm)["σ̄²"].value
    np.testing.assert_allclose(variance, x.var(axis=1, ddof=1), rtol=1e-12)
    session.score("test")
    session.predict(np.zeros((2, 1)))
    assert (session.weights.everything == held).all()


def test_no_optimizer_moves_what_is_remembered():
    session = session_with(KINDS["BatchNorm"]())
    assert session.weights.everything.size == session.weights.parameters.size + 12
    before = session.weights.everything[-12:].copy()
    session.step("phase")
    session.step("phase")
    remembered = session.weights.everything[-12:].copy()
    assert (remembered != before).all()
    session.step("iteration")
    assert (session.weights.everything[-12:] == remembered).all()


def test_a_saved_run_goes_on_with_what_it_remembers():
    session = session_with(KINDS["BatchNorm"](), KINDS["Dropout"](0.3))
    session.train(5)
    other = Session(session.document, session.trained())
    session.train(4)
    other.train(4)
    assert (other.weights.everything == session.weights.everything).all()


def test_the_gradient_check_leaves_out_what_is_remembered_and_draws_as_the_pass_does():
    session = session_with(KINDS["BatchNorm"](), KINDS["Dropout"](0.5))
    session.train(3)
    check = GradientCheck(session)
    check.go_on(check.total)
    found = check.finding()
    assert found.checked == found.parameters == session.weights.parameters.size
    assert found.is_right


def test_other_examples_are_told_what_they_would_be_told_alone():
    """As many examples as before take the plan of before, and must find none of their numbers in it."""
    rng = np.random.default_rng(3)
    questions = [rng.normal(size=(2, count)) for count in (4, 4, 1, 4, 1)]
    session = Session(moons())
    session.train(3)
    told = [session.predict(each) for each in (*questions, questions[0])]
    session.train(2)
    told += [session.predict(each) for each in questions]
    for number, (asked, said) in enumerate(zip((*questions, questions[0], *questions), told, strict=True)):
        alone = Session(moons())
        alone.train(3 if number < 6 else 5)
        np.testing.assert_array_equal(said, alone.predict(asked))
