"""Parameters that are frozen, tied or penalized: what moves, what does not, and where the gradients come together."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document
from engine.files import FileError, from_json, to_json
from engine.graph import Edge, Graph, GraphError, Node
from engine.inquiry.gradient_check import GradientCheck
from engine.layer import ShapeError
from engine.moment import Moment
from engine.session import Session
from engine.ties import freeze, is_frozen, tie, untie
from tests.engine.networks import KINDS, chain, moons, seen

LINEAR, TANH = KINDS["Linear"], KINDS["Tanh"]


def twice(**changes: object) -> Document:
    """Input 2, then two linear layers 2 × 2 in a row (n1 and n3), then 1 output, on two moons."""
    graph = chain(KINDS["Input"](), LINEAR(2), TANH(), LINEAR(2), LINEAR(1), KINDS["MeanSquaredError"]())
    return moons(graph=graph, **changes)


def tied() -> Document:
    document = twice()
    return replace(document, graph=tie(document.graph, "n1", ["n3"]))


def penalized(kind: str = "L2Penalty", parameter: str = "", weight: float = 0.25) -> Document:
    document = twice()
    graph = document.graph.put(Node("p", KINDS[kind](weight, parameter), "Penalty")).join("n1", "p", "w")
    return replace(document, graph=graph)


def equations(session: Session, node: str, phase: str = "backward") -> list[str]:
    return [line for each in session.equations if (each.node, each.phase) == (node, phase) for line in each.symbols]


# tied


def test_tied_layers_have_the_same_numbers_and_count_once():
    session, alone = Session(tied()), Session(twice())
    assert alone.weights.parameters.size - session.weights.parameters.size == 6
    session.train(20)
    assert session.parameters_of("n1")["W"].value.tobytes() == session.parameters_of("n3")["W"].value.tobytes()


def test_the_gradient_of_tied_parameters_is_the_sum_of_what_each_layer_finds_in_an_equation_of_its_own():
    session = Session(tied())
    session.step("iteration")
    shared = next(each for each in session.equations if "Σ ∂L/∂W from each use" in each.symbols[0])
    assert shared.node == "n1"
    parts = {term.symbol: term.array for term in shared.given}
    assert parts.keys() == {f"∂L/∂{name} of {of}" for name in "Wb" for of in ("Linear", "Linear 2")}
    total = parts["∂L/∂W of Linear"] + parts["∂L/∂W of Linear 2"]
    np.testing.assert_array_equal(shared.results[0].array, total)
    assert "Linear and Linear 2 use the same parameters" in shared.words
    np.testing.assert_array_equal(session.parameters_of("n3")["W"].grad, total)


def test_a_gradient_is_current_once_the_sum_is_there_for_every_layer_that_shares():
    session = Session(tied())
    place = next(at for at, each in enumerate(session.equations) if "from each use" in each.symbols[0])
    for done in range(1, len(session.equations)):
        session.step("equation")
        assert [session.is_current(id, "parameters") for id in ("n1", "n3")] == [done > place] * 2


@pytest.mark.parametrize("document", [tied(), penalized(), penalized("L1Penalty", "b")], ids=["tied", "l2", "l1"])
def test_the_gradient_check_finds_the_sums_right(document):
    check = GradientCheck(Session(document))
    check.go_on(check.total)
    assert check.finding().is_right, check.finding().sentence
    assert check.total == Session(document).weights.parameters.size


def test_ties_of_layers_that_differ_are_left_out_with_what_is_wanted_and_given():
    document = twice()
    graph = tie(document.graph, "n1", ["n4"])
    said = replace(document, graph=graph).shapes.problems["n4"]
    assert said == (
        "Linear 3 shares the parameters of Linear, but wants W of 1×2, b of 1 and is given W of 2×2, b of 2; make the"
        " two alike, or untie them."
    )


def test_a_tie_leads_to_the_layer_that_has_the_parameters_and_never_round():
    graph = tie(twice().graph, "n1", ["n3"])
    assert tie(graph, "n3", ["n4"]).node("n4").tied == "n1"
    assert tie(graph, "n3", ["n1"]) == graph


def test_what_was_tied_to_a_layer_that_goes_stays_tied_together_with_the_numbers_it_had():
    document = twice()
    graph = tie(document.graph, "n1", ["n3"])
    graph = tie(graph.put(Node("n9", LINEAR(2), "Linear 9")).splice(Edge("n3", "n4", "x"), "n9"), "n1", ["n9"])
    before = Session(replace(document, graph=graph))
    before.train(3)
    after = Session(replace(document, graph=graph.heal(["n1"])), carry=before)
    roots = after.document.graph.roots
    assert roots["n3"] == roots["n9"] == "n3"
    assert after.parameters_of("n9")["W"].value.tobytes() == before.parameters_of("n1")["W"].value.tobytes()


def test_untied_a_layer_starts_from_the_numbers_that_it_shared():
    before = Session(tied())
    before.train(5)
    after = Session(replace(before.document, graph=untie(before.document.graph, ["n1"])), carry=before)
    assert after.weights.parameters.size == Session(twice()).weights.parameters.size
    for id in ("n1", "n3"):
        assert after.parameters_of(id)["W"].value.tobytes() == before.parameters_of("n1")["W"].value.tobytes()


# frozen


def test_frozen_parameters_stay_and_have_no_equation_but_the_gradient_passes_through():
    document = twice()
    session = Session(replace(document, graph=freeze(document.graph, ["n3"], True)))
    start = {id: session.parameters_of(id)["W"].value.copy() for id in ("n1", "n3", "n4")}
    session.train(10)
    assert {id for id in start if (session.parameters_of(id)["W"].value == start[id]).all()} == {"n3"}
    assert equations(session, "n3") == ["∂L/∂x = Wᵀ · ∂L/∂z"]
    assert session.weights.parameters.size == Session(document).weights.parameters.size - 6


def test_freezing_any_of_those_that_share_freezes_for_all_of_them():
    graph = tied().graph
    frozen = freeze(graph, ["n3"], True)
    assert [is_frozen(frozen, id) for id in ("n1", "n3", "n4")] == [True, True, False]
    assert freeze(frozen, ["n3"], False) == graph


def test_a_frozen_start_of_the_network_has_no_backward_pass_at_all():
    document = twice()
    session = Session(replace(document, graph=freeze(document.graph, ["n1"], True)))
    assert equations(session, "n1") == []
    assert session.gradient_of("n1") is None


def test_batch_norm_frozen_still_normalizes_and_passes_the_right_gradient():
    graph = chain(KINDS["Input"](), LINEAR(3), KINDS["BatchNorm"](), LINEAR(1), KINDS["MeanSquaredError"]())
    document = moons(graph=freeze(graph, ["n2"], True))
    check = GradientCheck(Session(document))
    check.go_on(check.total)
    assert check.finding().is_right, check.finding().sentence


def test_freezing_keeps_the_numbers_trained_so_far():
    before = Session(twice())
    before.train(5)
    after = Session(replace(before.document, graph=freeze(before.document.graph, ["n1", "n4"], True)), carry=before)
    for id in ("n1", "n3", "n4"):
        assert after.parameters_of(id)["W"].value.tobytes() == before.parameters_of(id)["W"].value.tobytes()


# penalties


@pytest.mark.parametrize(
    ("kind", "cost", "slope"),
    [("L2Penalty", lambda w: (w**2).sum(), lambda w: 2 * w), ("L1Penalty", lambda w: np.abs(w).sum(), np.sign)],
)
def test_a_penalty_adds_to_the_loss_and_to_the_gradient_of_its_parameter_alone(kind, cost, slope):
    with_it, without = Session(penalized(kind)), Session(twice())
    for session in (with_it, without):
        session.goto(Moment(0, len(session.equations) - 2))
    W = with_it.parameters_of("n1")["W"].value
    assert with_it.plan.loss.item() == pytest.approx(without.plan.loss.item() + 0.25 * cost(W), rel=1e-14)
    gained = with_it.parameters_of("n1")["W"].grad - without.parameters_of("n1")["W"].grad
    np.testing.assert_allclose(gained, 0.25 * slope(W), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(with_it.parameters_of("n1")["b"].grad, without.parameters_of("n1")["b"].grad, rtol=1e-13)


def test_losses_come_last_but_for_what_needs_them():
    document = penalized()
    assert set(document.graph.order[-2:]) == {"n5", "p"}
    doubled = document.graph.put(Node("sum", KINDS["Add"](), "Sum")).join("p", "sum", "a").join("p", "sum", "b")
    assert doubled.order.index("sum") == doubled.order.index("p") + 1
    assert doubled.order.index("p") > doubled.order.index("n4")


def test_a_penalty_alone_pulls_the_weights_to_0():
    graph = Graph((Node("w", KINDS["Variable"]((3,)), "w"), Node("p", KINDS["L2Penalty"](1.0), "Penalty")))
    session = Session(moons(graph=graph.join("w", "p", "w"), batch_size=0))
    session.train(200)
    assert np.abs(session.parameters_of("w")["w"].value).max() < 1e-8


def test_a_penalty_on_frozen_parameters_counts_and_moves_nothing():
    document = penalized()
    session = Session(replace(document, graph=freeze(document.graph, ["n1"], True)))
    assert equations(session, "p", "loss") == ["L = λ Σ W²"]
    assert equations(session, "p") == []
    session.train(3)
    assert session.history.losses.size == 3


def test_a_penalty_says_what_it_wants_where_there_is_no_parameter_of_that_name_or_none_at_all():
    blocks = LINEAR(2).blocks((3,))
    with pytest.raises(ShapeError, match=r"L2 penalty wants one of W, b but is given 'V' as the parameter"):
        KINDS["L2Penalty"](parameter="V").shape(blocks)
    with pytest.raises(ShapeError, match=r"L1 penalty wants a node with parameters but is given one without"):
        KINDS["L1Penalty"]().shape(())


def test_the_prediction_and_the_accuracy_are_those_of_the_loss_that_compares():
    document = moons()
    graph = document.graph.put(Node("p", KINDS["L2Penalty"](), "Penalty")).join("n1", "p", "w")
    # The penalty comes before the other loss in the order of the graph.
    graph = Graph((graph.by_id["p"], *(node for node in graph.nodes if node.id != "p")), graph.edges)
    session = Session(replace(document, graph=graph))
    features = session.data.train.rows(session.data.train.features)
    plain = Session(document)
    np.testing.assert_array_equal(session.predict(features), plain.predict(features))
    assert session.score("test").loss > plain.score("test").loss


# all of it


def everything() -> Document:
    document = penalized()
    graph = freeze(tie(document.graph, "n1", ["n3"]), ["n4"], True)
    return replace(document, graph=graph)


MOVES = st.tuples(st.sampled_from(["step", "back", "train"]), st.sampled_from(["equation", "iteration"]))


@given(st.lists(MOVES, max_size=8))
def test_stepping_back_and_forth_gives_the_same_bits(moves):
    session, states = Session(everything()), {}
    for move, by in moves:
        session.train(3) if move == "train" else getattr(session, move)(by)
        state = seen(session)
        assert states.setdefault(session.moment, state) == state


def test_a_file_keeps_it_all_and_the_training_with_it():
    session = Session(everything())
    session.train(4)
    opened = from_json(to_json(session.document, session.trained()))
    assert opened.document == session.document
    again = Session(opened.document, opened.trained)
    for one in (session, again):
        one.train(2)
    assert again.weights.everything.tobytes() == session.weights.everything.tobytes()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tied": "nobody"}, "There is no node 'nobody' in this network."),
        ({"tied": 3}, "What node 'n3' is tied to"),
        ({"frozen": "yes"}, "Whether node 'n3' is frozen should be true or false, not 'yes'."),
    ],
)
def test_a_file_with_a_wrong_tie_is_refused_with_a_sentence(change, words):
    told = to_json(twice())
    next(node for node in told["network"]["nodes"] if node["id"] == "n3").update(change)
    with pytest.raises(FileError, match=words):
        from_json(told)


def test_a_penalty_is_left_without_an_edge_when_the_ends_around_its_layer_are_joined():
    graph = penalized().graph.heal(["n1"])
    assert graph.feeds["p"] == {}
    assert graph.feeds["n2"] == {"z": "n0"}


def test_only_a_node_with_parameters_of_its_own_can_be_tied():
    with pytest.raises(GraphError, match="Penalty has no parameters of its own to tie"):
        tie(penalized().graph, "n1", ["p"])


@pytest.mark.parametrize("id", ["n1", "n3"])
def test_the_gradient_of_a_shared_parameter_asked_for_by_itself_is_the_same_sum(id):
    document = everything()
    graph = document.graph
    session = Session(replace(document, graph=graph.join("n3", "p", "w")))
    session.step("iteration")
    session.back("iteration")
    found = session.gradient(None, (id, "W")).compute()[id, "W"]
    session.step("iteration")
    np.testing.assert_array_equal(found, session.parameters_of("n1")["W"].grad)
