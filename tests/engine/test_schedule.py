"""Schedules and clipping: rates against plain formulas, what each update says and does, and the same bits on replay."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document
from engine.files import from_json
from engine.moment import GRANULARITIES, Moment
from engine.optimizer import optimizer_kinds
from engine.parts.descent import Descent
from engine.session import Session
from tests.engine.drawing import instances, optimizers
from tests.engine.networks import KINDS as LAYERS
from tests.engine.networks import chain, moons, seen
from tests.engine.oracle import plain_rate

KINDS = optimizer_kinds()
GradientDescent = KINDS["GradientDescent"]
COUNTS = np.arange(12.0)


def rates(**knobs: object) -> np.ndarray:
    return GradientDescent(0.1, **knobs).rates(COUNTS)


def alpha(session: Session) -> float:
    """α as the present pass has computed it."""
    equation = next(each for each in session.equations if each.symbols[0].startswith("α = "))
    return float(equation.results[0].array)


def norm(array: np.ndarray) -> float:
    return float(np.linalg.norm(array))


# rates


@pytest.mark.parametrize(
    ("knobs", "expected"),
    [
        ({}, [0.1] * 12),
        ({"schedule": "step", "period": 5, "factor": 0.5}, [0.1] * 5 + [0.05] * 5 + [0.025] * 2),
        ({"schedule": "exponential", "period": 1, "factor": 0.9}, 0.1 * 0.9**COUNTS),
        ({"schedule": "exponential", "period": 4, "factor": 0.5}, 0.1 * 0.5 ** (COUNTS / 4)),
        ({"schedule": "cosine", "period": 8}, [*(0.05 * (1 + np.cos(np.pi * COUNTS[:8] / 8))), 0, 0, 0, 0]),
        ({"warm_up": 4}, [0.025, 0.05, 0.075, *[0.1] * 9]),
        ({"warm_up": 1}, [0.1] * 12),
        ({"schedule": "step", "period": 2, "factor": 0.5, "warm_up": 3},
         0.1 * np.array([1 / 3, 2 / 3, 1, *[1] * 9]) * 0.5 ** (COUNTS // 2)),
    ],
)  # fmt: skip
def test_every_schedule_by_hand(knobs, expected):
    np.testing.assert_allclose(rates(**knobs), expected, rtol=1e-14, atol=0)


def test_the_cosine_ends_at_exactly_0():
    assert rates(schedule="cosine", period=7)[7] == 0.0


@given(instances(GradientDescent), st.integers(0, 300))
def test_a_rate_is_the_plain_formula(optimizer, updates):
    assert float(optimizer.rates(np.array(float(updates)))) == pytest.approx(plain_rate(optimizer, updates), rel=1e-9)


@given(instances(GradientDescent))
def test_what_is_drawn_is_what_an_update_uses(optimizer):
    """A curve over many iterations and the one number of an update come from the same calls."""
    session = Session(moons(optimizer=optimizer))
    drawn = optimizer.rates(COUNTS)
    for updates in range(4):
        session.step("iteration")
        used = alpha(session) if optimizer.is_scheduled else optimizer.rate
        assert used == pytest.approx(drawn[updates], rel=1e-15)


def test_a_constant_rate_costs_no_equation():
    equations = Session(moons(optimizer=GradientDescent())).equations
    assert [each.symbols for each in equations if each.phase == "update"] == [("Δw = −α ∂L/∂w",), ("w ← w + Δw",)]
    assert not Session(moons()).run._passes.at(0).is_told


def test_the_change_is_the_gradient_times_the_scheduled_rate():
    session = Session(moons(optimizer=GradientDescent(0.4, schedule="step", period=3, factor=0.25)))
    for updates in range(7):
        before = session.weights.parameters.copy()
        session.step("iteration")
        change = session.weights.parameters - before
        rate = 0.4 * 0.25 ** (updates // 3)
        np.testing.assert_allclose(change, -rate * session.weights.gradients, rtol=1e-9, atol=1e-15)


def test_an_update_says_its_rate_where_it_stays_and_computes_it_where_not():
    constant = Session(moons(optimizer=GradientDescent(0.25)))
    assert any("−α = −0.25." in each.words for each in constant.equations)
    cosine = Session(moons(optimizer=KINDS["AdamW"](0.25, schedule="cosine", period=40, warm_up=9)))
    said = " ".join(each.words for each in cosine.equations if each.phase == "update")
    assert "0.25" not in said
    assert "0 at k = T = 40" in said
    assert "the first T₀ = 9 iterations" in said
    warm_up, rate, *_ = [each for each in cosine.equations if each.phase == "update"]
    assert warm_up.symbols == ("u = min(1, (k + 1)/T₀)",)
    assert rate.symbols == ("α = ½ u α₀ (1 + cos(π min(1, k/T)))",)
    numbers = {term.symbol: float(term.array) for term in rate.given}
    assert numbers | {"k": 0.0, "α₀": 0.25, "T": 40.0, "T₀": 9.0} == numbers


# replay


@given(
    optimizers().filter(lambda each: isinstance(each, Descent)),
    st.lists(st.tuples(st.booleans(), st.sampled_from(GRANULARITIES)), max_size=25),
)
def test_any_walk_with_a_schedule_ends_where_a_straight_run_is(optimizer, walk):
    document = moons(batch_size=60, optimizer=optimizer)
    session = Session(document)
    for is_forward, by in walk:
        (session.step if is_forward else session.back)(by)
    straight = Session(document)
    straight.goto(session.moment)
    assert seen(straight) == seen(session)


@given(optimizers(), optimizers(), st.integers(0, 70), st.integers(0, 12))
def test_another_schedule_on_the_way_is_replayed_to_the_bit(first, second, iteration, done):
    session = Session(moons(optimizer=first))
    session.train(iteration)
    for _ in range(done):
        session.step("equation")
    session.use(replace(session.document, optimizer=second))
    changed_at = session.moment
    session.train(5)
    states = {}
    for _ in range(9):
        session.step("equation")
        states[session.moment] = seen(session)
    session.goto(Moment(max(changed_at.iteration - 3, 0)))
    for moment, state in states.items():
        session.goto(moment)
        assert seen(session) == state


def test_a_rate_changed_within_a_pass_is_that_of_this_pass():
    session = Session(moons())
    session.train(6)
    session.step("phase")
    session.step("phase")
    session.use(replace(session.document, optimizer=GradientDescent(0.8, schedule="exponential", period=1, factor=0.5)))
    assert session.moment.done > 0
    session.step("iteration")
    assert session.moment == Moment(7)
    assert alpha(session) == 0.8 / 2**6


def test_a_saved_run_goes_on_with_the_rate_it_had_got_to():
    document = moons(optimizer=KINDS["Adam"](schedule="cosine", period=30, warm_up=5))
    whole, saved = Session(document), Session(document)
    saved.train(11)
    again = Session(document, trained=saved.trained())
    again.train(9)
    whole.train(20)
    assert again.weights.parameters.tobytes() == whole.weights.parameters.tobytes()


# clipping


def test_a_long_gradient_is_shortened_and_keeps_its_direction():
    session = Session(moons(optimizer=GradientDescent(1.0, clip=0.05)))
    before = session.weights.parameters.copy()
    session.step("iteration")
    gradient, change = session.weights.gradients, session.weights.parameters - before
    assert norm(gradient) > 0.05
    np.testing.assert_allclose(change, -0.05 * gradient / norm(gradient), rtol=1e-9, atol=1e-15)
    assert session.weights.gradients is gradient


def test_a_short_gradient_stays_to_the_bit():
    clipped, plain = (Session(moons(optimizer=GradientDescent(clip=clip))) for clip in (1e6, 0.0))
    clipped.train(20)
    plain.train(20)
    assert clipped.weights.parameters.tobytes() == plain.weights.parameters.tobytes()


def test_clipping_is_two_equations_with_their_numbers():
    session = Session(moons(optimizer=KINDS["Momentum"](clip=0.05)))
    session.step("iteration")
    length, clipped, moment, *_ = [each for each in session.equations if each.phase == "update"]
    assert float(length.results[0].array) == pytest.approx(norm(session.weights.gradients), rel=1e-14)
    assert norm(clipped.results[0].array) == pytest.approx(0.05, rel=1e-14)
    assert clipped.results[0].is_gradient
    assert "longer than c = 0.05" in clipped.words
    assert moment.symbols == ("m ← β m + g",)
    assert moment.given[0].array is clipped.results[0].array


def test_a_gradient_of_zeros_is_clipped_to_zeros():
    session = Session(moons(optimizer=GradientDescent(clip=1.0)))
    session.weights.gradients[:] = 0.0
    with np.errstate(all="ignore"):
        for equation in session.equations:
            if equation.phase == "update":
                for call in equation.bound:
                    call()
    assert not session.trouble
    assert np.isfinite(session.weights.parameters).all()


def test_a_gradient_too_long_to_measure_is_trouble_at_its_place():
    """The square of such a length overflows, and c/∞ would make every change 0: it must not look like the end."""
    graph = chain(LAYERS["Variable"](), LAYERS["Exp"]())
    graph = graph.put(replace(graph.node("n0"), typed=(("w", 400.0),)))
    document = Document(graph, optimizer=GradientDescent(1.0, clip=1.0))
    session = Session(document)
    session.train(10)
    assert "The update gave infinity in iteration 1" in session.trouble
    assert session.equations[session.latest].symbols == ("‖∂L/∂w‖ = √(Σ (∂L/∂w)²)",)


# old documents


def test_a_document_from_before_schedules_opens_with_a_constant_rate():
    told = {"undertow": 1, "network": {"nodes": []}, "optimizer": {"kind": "Adam", "knobs": {"rate": 0.5}}}
    assert from_json(told).document.optimizer == KINDS["Adam"](0.5)
