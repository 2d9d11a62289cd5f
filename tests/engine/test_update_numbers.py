"""The numbers of an update: before, after, and lines that come out as they say when Python reckons them."""
from __future__ import annotations

import math
import re

import numpy as np
import pytest

from engine.forms.numbers import with_numbers
from engine.inquiry.update_numbers import UpdateNumbers
from engine.moment import Moment
from engine.optimizer import Optimizer, optimizer_kinds
from engine.session import Session
from tests.engine.networks import moons

KINDS = optimizer_kinds()
WAYS = ({}, {"clip": 0.01, "schedule": "cosine", "warm_up": 4}, {"schedule": "exponential"}, {"schedule": "step"})
OPTIMIZERS = [kind(**way) for kind in KINDS.values() for way in WAYS if hasattr(kind, "schedule")]
NUMBER = re.compile(r"√(\d[\d.]*(?:e-?\d+)?)")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def in_full(number: float) -> str:
    return f"{number:.17g}".replace("-", "−")


def by_python(text: str) -> float:
    """What a line says, reckoned by Python."""
    code = text.replace("×", "*").replace("−", "-").replace("½", "0.5").replace("^", "**").replace("π", "pi")
    code = re.sub(r"⌊([^⌋]*)⌋", r"floor(\1)", NUMBER.sub(r"sqrt(\1)", code))
    code = re.sub("[⁰¹²³⁴-⁹]+", lambda found: "**" + found[0].translate(RAISED), code)
    world = {"sqrt": math.sqrt, "cos": math.cos, "pi": math.pi, "min": min, "floor": math.floor}
    return float(eval(code, {"__builtins__": {}}, world))


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda each: f"{each.title} {each.schedule}")
def test_every_line_comes_out_as_it_says(optimizer: Optimizer) -> None:
    session = Session(moons(optimizer=optimizer))
    session.train(3)
    numbers = UpdateNumbers(session)
    held = session.parameters_of("n1")
    for name, index in (("W", (2, 1)), ("b", (5,))):
        lines = numbers.lines("n1", name, index, in_full)
        for line in lines:
            if "Σ" in line.line:
                assert line.text == ""
            else:
                assert by_python(line.text) == pytest.approx(line.result, rel=1e-9), line
        assert lines[-1].result == held[name].value[index]
        assert lines[-1].symbol == "w"


def test_without_an_optimizer_nothing_moves() -> None:
    session = Session(moons(optimizer=KINDS["NoOptimizer"]()))
    session.train(1)
    assert UpdateNumbers(session).lines("n1", "W", (0, 0)) == []


@pytest.mark.parametrize("kind", ["GradientDescent", "Adam"])
def test_before_and_after_are_those_of_the_run(kind: str) -> None:
    session = Session(moons(optimizer=KINDS[kind]()))
    session.train(2)
    before = session.parameters_of("n1")["W"].value.copy()
    for _ in session.equations:
        session.step("equation")
        if session.moment.done == 0:
            break
    found = UpdateNumbers(session).change("n1", "W")
    assert np.array_equal(found.before, before)
    assert np.array_equal(found.after, session.parameters_of("n1")["W"].value)
    assert not np.array_equal(found.before, found.after)


def test_in_the_midst_of_an_update_it_tells_as_far_as_it_has_come() -> None:
    session = Session(moons(optimizer=KINDS["Adam"]()))
    last = len(session.equations)
    session.goto(Moment(0, last - 1))
    numbers = UpdateNumbers(session)
    assert not numbers.is_over
    assert [line.symbol for line in numbers.lines("n1", "W", (0, 0))] == ["t", "m", "v", "m̂", "v̂", "Δw"]
    found = numbers.change("n1", "W")
    assert np.array_equal(found.before, found.after)
    session.goto(Moment(0, 3))
    assert UpdateNumbers(session).lines("n1", "W", (0, 0)) == []


def test_the_plans_serve_again_at_a_later_moment() -> None:
    session = Session(moons())
    session.train(1)
    first = UpdateNumbers(session)
    session.train(4)
    second = UpdateNumbers(session, first.again)
    assert second.again is first.again
    assert np.array_equal(second.change("n3", "W").after, session.parameters_of("n3")["W"].value)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("w ← w + c", "0.82 − 0.1 × 0.31"),
        ("w ← w + d", "0.82 − 0.5"),
        ("s ← s + (d)²", "2 + (−0.5)²"),
        ("s ← s + s²", "2 + 2²"),
        ("s ← s + d²", "2 + (−0.5)²"),
        ("m ← s m + (1 − s) d", "2 × 0.25 + (1 − 2) × (−0.5)"),
        ("m ← m / (1 − sᵗ)", "0.25 / (1 − 2³)"),
        ("u = min(1, t/s)", "min(1, 3/2)"),
        ("L = Σ m", ""),
        ("y = m q", ""),
        ("y = mean of m", ""),
    ],
)
def test_a_line_is_written_with_its_numbers(line: str, text: str) -> None:
    numbers = {"w": 0.82, "c": "−0.1 × 0.31", "d": -0.5, "s": 2.0, "m": 0.25, "t": 3.0}
    assert with_numbers(line, numbers, lambda number: f"{number:.4g}".replace("-", "−")) == text
