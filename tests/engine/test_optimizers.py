"""Every optimizer, by discovery: its updates against the oracle's, its sentences, and what it keeps in memory."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.equation import Equation
from engine.knobs import KnobError, knob_values, knobs, with_knobs
from engine.optimizer import Moving, Optimizer, optimizer_kinds
from engine.parts.descent import Descent
from engine.tables.table import Table
from engine.writer import Writer
from tests.engine.drawing import instances
from tests.engine.oracle import plain_clipped, plain_kind

KINDS = optimizer_kinds()
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
FULL = [kind(schedule="cosine", warm_up=3, clip=0.5) for kind in KINDS.values() if issubclass(kind, Descent)]
every_update = pytest.mark.parametrize(
    "optimizer", [kind() for kind in KINDS.values()] + FULL, ids=lambda each: f"{each.title}{' full' * (each in FULL)}"
)
SIZE = 7


def written(optimizer: Optimizer) -> tuple[Moving, tuple[Equation, ...]]:
    """The equations of one update, over parameters of this test."""
    rng = np.random.default_rng(3)
    memory = {name: np.zeros(size) for name, size in optimizer.memory(SIZE).items()}
    moving = Moving(rng.normal(size=SIZE), np.zeros(SIZE), memory, np.zeros(()))
    writer = Writer({}, Table((), np.zeros((0, 1)), (), ()), None)
    writer.at("", "update")
    optimizer.update(writer, moving)
    return moving, tuple(writer.equations)


def run(equations: tuple[Equation, ...]) -> None:
    with np.errstate(all="ignore"):
        for equation in equations:
            for call in equation.bound:
                call()


@settings(max_examples=25)
@given(st.data())
@every_kind
def test_twenty_updates_are_the_oracles(kind, data):
    optimizer = data.draw(instances(kind))
    moving, equations = written(optimizer)
    plain, expected = plain_kind(optimizer)(optimizer), moving.parameters.copy()
    rng = np.random.default_rng(4)
    with np.errstate(over="ignore"):
        for updates in range(20):
            moving.gradients[:] = rng.normal(size=SIZE)
            moving.count[...] = updates
            run(equations)
            plain.update(expected, *plain_clipped(optimizer, [moving.gradients]))
    np.testing.assert_allclose(moving.parameters, expected, rtol=1e-9, atol=1e-12)


def test_adam_against_its_paper_by_hand():
    """With a gradient that stays, m̂ is g and v̂ is g², so each step has the length α, whatever the gradient."""
    optimizer = KINDS["Adam"](rate=0.1, epsilon=1e-12)
    moving, equations = written(optimizer)
    start = moving.parameters.copy()
    moving.gradients[:] = [1e-3, -1e-3, 1.0, -1.0, 50.0, -50.0, 0.2]
    for _ in range(5):
        run(equations)
    np.testing.assert_allclose(moving.parameters, start - 0.5 * np.sign(moving.gradients), rtol=1e-7)
    assert moving.memory["t"] == [5.0]


def test_momentum_by_hand():
    moving, equations = written(KINDS["Momentum"](rate=0.1, momentum=0.5))
    start = moving.parameters.copy()
    moving.gradients[:] = 1.0
    for _ in range(3):
        run(equations)
    np.testing.assert_allclose(start - moving.parameters, 0.1 * (1.0 + 1.5 + 1.75), rtol=1e-12)


def test_nesterov_by_hand():
    """With g = 1, m is 1, 1.5 and 1.75, and each change is g + m / 2."""
    moving, equations = written(KINDS["Nesterov"](rate=0.1, momentum=0.5))
    start = moving.parameters.copy()
    moving.gradients[:] = 1.0
    for _ in range(3):
        run(equations)
    np.testing.assert_allclose(start - moving.parameters, 0.1 * (1.5 + 1.75 + 1.875), rtol=1e-12)


def test_adagrad_steps_get_shorter_as_one_over_the_root_of_their_number():
    moving, equations = written(KINDS["AdaGrad"](rate=0.1, epsilon=1e-15))
    start = moving.parameters.copy()
    moving.gradients[:] = [1e-3, -1e-3, 1.0, -1.0, 50.0, -50.0, 0.2]
    for _ in range(4):
        run(equations)
    lengths = 0.1 * (1 + 1 / np.sqrt(2) + 1 / np.sqrt(3) + 1 / 2)
    np.testing.assert_allclose(moving.parameters, start - lengths * np.sign(moving.gradients), rtol=1e-9)


def test_rmsprop_by_hand():
    """With a gradient that stays, v is g² (1 − βᵗ) after t updates."""
    moving, equations = written(KINDS["RMSProp"](rate=0.1, decay=0.5, epsilon=1e-15))
    start = moving.parameters.copy()
    moving.gradients[:] = [1e-3, -1e-3, 1.0, -1.0, 50.0, -50.0, 0.2]
    for _ in range(2):
        run(equations)
    lengths = 0.1 * (1 / np.sqrt(0.5) + 1 / np.sqrt(0.75))
    np.testing.assert_allclose(moving.parameters, start - lengths * np.sign(moving.gradients), rtol=1e-9)


def test_weight_decay_draws_towards_0_without_a_gradient():
    moving, equations = written(KINDS["AdamW"](rate=0.1, decay=0.5))
    start = moving.parameters.copy()
    for _ in range(3):
        run(equations)
    np.testing.assert_allclose(moving.parameters, start * 0.95**3, rtol=1e-14)
    assert not moving.memory["m"].any()
    assert not moving.memory["v"].any()


def test_without_an_optimizer_nothing_moves():
    moving, equations = written(KINDS["NoOptimizer"]())
    assert equations == ()
    assert moving.memory == {}


@every_update
def test_gradients_are_left_as_they_are(optimizer):
    moving, equations = written(optimizer)
    moving.gradients[:] = 0.5
    run(equations)
    np.testing.assert_array_equal(moving.gradients, 0.5)


@every_update
def test_what_outlives_the_iteration_is_marked_as_overwritten(optimizer):
    """A step back over an equation that is not marked only looks away, so such a one must not change what stays."""
    moving, equations = written(optimizer)
    moving.gradients[:] = 0.5
    for equation in equations:
        held = [moving.parameters, *moving.memory.values()]
        before = [each.copy() for each in held]
        run((equation,))
        changes = any(each.tobytes() != was.tobytes() for each, was in zip(held, before, strict=True))
        assert changes == equation.overwrites


@every_update
def test_an_update_says_what_it_does(optimizer):
    assert optimizer.words.endswith(".")
    assert " ← " in optimizer.formula
    assert all(each.words for each in knobs(type(optimizer)))
    for equation in written(optimizer)[1]:
        assert equation.words.endswith(".")
        assert equation.phase == "update"
        for line, result in zip(equation.symbols, equation.results, strict=True):
            assert line.startswith((f"{result.symbol} = ", f"{result.symbol} ← "))
            assert equation.overwrites == (" ← " in line)


@pytest.mark.parametrize(
    ("kind", "knob", "words"),
    [
        ("GradientDescent", {"rate": -1.0}, "Gradient descent: Learning rate α wants at least 0 but is given -1."),
        ("Momentum", {"momentum": 1.5}, "Momentum: Momentum β wants at most 1 but is given 1.5."),
        ("Adam", {"epsilon": 0.0}, "Adam: Floor ε wants more than 0 but is given 0."),
    ],
)
def test_a_wrong_knob_is_refused(kind, knob, words):
    with pytest.raises(KnobError) as refusal:
        with_knobs(KINDS[kind], knob)
    assert str(refusal.value) == words


@every_kind
def test_knobs_make_the_optimizer_again(kind):
    assert with_knobs(kind, knob_values(kind())) == kind()
