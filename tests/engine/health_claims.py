"""One check for each thing that can be wrong with a node, by what is said of it."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.saying import health
from engine.saying.said import Template
from tests.engine.said import Told

Check = Callable[[Told], None]
HEALTH_CLAIMS: dict[Template, Check] = {}


def claim(*templates: Template) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        HEALTH_CLAIMS.update(dict.fromkeys(templates, check))
        return check

    return keep


def _size(told: Told, id: str) -> float:
    """The root of the mean square of the gradients of a node's parameters."""
    grads = [held.grad for held in told.present.parameters_of(id).values()]
    return float(np.sqrt(np.mean(np.concatenate([grad.ravel() for grad in grads]) ** 2)))


@claim(health.DEAD)
def _(told: Told) -> None:
    units = np.abs(told.own_slopes()).reshape(-1, told.y.examples)
    assert told.v["all"] == len(units)
    assert told.v["count"] == (units <= 1e-9).all(axis=1).sum() > len(units) / 4


@claim(health.SATURATED)
def _(told: Told) -> None:
    sizes = np.abs(told.own_slopes())
    assert told.v["all"] == sizes.size and told.v["limit"] == 0.02
    assert (sizes < 0.0199).sum() <= told.v["count"] <= (sizes < 0.0201).sum()
    assert told.v["count"] > sizes.size / 2


@claim(health.VANISHES, health.EXPLODES)
def _(told: Told) -> None:
    (other,) = [node.id for node in told.graph.nodes if node.name == told.v["other"]]
    np.testing.assert_allclose(told.v["ratio"], _size(told, told.node.id) / _size(told, other), rtol=1e-9)
    assert told.v["ratio"] < 1e-3 if told.said.template is health.VANISHES else told.v["ratio"] > 1e3
    assert told.graph.order.index(told.node.id) < told.graph.order.index(other)


@claim(health.NO_GRADIENT)
def _(told: Told) -> None:
    assert told.present.parameters_of(told.node.id)
    assert _size(told, told.node.id) == 0.0


@claim(health.LEAPS)
def _(told: Told) -> None:
    held = told.present.parameters_of(told.node.id)[told.v["parameter"]].value
    after, everything = held.copy(), told.weights.everything.copy()
    told.weights.parameters[:] = told.before
    moved = np.linalg.norm(after - held)
    told.weights.everything[:] = everything
    np.testing.assert_allclose(told.v["ratio"], moved / np.linalg.norm(after), rtol=1e-6)
    assert told.v["ratio"] > 0.5


@claim(health.ALIKE)
def _(told: Told) -> None:
    y = told.present.values_of(told.node.id)
    assert told.v["count"] == len(y) > 1
    np.testing.assert_allclose(y, np.broadcast_to(y[0], y.shape), rtol=1e-9)
    for held in told.present.parameters_of(told.node.id).values():
        np.testing.assert_allclose(held.grad, np.broadcast_to(held.grad[0], held.grad.shape), rtol=1e-6)


@claim(health.BROKEN)
def _(told: Told) -> None:
    arrays = [held.value for held in told.present.parameters_of(told.node.id).values()]
    arrays += [told.present.values_of(told.node.id), told.present.gradient_of(told.node.id)]
    counts = [((~np.isfinite(array)).sum(), array.size) for array in arrays if array is not None]
    assert (told.v["count"], told.v["all"]) in counts and told.v["count"] > 0
