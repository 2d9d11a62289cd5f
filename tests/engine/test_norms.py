"""How large gradients and changes are by layer: against the arrays before and after an update."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from engine.inquiry.norms import norms, part_of
from engine.optimizer import optimizer_kinds
from engine.session import Session
from engine.ties import freeze, tie
from tests.engine.drawing import optimizers
from tests.engine.networks import KINDS, chain, moons

DESCENT = optimizer_kinds()["GradientDescent"]


def by_name(session: Session) -> dict[tuple[str, str], object]:
    return {(each.node, each.name): each for each in norms(session)}


def test_each_parameter_has_the_lengths_of_its_arrays():
    session = Session(moons(optimizer=DESCENT(0.25)))
    session.train(3)
    before = {(id, name): held.value.copy() for id in ("n1", "n3") for name, held in session.parameters_of(id).items()}
    session.step("iteration")
    found = by_name(session)
    assert list(found) == [("n1", "W"), ("n1", "b"), ("n3", "W"), ("n3", "b")]
    for (id, name), each in found.items():
        held = session.parameters_of(id)[name]
        moved = np.linalg.norm(held.value - before[id, name])
        assert each.is_computed == (True, True)
        np.testing.assert_allclose(each.gradient, np.linalg.norm(held.grad), rtol=1e-12)
        np.testing.assert_allclose(each.value, np.linalg.norm(held.value), rtol=1e-12)
        np.testing.assert_allclose(each.change, moved, rtol=1e-8)
        np.testing.assert_allclose(each.change, 0.25 * each.gradient, rtol=1e-12)
        np.testing.assert_allclose(each.relative_change, moved / np.linalg.norm(held.value), rtol=1e-8)


@given(optimizers())
def test_every_optimizer_that_moves_tells_how_far(optimizer):
    session = Session(moons(optimizer=optimizer))
    session.step("iteration")
    changes = [each.change for each in norms(session)]
    assert all(change is None for change in changes) == (type(optimizer).__name__ == "NoOptimizer")


def test_what_is_not_computed_in_this_pass_is_told():
    session = Session(moons())
    assert {each.is_computed for each in norms(session)} == {(False, False)}
    while session.equations[session.latest or 0].phase != "backward":
        session.step("layer")
    session.step("layer")
    assert {(each.node, each.is_computed) for each in norms(session)} == {("n1", (False, False)), ("n3", (True, False))}
    session.step("iteration")
    assert {each.is_computed for each in norms(session)} == {(True, True)}


def test_shared_parameters_are_told_once_and_frozen_ones_not():
    linear = KINDS["Linear"]
    graph = chain(KINDS["Input"](), linear(2), KINDS["Tanh"](), linear(2), linear(1), KINDS["Mean"]())
    session = Session(moons(graph=freeze(tie(graph, "n1", ["n3"]), ["n4"], True)))
    assert {each.node for each in norms(session)} == {"n1"}


def test_what_a_layer_remembers_is_no_parameter():
    graph = chain(KINDS["Input"](), KINDS["BatchNorm"](), KINDS["Mean"]())
    assert [each.name for each in norms(Session(moons(graph=graph)))] == ["γ", "β"]


def test_a_length_too_large_is_infinite_and_no_warning():
    session = Session(moons())
    session.parameters_of("n1")["W"].value[0, 0] = 1e200
    assert [each.value for each in norms(session)].count(np.inf) == 1


@pytest.mark.parametrize("view", [np.s_[:, :-1], np.s_[:, -1], np.s_[1], np.s_[1, 2, ...]])
def test_the_part_of_a_vector_lies_where_the_parameter_does(view):
    flat, vector = np.zeros(40), np.arange(40.0)
    held = flat[5:29].reshape(4, 6)
    np.testing.assert_array_equal(part_of(vector, flat, held[view]), vector[5:29].reshape(4, 6)[view])
