"""Networks of any wiring: the engine against the oracle and against nudged parameters; refusal instead of a crash."""
from __future__ import annotations

import numpy as np
from hypothesis import Phase, assume, event, given, settings
from hypothesis import strategies as st

from engine.graph import Graph
from engine.optimizer import Optimizer
from engine.plan import Plan, compile_plan, loss_nodes
from engine.shapes import infer
from engine.tables.table import Table
from engine.update import Update
from engine.weights import Weights
from tests.engine.drawing import AMOUNTS, graphs, networks, optimizers, tables
from tests.engine.oracle import PlainNetwork

SEED = 5


def compiled(graph: Graph, table: Table) -> tuple[Plan, Weights]:
    weights = Weights(graph, table.header)
    weights.start(graph, SEED)
    return compile_plan(graph, table, weights, seed=0), weights


def oracle(graph: Graph, table: Table, weights: Weights, optimizer: Optimizer | None = None) -> PlainNetwork:
    """The same network and weights, computed plainly."""
    own = {id: {name: held.value.copy() for name, held in weights.named(id).items()} for id in weights.blocks}
    parameters = {id: own[weights.owners[id]] for id in own}
    losses, _ = loss_nodes(graph, infer(graph, table.header))
    return PlainNetwork(graph, parameters, losses, optimizer)


def run(plan: Plan) -> float:
    with np.errstate(all="ignore"):
        plan.run()
    assert plan.loss is not None
    return float(plan.loss)


# Making such a network smaller, to find the simplest that fails, takes minutes.
@settings(max_examples=150, phases=[Phase.generate])
@given(networks())
def test_every_value_and_gradient_is_the_oracles(network):
    graph, table = network
    plan, weights = compiled(graph, table)
    plain = oracle(graph, table, weights)
    with np.errstate(all="ignore"):
        loss = plain.forward(table)
        plain.backward()
    assert plan.loss is not None, plan.why_no_loss
    assume(all((np.abs(each) < 1e6).all() for each in plain.values.values()))
    assume(all(np.isfinite(each).all() for each in plain.gradients.values()))
    run(plan)
    np.testing.assert_allclose(plan.loss, loss, rtol=1e-12, atol=1e-12)
    event("several losses" if len(plain.losses) > 1 else "one loss")
    assert plain.layers.keys() == plan.values.keys()
    scale = 1.0
    for id, value in plan.values.items():
        expected = plain.values[id].reshape(value.value.shape)
        np.testing.assert_allclose(value.value, expected, rtol=1e-11, atol=1e-12)
    for id, value in plan.values.items():
        if value.needs_gradient and id in plain.gradients:
            expected = plain.gradients[id].reshape(value.grad.shape)
            scale = max(scale, np.abs(expected).max())
            np.testing.assert_allclose(value.grad, expected, rtol=1e-10, atol=1e-12 * scale)
    for id in weights.blocks:
        for name, held in weights.named(id).items():
            expected = plain.gradient(plain.layers[id].parameters[name])
            if id in plain.frozen:
                expected = np.zeros_like(expected)
            np.testing.assert_allclose(held.grad, expected, rtol=1e-10, atol=1e-12 * scale)


SMOOTH = set(AMOUNTS) - {
    "ReLU", "LeakyReLU", "ELU", "HardTanh", "Step", "Abs", "Maximum", "Minimum", "Norm", "MaxPool", "LayerNorm", "Log",
    "Divide", "Power", "Exp", "MeanAbsoluteError", "Huber", "Hinge", "BinaryCrossEntropy", "CrossEntropy", "BatchNorm",
    "L1Penalty",
}  # fmt: skip


@settings(max_examples=120)
@given(networks(SMOOTH), st.integers(0, 2**32 - 1))
def test_the_gradient_is_what_nudging_all_parameters_gives(network, seed):
    graph, table = network
    plan, weights = compiled(graph, table)
    assume(weights.parameters.size)
    loss = run(plan)
    biggest = max(np.abs(each.value).max(initial=0.0) for each in plan.values.values())
    assume(biggest < 30 and abs(loss) < 100)
    start, gradient = weights.parameters.copy(), weights.gradients.copy()
    # Where weights are large, the loss bends too much for differences to tell.
    assume(np.abs(start).max() < 4)
    direction = np.random.default_rng(seed).normal(size=start.size)
    direction /= np.linalg.norm(direction)
    sums, step = [], 1e-4
    for move in (-2, -1, 1, 2):
        weights.parameters[:] = start + move * step * direction
        sums.append(run(plan))
    nudged = (sums[0] - 8 * sums[1] + 8 * sums[2] - sums[3]) / (12 * step)
    size = max(1.0, float(np.linalg.norm(gradient)), abs(loss))
    event(f"gradient {'is' if gradient.any() else 'is not'} there")
    assert abs(float(gradient @ direction) - nudged) <= 1e-7 * size


@settings(max_examples=60)
@given(networks(), optimizers())
def test_training_steps_are_the_oracles(network, optimizer):
    graph, table = network
    weights = Weights(graph, table.header)
    weights.start(graph, SEED)
    plan, update = compile_plan(graph, table, weights, seed=0), Update(optimizer, weights)
    plain = oracle(graph, table, weights, optimizer)
    with np.errstate(all="ignore"):
        for updates in range(3):
            plain.train_step(table)
            plan.run()
            if update.count is not None:
                update.count[...] = updates
            for equation in update.equations:
                for call in equation.bound:
                    call()
    assume(np.abs(weights.parameters).max(initial=0.0) < 1e3)
    for id, layer in plain.layers.items():
        for name, held in weights.named(id).items():
            np.testing.assert_allclose(held.value, layer.parameters[name], rtol=1e-7, atol=1e-9)


@given(tables(), st.data())
def test_what_can_not_be_computed_is_left_out_with_a_sentence(table, data):
    graph = data.draw(graphs(table.header))
    without = data.draw(st.lists(st.sampled_from([node.id for node in graph.nodes] or ["none"]), unique=True))
    graph = graph.drop(without)
    plan, _ = compiled(graph, table)
    assert plan.values.keys() | plan.left_out.keys() == graph.by_id.keys()
    assert not plan.values.keys() & plan.left_out.keys()
    assert all(each.endswith(".") for each in plan.left_out.values())
    assert (plan.loss is None) == bool(plan.why_no_loss)


@given(tables(), st.data())
def test_any_wiring_of_any_layers_is_compiled_or_refused(table, data):
    """Sources are drawn without a look at shapes here, so most of these networks are wrong somewhere."""
    graph = data.draw(graphs(table.header))
    ids = [node.id for node in graph.nodes]
    for number, node in enumerate(graph.nodes):
        for port in node.layer.ports if number else ():
            graph = graph.cut(node.id, port).join(data.draw(st.sampled_from(ids[:number])), node.id, port)
    plan, weights = compiled(graph, table)
    with np.errstate(all="ignore"):
        plan.run()
    assert plan.values.keys() | plan.left_out.keys() == graph.by_id.keys()
    assert weights.blocks.keys() == plan.values.keys()
