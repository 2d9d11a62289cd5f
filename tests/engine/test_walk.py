"""A walk goes over what an equation computed: number by number, and in a sum one addend at a time."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import files
from engine.inquiry.walk import Walk
from engine.resources import resource
from engine.session import Session
from tests.engine.networks import moons


def walk_over(session: Session, node: str, phase: str, symbol: str = "") -> Walk:
    """The walk over the equation of a node with this result, which has just run."""
    while True:
        session.step("equation")
        equation = session.equations[session.latest]
        if equation.group == (phase, node) and symbol in ("", equation.results[0].symbol):
            return Walk(session)


@pytest.mark.parametrize("path", sorted(resource("examples").glob("*.undertow")), ids=lambda path: path.stem)
def test_every_number_of_a_pass_is_what_its_addends_come_to(path: Path) -> None:
    session = Session(files.read(path).document)
    session.train(2)
    while session.moment.iteration < 3:
        session.step("equation")
        walk = Walk(session)
        assert walk.numbers == sum(term.array.size for term in walk.equation.results)
        for _ in range(2):
            before = 0.0
            for place in range(walk.count):
                addend = walk.addend(place)
                if walk.is_addend(place):
                    assert addend.so_far == pytest.approx(before + addend.value, abs=1e-9)
                    before = addend.so_far
            walk.done = walk.count
            assert walk.so_far == walk.addend(walk.count - 1).so_far == walk.result.array[walk.index]
            walk.next_number()
        walk.to_end()
        assert walk.is_whole
        assert walk.so_far == walk.equation.results[-1].array.flat[-1]
        assert not walk.forward()


def test_a_product_of_matrices_is_walked_row_by_row_and_product_by_product() -> None:
    session = Session(moons())
    walk = walk_over(session, "n1", "forward")
    w, x = (next(term.array for term in walk.equation.given if term.symbol == symbol) for symbol in "Wx")
    b = next(term.array for term in walk.equation.given if term.symbol == "b")
    assert (walk.numbers, walk.count) == (8 * 32, 3)
    assert (walk.number, walk.index, walk.done) == (1, (0, 0), 1)
    products = [w[0, 0] * x[0, 0], w[0, 1] * x[1, 0], b[0, 0]]
    for done in (1, 2, 3):
        assert walk.done == done
        assert walk.addend(done - 1).value == products[done - 1]
        assert walk.so_far == pytest.approx(sum(products[:done]))
        assert walk.forward()
    assert (walk.index, walk.done) == ((0, 1), 1)
    assert walk.so_far == w[0, 0] * x[0, 1]
    assert walk.made.name.words == "z of Linear, number 1, example 2"
    assert "×" in walk.addend(0).text


def test_without_a_sum_each_step_is_a_number() -> None:
    walk = walk_over(Session(moons()), "n2", "forward")
    assert walk.count == 1
    assert walk.forward()
    assert (walk.number, walk.done, walk.is_addend(0)) == (2, 1, False)
    assert walk.so_far == walk.result.array[0, 1]


def test_of_a_mean_the_sum_comes_first_and_then_what_becomes_of_it() -> None:
    session = Session(moons())
    walk = walk_over(session, "n4", "loss")
    assert (walk.numbers, walk.count) == (1, 33)
    walk.done = 32
    total = walk.so_far
    assert walk.forward()
    assert walk.so_far == session.plan.loss
    assert total / 32 == pytest.approx(walk.so_far)
    assert not walk.is_addend(32)
    assert walk.is_whole


def test_the_results_of_an_equation_follow_one_another() -> None:
    walk = walk_over(Session(moons()), "n1", "backward", "∂L/∂W")
    assert walk.numbers == 8 * 2 + 8
    for _ in range(16):
        walk.next_number()
    assert (walk.result.symbol, walk.index, walk.number) == ("∂L/∂b", (0, 0), 17)
    assert walk.back()
    assert (walk.result.symbol, walk.index, walk.done) == ("∂L/∂W", (7, 1), walk.count)


@given(st.lists(st.sampled_from(["forward", "back", "next"]), max_size=40))
def test_back_undoes_forward_wherever_one_is(ways: list[str]) -> None:
    walk = _shared_walk()
    walk._go(0, 1)
    for way in ways:
        if way == "next":
            walk.next_number()
            continue
        here = walk.number, walk.done
        if getattr(walk, way)():
            there = walk.number, walk.done
            assert (there > here) == (way == "forward")
            assert (walk.back if way == "forward" else walk.forward)()
            assert (walk.number, walk.done) == here
            assert getattr(walk, way)()
        else:
            assert here == (walk.number, walk.done) == ((walk.numbers, walk.count) if way == "forward" else (1, 1))


_kept: list[Walk] = []


def _shared_walk() -> Walk:
    if not _kept:
        _kept.append(walk_over(Session(moons()), "n3", "forward"))
    return _kept[0]


def test_a_walk_holds_for_its_moment_only() -> None:
    session = Session(moons())
    walk = walk_over(session, "n1", "forward")
    assert walk.holds(session)
    assert not walk.holds(Session(moons()))
    session.step("equation")
    assert not walk.holds(session)
    session.back("equation")
    assert walk.holds(session)
    assert np.array_equal(walk.result.array, session.values_of("n1"))
