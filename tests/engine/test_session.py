"""Stepping, going back, training, and edits on the way: the same bits, wherever one comes from."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.carry import only_typed_differs
from engine.document import Document
from engine.graph import Graph
from engine.moment import GRANULARITIES, Moment
from engine.optimizer import optimizer_kinds
from engine.session import Session
from tests.engine.networks import KINDS, chain, moons, seen, steep

OPTIMIZERS = optimizer_kinds()
DESCENT = OPTIMIZERS["GradientDescent"]


@pytest.mark.parametrize("optimizer", [kind() for kind in OPTIMIZERS.values()], ids=lambda each: each.title)
@pytest.mark.parametrize("by", GRANULARITIES)
def test_every_step_back_gives_the_very_bits_that_were_there(by, optimizer):
    session = Session(moons(optimizer=optimizer, batch_size=60))
    states = [seen(session)]
    for _ in range(12):
        session.step(by)
        states.append(seen(session))
    for state in reversed(states[:-1]):
        session.back(by)
        assert seen(session) == state


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(GRANULARITIES)), max_size=30), st.integers(0, 4))
def test_any_walk_ends_where_a_straight_run_is(walk, batch):
    document = moons(batch_size=[0, 1, 32, 60, 160][batch], optimizer=OPTIMIZERS["Momentum"]())
    session = Session(document)
    for is_forward, by in walk:
        if is_forward:
            session.step(by)
        else:
            session.back(by)
    straight = Session(document)
    straight.goto(session.moment)
    assert seen(straight) == seen(session)


def test_training_and_stepping_compute_the_same():
    trained, stepped = Session(moons(batch_size=60)), Session(moons(batch_size=60))
    trained.train(7)
    while stepped.moment < Moment(7):
        stepped.step("equation")
    assert seen(trained) == seen(stepped)
    assert (trained.history.losses == stepped.history.losses).all()


def test_training_reduces_the_loss():
    session = Session(moons())
    before = session.score("train").loss
    session.train(500)
    assert session.score("train").loss < before / 4
    assert session.score("test").loss < before / 2


def test_steps_end_where_their_name_says():
    session = Session(moons())
    session.step("phase")
    assert {equation.phase for equation in session.equations[: session.moment.done]} == {"batch"}
    session.step("phase")
    assert session.equations[session.moment.done].phase == "loss"
    session.step("iteration")
    assert session.moment == Moment(1)
    session.step("epoch")
    assert session.moment == Moment(5)


def test_each_epoch_takes_every_example_once_and_the_last_batch_is_short():
    session = Session(moons(batch_size=60))
    rows = {tuple(row) for row in session.data.train.rows(session.data.train.features).T}
    sizes, drawn = [], []
    for _ in range(3):
        session.step("iteration")
        sizes.append(session.values_of("n0").shape[1])
        drawn += [tuple(row) for row in session.values_of("n0").T]
    assert sizes == [60, 60, 40]
    assert len(drawn) == 160 and set(drawn) == rows


def test_reset_returns_to_the_same_start_and_new_weights_draws_others():
    document = moons()
    session = Session(document)
    start = session.weights.parameters.copy()
    session.train(30)
    session.reset()
    assert (session.weights.parameters == start).all() and session.moment == Moment(0)
    drawn = Session(replace(document, weight_draw=1), carry=session)
    assert (drawn.weights.parameters != start).sum() >= 24


def test_a_changed_learning_rate_holds_from_the_next_step_on_and_not_before():
    document = moons(optimizer=DESCENT(0.1))
    session = Session(document)
    session.train(10)
    at_ten = session.weights.parameters.copy()
    session.use(replace(document, optimizer=DESCENT(0.0)))
    session.train(5)
    assert (session.weights.parameters == at_ten).all()
    session.goto(Moment(9))
    session.train(1)
    assert (session.weights.parameters == at_ten).all()
    straight = Session(document)
    straight.train(9)
    session.goto(Moment(9))
    assert seen(session) == seen(straight)


def test_a_rate_changed_in_the_middle_of_a_pass_keeps_what_the_pass_has_computed():
    document = moons()
    session = Session(document)
    session.train(3)
    session.step("phase")
    session.step("phase")
    before = seen(session)
    session.use(replace(document, optimizer=DESCENT(0.5)))
    assert seen(session) == before
    session.step("iteration")
    change = session.weights.parameters - session.history.nearest(3).parameters
    assert change == pytest.approx(-0.5 * session.weights.gradients)


def test_another_batch_size_takes_effect_at_the_next_pass():
    document = moons()
    session = Session(document)
    session.train(7)
    session.use(replace(document, batch_size=16))
    session.step("iteration")
    assert session.values_of("n0").shape == (2, 16)
    session.back("iteration")
    assert session.values_of("n0").shape == (2, 32)


def typed(document, node, name, numbers):
    """The document with numbers typed into a parameter."""
    changed = replace(document.graph.by_id[node], typed=((name, numbers),))
    return replace(document, graph=document.graph.put(changed))


def test_a_typed_weight_goes_on_from_where_the_run_is():
    document = moons()
    session = Session(document)
    session.train(20)
    after = typed(document, "n3", "b", (2.5,))
    assert only_typed_differs(document, after)
    edited = Session(after, carry=session)
    assert edited.moment == Moment(20)
    assert edited.parameters_of("n3")["b"].value.tolist() == [2.5]
    assert (edited.parameters_of("n1")["W"].value == session.parameters_of("n1")["W"].value).all()
    assert not edited.is_current("n3", "value")
    edited.train(3)
    edited.goto(Moment(19))
    session.goto(Moment(19))
    assert seen(edited) == seen(session)
    edited.goto(Moment(20))
    assert edited.parameters_of("n3")["b"].value.tolist() == [2.5]


def test_a_value_typed_in_a_wrong_shape_before_does_not_stand_in_the_way():
    document = typed(moons(), "n3", "b", (1.0, 2.0))
    session = Session(document)
    session.train(3)
    edited = Session(typed(document, "n3", "b", (2.5,)), carry=session)
    assert edited.parameters_of("n3")["b"].value.tolist() == [2.5]
    assert edited.moment == Moment(3)


@pytest.mark.parametrize("iterations", [0, 20])
def test_a_typed_weight_that_is_taken_back_is_the_drawn_one_again(iterations):
    document = moons()
    drawn = Session(document).parameters_of("n1")["W"].value.copy()
    session = Session(typed(document, "n1", "W", ((2.5, None), (None, -1.0), *[(None, None)] * 6)))
    session.train(iterations)
    trained = session.parameters_of("n1")["W"].value.copy()
    edited = Session(typed(document, "n1", "W", ((2.5, None), *[(None, None)] * 7)), carry=session)
    expected = trained.copy()
    expected[1, 1] = drawn[1, 1]
    assert (edited.parameters_of("n1")["W"].value == expected).all()
    assert edited.moment == Moment(iterations)
    edited.reset()
    assert edited.parameters_of("n1")["W"].value[0, 0] == 2.5
    assert (edited.parameters_of("n1")["W"].value == drawn).sum() == drawn.size - 1


def test_typed_start_values_hold_from_the_start_and_the_rest_is_drawn():
    document = moons()
    free = Session(document).parameters_of("n3")["W"].value
    weights = Session(typed(document, "n3", "W", ((1.5, *[None] * 7),))).parameters_of("n3")["W"].value
    assert weights[0, 0] == 1.5 and (weights[0, 1:] == free[0, 1:]).all()


def test_an_edit_keeps_the_weights_of_layers_it_leaves_alone():
    document = moons()
    session = Session(document)
    session.train(20)
    wider = replace(document, graph=document.graph.replace("n2", KINDS["Sigmoid"]()))
    edited = Session(wider, carry=session)
    assert (edited.weights.parameters == session.weights.parameters).all()
    assert edited.moment == Moment(0)
    narrower = replace(document, graph=document.graph.replace("n1", KINDS["Linear"](3)))
    edited = Session(narrower, carry=session)
    assert edited.parameters_of("n1")["W"].value.shape == (3, 2)


def test_an_edit_draws_only_where_no_weights_are_kept(monkeypatch):
    document = moons()
    session, start, drawn = Session(document), KINDS["Linear"].start, []

    def watch(layer, rng, name, shape):
        drawn.append((name, shape))
        return start(layer, rng, name, shape)

    monkeypatch.setattr(KINDS["Linear"], "start", watch)
    Session(replace(document, graph=document.graph.replace("n2", KINDS["Sigmoid"]())), carry=session)
    assert drawn == []
    Session(replace(document, graph=document.graph.replace("n3", KINDS["Linear"](1, "zeros"))), carry=session)
    assert drawn == [("W", (1, 8)), ("b", (1,))]


def test_too_high_a_rate_stops_at_the_equation_with_a_sentence_and_one_can_go_back():
    session = Session(moons(optimizer=DESCENT(1e9)))
    made = session.train(200)
    assert made < 200
    assert f"iteration {session.moment.iteration + 1}" in session.trouble
    bad = session.equations[session.latest]
    assert not np.isfinite(bad.results[0].array).all()
    assert session.plan and any(node.name in session.trouble for node in session.document.graph.nodes)
    assert session.train(1) == 0
    session.back("equation")
    assert session.trouble == ""
    assert np.isfinite(session.weights.parameters).all()


def test_the_logarithm_of_a_negative_number_names_the_node_and_the_number():
    variable = KINDS["Variable"]
    graph = chain(variable(), KINDS["Log"](), KINDS["Square"]())
    document = typed(moons(graph=graph, data=None), "n0", "w", -2.0)
    session = Session(document)
    session.step("iteration")
    assert session.trouble.startswith("Log gave a value that is not a number in iteration 1")
    assert "above 0" in session.trouble and "-2" in session.trouble


def test_a_bare_scalar_is_its_own_loss():
    """F(x) = (2x² + 1)² at x = 2 is 81, and F′ = 2(2x² + 1) · 4x = 144."""
    graph = chain(KINDS["Variable"](), KINDS["Square"](), KINDS["Add"](), KINDS["Square"]())
    graph = graph.put(*(replace(graph.by_id["n0"], id=id, name=id, layer=KINDS["Constant"]((value,)))
                        for id, value in (("one", 1.0), ("two", 2.0))))
    graph = graph.put(replace(graph.by_id["n1"], id="twice", name="twice", layer=KINDS["Multiply"]()))
    graph = graph.join("n1", "twice", "a").join("two", "twice", "b").join("twice", "n2", "a").join("one", "n2", "b")
    session = Session(typed(moons(graph=graph, data=None), "n0", "w", 2.0))
    session.step("phase")
    session.step("phase")
    assert session.values_of("n3") == [81.0]
    assert session.parameters_of("n0")["w"].grad == 144.0


def test_without_a_loss_one_can_look_but_not_train():
    session = Session(moons(graph=chain(KINDS["Input"](), KINDS["Tanh"]())))
    session.step("iteration")
    assert session.is_current("n1", "value")
    assert session.train(3) == 0
    assert "add a loss" in session.why_not_train


def test_an_empty_canvas_says_what_to_do():
    session = Session(moons(graph=Graph()))
    session.step("layer")
    assert "put a layer on the canvas" in session.why_not_step


def test_a_saved_run_goes_on_with_the_same_bits():
    document = moons(optimizer=OPTIMIZERS["Adam"]())
    session = Session(document)
    session.train(12)
    again = Session(document, session.trained())
    again.train(9)
    session.train(9)
    assert seen(again) == seen(session)
    again.goto(Moment(12))
    assert again.why_not_back


def test_history_stays_within_its_budget_and_still_reaches_every_moment():
    session, straight = Session(moons()), Session(moons())
    session.history.budget = 20_000
    session.train(3000)
    assert session.history.bytes <= 20_000
    straight.train(1234)
    session.goto(Moment(1234))
    assert seen(session) == seen(straight)


def test_a_listener_hears_every_equation_of_an_epoch_in_order():
    session, heard = Session(moons(batch_size=60)), []
    session.step("epoch", heard.append)
    expected = [each for iteration in range(3) for each in session.run.equations_of(iteration)]
    assert session.moment == Moment(3)
    assert heard == expected


def test_a_memory_of_the_optimizer_that_is_not_finite_is_trouble_though_all_else_is():
    session = Session(steep())
    assert session.train(5) == 0
    assert session.trouble.startswith("The update gave infinity in iteration 1: ")
    assert [term.symbol for term in session.equations[session.latest].results] == ["v"]
    kept = session.trained()
    assert kept.iteration == 0 and all(np.isfinite(array).all() for array in kept.memory.values())
    assert session.trouble, "and who saves stays where the trouble is"


@pytest.mark.parametrize("by", ["layer", "phase"])
def test_what_is_saved_amid_a_pass_is_the_run_as_it_was_at_the_start_of_the_pass(by):
    session = Session(replace(moons(), optimizer=optimizer_kinds()["Adam"]()))
    session.train(7)
    wanted = session.trained()
    for _ in range(4):
        session.step(by)
        here, numbers = session.moment, seen(session)
        kept = session.trained()
        assert kept.iteration == 7 and np.array_equal(kept.memory["v"], wanted.memory["v"])
        for id, named in wanted.parameters.items():
            assert all(np.array_equal(kept.parameters[id][name], array) for name, array in named.items())
        assert session.moment == here and seen(session) == numbers, "saving moves nothing"


def test_parameters_that_the_last_update_made_infinite_are_trouble_before_a_loss_shows_it():
    session = Session(replace(steep(), optimizer=DESCENT(1e200)))
    session.train(1)
    assert session.trouble.startswith("The update gave minus infinity in iteration 1: ")
    session.goto(session.savable)
    assert session.parameters_of("n0")["w"].value == 0.0 and not session.trouble


def test_without_a_loss_one_steps_back_by_iterations_and_epochs_too():
    session = Session(moons(graph=chain(KINDS["Input"](), KINDS["Dropout"]())))
    shown = []
    for _ in range(3):
        session.step("iteration")
        shown.append(session.values_of("n1").tolist())
    session.step("epoch")
    assert session.moment == Moment(5)
    session.back("epoch")
    assert session.moment == Moment(0)
    session.goto(Moment(3))
    assert session.values_of("n1").tolist() == shown[2]
    session.back("iteration")
    assert session.values_of("n1").tolist() == shown[1]


def test_a_loss_that_is_not_finite_is_no_part_of_the_history():
    graph = chain(KINDS["Constant"]((1e300,)), KINDS["Square"](), KINDS["Sum"]())
    session = Session(Document(graph))
    assert session.step("iteration") is None and session.trouble
    assert session.history.losses.size == 0
