"""Where each number came from: a rule for every function in use, names, leaves, and nothing disturbed."""
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from engine import files
from engine.document import Document
from engine.element import Element
from engine.equation import Call
from engine.graph import Graph, Node
from engine.inquiry.occasion import Occasion
from engine.inquiry.origins import origins_of
from engine.inquiry.record import Number, Record
from engine.inquiry.rules import NoRuleError, rule_of
from engine.knobs import with_knobs
from engine.layer import Layer
from engine.optimizer import optimizer_kinds
from engine.resources import resource
from engine.session import Session
from engine.update import Update
from engine.weights import Weights
from tests.engine.networks import KINDS, moons
from tests.engine.one_layer import named
from tests.engine.test_gradient import FORGETFUL, all_of, chain_rule, with_layers
from tests.engine.test_layers import LAYERS, benches
from tests.engine.test_random_networks import SEED, networks

LEAVES = {"data", "parameter", "remembered", "constant", "drawn"}


def size_of_terms(number: Number) -> float:
    """The sum of the sizes of its terms, or its own size: what a rounding is measured by."""
    if number.how not in ("a sum of products", "a sum", "a difference"):
        return abs(number.value)
    return sum(math.prod(abs(factor.value) for factor in term) for term in number.terms) or 1.0


def check(number: Number) -> None:
    """The number is, to the last digits, what its rule makes of its terms."""
    again, value = number.recomputed(), number.value
    if math.isfinite(value):
        assert abs(again - value) <= 2e-15 * max(size_of_terms(number), abs(value)), number.text()
    else:
        assert again == value or math.isnan(again) == math.isnan(value)


def check_all(record: Record, rng: np.random.Generator, most: int) -> int:
    """Some numbers of every result of every call. Gives how many there were."""
    found = 0
    for time, (_, call) in enumerate(record.calls):
        places = rng.choice(call.out.size, min(most, call.out.size), replace=False)
        for place in places:
            number = record.number(call.out, tuple(int(at) for at in np.unravel_index(place, call.out.shape)), time + 1)
            assert number.made_by == time
            assert number.how
            if number.count:
                check(number)
            found += 1
    return found


# Rules


@pytest.mark.parametrize("layer", LAYERS, ids=named)
def test_every_number_of_a_layer_is_what_its_terms_give(layer: Layer):
    rng = np.random.default_rng(3)
    for b in benches(layer)[:4]:
        record = Record(b.writer.equations, [each.value for each in b.y.parameters.values()])
        assert check_all(record, rng, 3) >= len(record.calls)


@pytest.mark.parametrize("kind", optimizer_kinds().values(), ids=optimizer_kinds())
def test_every_number_of_an_update_is_what_its_terms_give(kind):
    weights = Weights(Graph((Node("w", KINDS["Variable"](size=(5,)), "w"),)), Document().header)
    rng = np.random.default_rng(3)
    weights.parameters[:], weights.gradients[:] = rng.normal(size=(2, 5))
    update = Update(with_knobs(kind, {}), weights)
    record = Record(update.equations, [weights.everything, update.memory])
    check_all(record, rng, 5)


def test_a_function_without_a_rule_is_named_in_a_sentence():
    call = Call(np.cumsum, (np.ones(3),), np.ones(3))
    with pytest.raises(NoRuleError, match="of cumsum came about is not known; add a rule for cumsum to"):
        rule_of(call)


def test_an_elementwise_function_needs_no_rule():
    a, out = np.array([0.5, 0.25]), np.empty(2)
    call = Call(np.arctan2, (a, np.ones(())), out)
    assert rule_of(call).term == "arctan2({0}, {1})"
    assert [view.tolist() for view in rule_of(call).factors(call, (1,))] == [[0.25], [1.0]]


# Whole networks


@settings(max_examples=25, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(networks(), st.data())
def test_the_terms_of_any_number_lead_back_to_where_numbers_enter(network, data):
    graph, table = network
    weights = Weights(graph, table.header)
    weights.start(graph, SEED)
    of = next(id for id in graph.order if id in weights.blocks)
    plan = Occasion(Document(graph, seed=0), weights, table, 0).compile()
    assume(plan.equations)
    record = Record(plan.equations, [weights.everything])
    term = data.draw(st.sampled_from([term for each in plan.equations for term in each.results if term.array.size]))
    index = tuple(data.draw(st.integers(0, size - 1)) for size in term.array.shape)
    look, seen = [record.number(term.array, index, len(record.calls))], set()
    while look and len(seen) < 60:
        number = look.pop()
        key = number.spot, number.time
        if key in seen:
            continue
        seen.add(key)
        assert number.made_by is None or number.made_by < number.time
        if number.count:
            check(number)
            look += [factor for place in range(min(2, number.count)) for factor in number.term(place)]
        else:
            assert number.made_by is None or number.how == "a number drawn at random"
    event(f"{of} and {'many' if len(seen) > 20 else 'few'} numbers")


def test_the_chain_rule_by_hand():
    session = chain_rule()
    session.step("iteration")
    origins = session.origins()
    texts = {
        id: origins.of(session.values_of(id), (0,) if session.values_of(id).ndim else ()).text()
        for id in ("square", "twice", "inner", "outer")
    }
    assert texts == {"square": "2²", "twice": "4 × 2", "inner": "8 + 1", "outer": "9²"}
    slope = origins.of(session.gradient_of("inner"), (0,))
    assert (slope.value, slope.text()) == (18.0, "1 × 18")
    (_, eighteen), = slope.terms
    assert eighteen.text() == "9 × 2" and eighteen.name.words == "a number on the way to ∂L/∂x of F = g²"
    w = origins.of(session.parameters_of("x")["w"].value)
    assert w.text() == "2 + (−0.288)"
    assert w.name.words == "w of x, updated"
    (old, change), = w.terms
    assert (old.value, old.name.kind, old.name.words) == (2.0, "parameter", "w of x")
    assert change.text() == "144 × (−0.002)" and change.name.words == "Δw of w of x"
    assert change.terms[0][1].name.words == "−α, from the setting Learning rate α of Gradient descent"


def test_a_weighted_sum_shows_its_weights_its_inputs_and_the_1_of_the_bias():
    session = Session(moons())
    session.train(5)
    z = session.origins().of(session.values_of("n1"), (2, 3))
    assert z.how == "a sum of products" and z.name.words == "z of Linear, number 3, example 4"
    (w, x), _, (bias, one) = z.terms
    assert (w.name.kind, w.name.words) == ("parameter", "W of Linear, row 3, column 1")
    assert (bias.name.words, one.value) == ("b of Linear, number 3", 1.0)
    assert one.name.words == "the 1 that the bias is multiplied by"
    assert z.text(1) == f"{w.text()} × {x.text()} + …" and z.text().endswith("× 1")
    (datum,), = x.terms
    example = int(datum.name.words.split()[3]) - 1
    assert datum.name.kind == "data" and datum.name.symbol == session.data.train.features[0]
    assert datum.value == session.data.train.column(datum.name.symbol)[example]


def test_what_is_drawn_and_what_is_remembered_are_where_numbers_enter():
    session = with_layers(*FORGETFUL, optimizer=optimizer_kinds()["Adam"]())
    session.train(3)
    origins = session.origins()
    mask = origins.of(session.plan.values["n3"].scratch["m"], (1, 2))
    stays, = (factor for factor in mask.terms[0] if factor.made_by is not None)
    assert stays.how == "1 if true, else 0"
    drawn = stays.terms[0][0]
    assert (drawn.name.kind, drawn.how, drawn.terms) == ("drawn", "a number drawn at random", ())
    assert stays.terms[0][1].name.symbol == "p"
    mean = origins.of(session.parameters_of("n2")["μ̄"].value, (4,))
    kept = mean.terms[0][0].terms[0]
    assert (kept[0].name.kind, kept[0].name.words) == ("remembered", "μ̄ of Batch norm, number 5")
    assert kept[1].name.symbol == "1 − m"
    w = session.parameters_of("n1")["W"]
    moment = origins.of(w.value, (5, 1)).terms[0][1].terms[0][0]
    assert moment.name.words == "a number on the way to Δw"
    assert moment.terms[0][0].name.words == "m̂ of W of Linear, row 6, column 2"


def test_numbers_that_are_replaced_on_the_way_are_kept_apart():
    session = with_layers(KINDS["Softmax"](), KINDS["Linear"](1))
    session.step("iteration")
    a = session.origins().of(session.values_of("n1"), (1, 3))
    power, total = a.terms[0]
    assert a.text() == f"{power.value:.4g} ÷ {total.value:.4g}"
    assert power.is_on_the_way and not a.is_on_the_way
    assert power.spot == a.spot and power.value == pytest.approx(a.value * total.value)
    assert power.terms[0][0].text().count("−") >= 1


@pytest.mark.parametrize("steps", [1, 17, 5 * 17, 80 * 17 + 12])
def test_nothing_of_the_session_changes(steps):
    session = with_layers(*FORGETFUL)
    for _ in range(steps // 17):
        session.step("iteration")
    for _ in range(steps % 17):
        session.step("equation")
    before = all_of(session)
    for equation in session.equations[: session.moment.done or len(session.equations)]:
        for term in equation.results:
            if session.moment.iteration or session.moment.done > 1:
                number = session.origins().of(term.array, (0,) * term.array.ndim)
                assert number.value == term.array[(0,) * term.array.ndim]
                check(number)
    assert all_of(session) == before


def test_it_keeps_to_its_moment():
    session = Session(moons())
    session.train(2)
    origins, array = session.origins(), session.values_of("n2")
    value = array[0, 0]
    session.train(3)
    assert origins.of(array, (0, 0)).value == value != array[0, 0]


def test_a_derivative_has_origins_too():
    moving = Session(moons()).gradient(Element("n3", (0,)), "n0").ascend(0.5)
    moving.train(4)
    moved = moving.origins().of(moving.equations[-1].results[0].array, (1, 0))
    assert moved.text().startswith(f"{moved.terms[0][0].value:.4g}".replace("-", "−"))
    assert moved.terms[0][0].value == moving.values_of("n0")[1, 0]
    assert moved.value == moving.equations[-1].results[0].array[1, 0]


def test_what_is_not_there_yet_is_refused_in_a_sentence():
    session = Session(moons())
    for _ in range(3):
        session.step("equation")
    origins = session.origins()
    assert origins.of(session.values_of("n1"), (0, 0)).count == 3
    with pytest.raises(ValueError, match="not computed yet in the pass that is shown"):
        origins.of(session.values_of("n2"), (0, 0))
    with pytest.raises(ValueError, match="This array is no part of the pass that is shown"):
        origins.of(np.zeros((8, 32)), (0, 0))
    with pytest.raises(IndexError):
        origins.of(session.values_of("n1"), (9, 0))


@pytest.mark.parametrize("path", sorted(resource("examples").glob("*.undertow")), ids=lambda path: path.stem)
def test_every_number_of_an_example_has_a_name_in_words(path):
    session = Session(files.read(path).document)
    session.train(2)
    origins, rng = session.origins(), np.random.default_rng(1)
    for equation in session.equations:
        for term in equation.results + equation.given:
            look = [origins.of(term.array, tuple(int(rng.integers(size)) for size in term.array.shape))]
            for number in look:
                assert number.name.words and "None" not in number.name.words
                assert number.name.kind in LEAVES | {"computed"}
                assert (number.name.kind in LEAVES) == (number.count == 0)
                if len(look) < 30 and number.count:
                    look += number.term(0)


def test_a_scheduled_rate_leads_back_to_the_number_of_updates():
    optimizer = optimizer_kinds()["GradientDescent"](0.2, schedule="cosine", period=8, clip=0.01)
    session = with_layers(KINDS["Linear"](1), optimizer=optimizer)
    session.train(5)
    w = session.parameters_of("n1")["W"]
    change = session.origins().of(w.value, (0, 0)).terms[0][1]
    g, minus_rate = change.terms[0]
    assert g.name.symbol == "g"
    assert minus_rate.terms[0][0].name.symbol == "α"
    met, look = set(), [minus_rate]
    while look:
        number = look.pop()
        met.add((number.name.words, number.value))
        look += [factor for term in number.terms for factor in term]
    assert ("k, the number of updates made before this one", 4.0) in met
    assert ("α₀, a constant", 0.2) in met
    assert not any("Factor γ" in words for words, _ in met)


def test_a_name_tells_the_place_and_the_example():
    session = Session(moons())
    session.train(2)
    slope = session.origins().of(session.parameters_of("n1")["W"].grad, (2, 1))
    assert (slope.name.index, slope.name.example) == ((2, 1), None)
    z, x = slope.term(5)
    assert (z.name.index, z.name.example) == ((2,), 5) and (x.name.index, x.name.example) == ((1,), 5)
    assert slope.values[0].shape == (32,)
    data = x.term(0)[0]
    assert data.name.kind == "data" and data.name.example is not None


def test_the_share_of_each_example_in_a_mean_is_named():
    session = Session(moons())
    session.train(2)
    loss = session.origins().of(session.values_of("n4"), (0,))
    assert loss.term(0)[1].name.symbol == "1/32"
    assert loss.term(0)[1].name.words == "1/32, for the mean over 32 examples"


def test_the_place_of_a_number_is_where_the_session_shows_it():
    session = Session(moons())
    session.train(2)
    origins = session.origins()
    slope = origins.of(session.parameters_of("n1")["W"].grad, (2, 1))
    z, _ = slope.term(5)
    array, index = origins.place(z)
    assert np.shares_memory(array, session.gradient_of("n1")) and array[index] == session.gradient_of("n1")[2, 5]
    # By now the weight is another: where it stood, its successor stands.
    moved = origins.of(session.parameters_of("n1")["W"].value, (2, 1))
    assert origins.place(moved) is not None and origins.place(moved.term(0)[0]) is None


def test_origins_are_made_bit_by_bit():
    session = Session(moons())
    session.train(session.history.spacing - 1)
    steps = list(origins_of(session.run, session.again(), 3))
    assert len(steps) > 1 and steps[:-1] == [None] * (len(steps) - 1)
    w, place = session.parameters_of("n1")["W"].value, (0, 0)
    assert steps[-1].of(w, place).value == session.origins().of(w, place).value == w[place]


def test_a_number_that_was_typed_into_a_constant_says_so():
    session = chain_rule()
    session.step("iteration")
    constant = next(node for node in session.document.graph.nodes if node.layer == KINDS["Constant"]((2.0,)))
    number = session.origins().of(session.values_of(constant.id), (0,)).term(0)[0]
    assert number.name.words == f"a constant, from the setting Numbers of {constant.name}"
