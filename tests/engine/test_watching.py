"""Quantities and conditions: read from a text, read off a run, and training that stops where one comes true."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expression.tokens import ExpressionError
from engine.files import FileError, from_json, to_json
from engine.graph import Graph, Node
from engine.moment import Moment
from engine.session import Session
from engine.watching.breaking import Breaks
from engine.watching.curve import Filling, bound, measured, subject
from engine.watching.names import Known, Names
from engine.watching.parser import parse, parse_condition
from engine.watching.reading import read, reader
from engine.watching.readings import Readings
from engine.watching.text import text
from engine.watching.tree import (
    Comparison,
    Count,
    Joined,
    Negative,
    Number,
    Numbers,
    Operation,
    Size,
    Tree,
    Watched,
    is_condition,
    leaves,
)
from tests.engine.networks import KINDS, chain, moons, seen, steep

SHAPES = {"value": (8, 32), "gradient": (8, 32), "W": (8, 2), "∂W": (8, 2), "b": (8,), "∂b": (8,)}
# Names that could be taken for words of the language, and ids that could be taken for names.
KNOWN = [
    Known(id, name, "z", SHAPES)
    for id, name in (
        ("linear1", "Linear 1"),
        ("linear2", "Linear"),
        ("a", "loss"),
        ("b", "W"),
        ("c", 'say "and" [1]'),
        ("d", "x-y"),
        ("of it", "norm"),
        ("e", "Linear 1 and more"),
        ("f", "Twice"),
        ("g", "Twice"),
        ("h", "g = 2x² + 1"),
    )
]
NAMES = Names(KNOWN)
READ = Names.of(Session(moons()))
PIECES = st.sampled_from(
    [
        "loss",
        "iteration",
        "epoch",
        "norm(",
        "abs(",
        "and",
        "or",
        "of",
        "W",
        "W₁",
        "W2",
        "∂L/∂",
        "dL/dW",
        "Linear 1",
        "x-y",
        '"W"',
        '"',
        "“loss”",
        "#",
        "#linear1",
        "[",
        "]",
        "[2, 1]",
        "[:, 2]",
        "[0]",
        "(",
        ")",
        "|",
        "‖",
        "||",
        "<",
        "≥",
        "<=",
        "=",
        "+",
        "-",
        "*",
        "/",
        "0",
        "1.5",
        "1e9",
        "1e999",
        ",",
        ".",
        "\n",
        "€",
        "\u0300",
        "−",
    ]
)


@st.composite
def _numbers(draw) -> Numbers:
    part = draw(st.sampled_from(sorted(SHAPES)))
    shape = SHAPES[part]
    index = [draw(st.none() | st.integers(0, size - 1)) for size in shape[: draw(st.integers(0, len(shape)))]]
    while index and index[-1] is None:
        index.pop()
    return Numbers(draw(st.sampled_from(KNOWN)).id, part, tuple(index))


def _single() -> st.SearchStrategy[Tree]:
    """Quantities that are one number."""
    numbers = st.floats(0, 1e300).map(Number)
    counts = st.sampled_from(("loss", "iteration", "epoch")).map(Count)
    places = _numbers().filter(lambda each: NAMES.count(each) == 1)
    return st.recursive(
        numbers | counts | places | _numbers().map(Size),
        lambda inner: (
            st.builds(Negative, inner)
            | st.builds(Size, inner)
            | st.builds(Operation, st.sampled_from("+−·"), inner, inner)
        ),
        max_leaves=6,
    )


def _conditions() -> st.SearchStrategy[Tree]:
    compared = st.builds(Comparison, st.sampled_from("<>≤≥"), _single(), _single())
    changing = compared.filter(lambda each: next(leaves(each), None) is not None)
    return st.recursive(
        changing, lambda inner: st.builds(Joined, st.sampled_from(("and", "or")), inner, inner), max_leaves=4
    )


@given(_conditions() | _single() | _numbers())
def test_what_is_written_is_read_back_as_the_same_by_names_and_by_ids(tree):
    short = text(tree, NAMES, is_short=True)
    for written, names in ((text(tree, NAMES), NAMES), (short, NAMES), (text(tree), Names())):
        if len(written) <= 300:
            assert parse(written, names) == tree


@given(st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40))
def test_any_text_is_a_tree_or_one_sentence_with_a_place(typed):
    tree, error = None, None
    try:
        tree = parse(typed, NAMES)
    except ExpressionError as caught:
        error = caught
    if error is not None:
        assert re.fullmatch(r"A watch .*: “.*▸.*”\.|A watch wants at most .*\.", str(error)), error
        assert 0 <= error.at <= len(typed)
    else:
        assert parse(text(tree, NAMES), NAMES) == tree


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("L<.1", "loss < 0.1"),
        ("Loss <= 1e-3", "loss ≤ 0.001"),
        ("‖∂L/∂W1‖ > 10", "‖∂L/∂W of Linear‖ > 10"),
        ("||dL/dW₂|| => 10", "‖∂L/∂W of Linear 2‖ ≥ 10"),
        ("|∂L/∂ b of Linear 2| >10", "‖∂L/∂b of Linear 2‖ > 10"),
        ("norm(W of 'Linear')", "‖W of Linear‖"),
        ("W[2,1] of linear * -2 < 0", "W of Linear [2, 1] · −2 < 0"),
        ("Linear 2 [1, 3]", "z of Linear 2 [1, 3]"),
        ("∂L/∂Tanh [:, 2]", "∂L/∂a of Tanh [:, 2]"),
        ("W of Linear [2]", "W of Linear [2, :]"),
        ("gradient of “Tanh” [1, 1]", "∂L/∂a of Tanh [1, 1]"),
        ("value of #n2", "a of Tanh"),
        ("iteration = 50 AND (loss < 1 or epoch = 3)", "iteration = 50 and (loss < 1 or epoch = 3)"),
        ("abs(loss - 1) < 0.5", "abs(loss − 1) < 0.5"),
        ("Mean squared error < 1", "L of Mean squared error < 1"),
    ],
)
def test_a_learner_may_write_it_in_many_ways(typed, meant):
    assert text(parse(typed, READ), READ) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "A watch wants something such as loss < 0.1 but is given nothing: “▸”."),
        ("loss <", "A watch wants a number, loss or the name of a layer here, but the text ends there: “loss <▸”."),
        ("loss < 0,1", "A watch wants decimals with a point, as in 0.1: “loss < 0▸,1”."),
        ("loss = 0.1", "A watch wants < or > here, since such a number is hardly ever met exactly: “loss ▸= 0.1”."),
        ("0 < loss < 1", "A watch compares twice; write both comparisons with and between them: “0 < loss ▸< 1”."),
        ("1 < 2", "A watch compares two numbers that never change: “1 ▸< 2”."),
        ("loss / 0", "A watch divides by 0 here: “loss ▸/ 0”."),
        ("los < 1", "A watch knows no los; did you mean loss?: “▸los < 1”."),
        ("W", "A watch finds W in several layers; say W of Linear or W of Linear 2: “▸W”."),
        ("W of Tanh", "A watch knows no W of Tanh, which has a: “▸W of Tanh”."),
        ("W of Linear [9, 1]", "A watch finds no place [9, 1] in W of Linear, which is 8×2: “▸W of Linear [9, 1]”."),
        ("∂L/∂x of Input", "A watch finds no ∂L/∂x of Input, since none is computed: “∂L/∂▸x of Input”."),
        (
            "loss and epoch > 1",
            "A watch wants a condition such as loss < 0.1 on both sides of and: “▸loss and epoch > 1”.",
        ),
        ("‖loss < 1‖", "A watch wants a ‖ that ends what began with ‖ here, but is given <: “‖loss ▸< 1‖”."),
        (
            "W of Linear > 0",
            "A watch wants one number here, but these are 16; say which, as in [1, 1], "
            "or put ‖ ‖ around them: “▸W of Linear > 0”.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(typed, sentence):
    with pytest.raises(ExpressionError) as caught:
        parse(typed, READ)
    assert str(caught.value) == sentence


def test_where_only_a_condition_will_do_a_quantity_is_refused():
    with pytest.raises(
        ExpressionError, match=r"^--until wants a comparison such as < 0.1 here, but the text ends there"
    ):
        parse_condition("loss", READ, "--until")


@pytest.mark.parametrize(
    "typed",
    [
        "loss",
        "iteration",
        "epoch",
        "W of Linear [2, 1]",
        "‖∂L/∂W of Linear‖",
        "abs(loss − 1) · 2",
        "W of Linear [2]",
        "a of Tanh [:, 3]",
        "‖a of Tanh [4, :]‖",
        "loss + epoch / 2",
    ],
)
def test_a_quantity_is_the_number_that_the_session_has(typed):
    session = Session(moons(batch_size=60))
    session.train(7)
    gradient = session.parameters_of("n1")["W"].grad
    loss, weights, value = session.history.losses[-1], session.parameters_of("n1")["W"].value, session.values_of("n2")
    wanted = {
        "loss": loss,
        "iteration": 7,
        "epoch": 3,
        "W of Linear [2, 1]": weights[1, 0],
        "W of Linear [2]": weights[1],
        "‖∂L/∂W of Linear‖": np.sqrt((gradient**2).sum()),
        "abs(loss − 1) · 2": abs(loss - 1) * 2,
        "a of Tanh [:, 3]": value[:, 2],
        "‖a of Tanh [4, :]‖": np.sqrt((value[3] ** 2).sum()),
        "loss + epoch / 2": loss + 1.5,
    }[typed]
    reading = read(session, parse(typed, READ))
    assert reading.is_current and not reading.why_not
    np.testing.assert_allclose(reading.numbers, np.atleast_1d(wanted), rtol=1e-14)


def test_what_this_pass_has_not_computed_yet_is_not_current():
    session = Session(moons())
    value, gradient, weight, loss = (parse(each, READ) for each in ("Tanh", "∂L/∂W of Linear", "W of Linear", "loss"))
    assert [read(session, each).is_current for each in (value, gradient, weight, loss)] == [False, False, True, False]
    session.step("phase")
    session.step("phase")
    assert [read(session, each).is_current for each in (value, gradient, weight, loss)] == [True, False, True, False]
    session.step("phase")
    assert read(session, loss).is_current and not read(session, gradient).is_current


def test_of_what_is_gone_a_sentence_is_told():
    session = Session(moons())
    tree = parse("W of Linear [8, 1]", READ)
    fewer = replace(session.document, graph=session.document.graph.replace("n1", KINDS["Linear"](3)))
    assert read(Session(fewer), tree).why_not == "Linear has no such number any more."
    gone = replace(session.document, graph=session.document.graph.drop(["n1"]))
    assert read(Session(gone), tree).why_not == "The layer that this was of is not in the network any more."
    cut = replace(session.document, graph=session.document.graph.cut("n1", "x"))
    assert "Linear" in read(Session(cut), tree).why_not


# stopping


def plainly(document, condition: Tree, most: int) -> int | None:
    """The iteration at which a plain loop, one iteration after the other, finds that a condition has come true."""
    session = Session(document)
    # Of the values of a pass nothing is known before the first.
    held = all(isinstance(each, Numbers) and each.part in ("W", "b") for each in leaves(condition)) and bool(
        reader(condition, session.run, session.plan)(0, 0)
    )
    for _ in range(most):
        session.step("iteration")
        run = session.run
        holds = bool(reader(condition, run, session.plan)(run.iteration, run.shown))
        if holds and not held:
            return session.moment.iteration
        held = holds
    return None


CONDITIONS = [
    "loss < 0.15",
    "loss > 0.3",
    "‖∂L/∂W of Linear‖ < 0.2",
    "iteration = 50",
    "epoch = 3",
    "W of Linear [2, 1] > 0.01",
    "a of Tanh [1, 1] > 0.5",
    "iteration ≥ 20 and loss < 0.2 or epoch = 9",
    "‖W of Linear 2‖ > 1.2 · ‖b of Linear‖",
    "loss / epoch < 0.05",
]


@pytest.mark.parametrize("batch", [0, 32, 60])
@pytest.mark.parametrize("typed", CONDITIONS)
def test_training_stops_where_a_plain_loop_finds_that_it_has_come_true(typed, batch):
    document, condition = moons(batch_size=batch), parse(typed, READ)
    session = Session(document)
    breaks = Breaks(session, [condition])
    session.train(400, breaks)
    wanted = plainly(document, condition, 400)
    assert session.moment == Moment(wanted or 400)
    assert breaks.words.startswith(f"Stopped at iteration {wanted}: ") if wanted else not breaks.words
    assert session.history.losses.size == session.moment.iteration
    straight = Session(document)
    straight.train(session.moment.iteration)
    assert seen(straight) == seen(session)


@given(st.floats(0.0, 0.6), st.sampled_from("<>"), st.lists(st.integers(1, 90), max_size=6))
def test_it_stops_at_the_same_iterations_however_the_training_is_cut_into_pieces(bound, sign, pieces):
    condition = parse(f"loss {sign} {bound!r}", READ)
    session, whole = Session(moons(batch_size=60)), Session(moons(batch_size=60))
    whole.train(300)
    holding = [loss < bound if sign == "<" else loss > bound for loss in whole.history.losses]
    pairs = zip(holding, [False, *holding], strict=False)
    wanted = [iteration for iteration, (now, before) in enumerate(pairs, 1) if now and not before]
    stops = []
    breaks = Breaks(session, [condition])
    while session.moment.iteration < 300:
        session.train(min(pieces.pop() if pieces else 97, 300 - session.moment.iteration), breaks)
        if breaks.words:
            stops.append(session.moment.iteration)
            breaks = Breaks(session, [condition])
    assert stops == wanted


def test_one_that_holds_already_stops_only_after_it_has_ceased_to_hold():
    session = Session(moons())
    session.train(10)
    condition = parse("iteration ≥ 10 and iteration < 15 or iteration > 30", READ)
    session.train(100, Breaks(session, [condition]))
    assert session.moment == Moment(31)


def test_in_the_middle_of_a_pass_what_held_before_it_counts():
    document, condition = moons(), parse("loss < 0.2", READ)
    first = plainly(document, condition, 400)
    session = Session(document)
    session.train(first - 1)
    for _ in range(3):
        session.step("phase")
    assert session.moment.done
    session.train(10, Breaks(session, [condition]))
    assert session.moment == Moment(first)


def test_it_stops_again_on_the_way_once_more():
    session, condition = Session(moons()), parse("loss < 0.02", READ)
    session.train(400, Breaks(session, [condition]))
    first = session.moment
    session.train(20)
    session.goto(Moment(first.iteration - 5))
    session.train(400, Breaks(session, [condition]))
    assert session.moment == first


def test_trouble_before_it_comes_true_is_told_instead():
    session = Session(steep())
    breaks = Breaks(session, [parse("iteration = 90 or loss > 1e300", Names.of(session))])
    session.train(100, breaks)
    assert session.trouble and not breaks.words


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("loss < 0.15", r"Stopped at iteration \d+: loss = 0\.1\d+ < 0\.15\."),
        ("0.15 > loss", r"Stopped at iteration \d+: 0\.15 > loss = 0\.1\d+\."),
        ("iteration = 50", r"Stopped at iteration 50: iteration = 50\."),
        ("epoch ≥ 3", r"Stopped at iteration 11: epoch = 3 ≥ 3\."),
        ("iteration > 2 and loss > 0.01", r"Stopped at iteration 3: iteration = 3 > 2 and loss = 0\.\d+ > 0\.01\."),
        ("iteration > 2 or loss > 100", r"Stopped at iteration 3: iteration = 3 > 2\."),
        ("W of Linear [1, 1] < −9 or ‖b of Linear‖ > 0", r"Stopped at iteration 1: ‖b of Linear‖ = [\d.e−]+ > 0\."),
    ],
)
def test_the_sentence_says_which_condition_and_with_which_number(typed, pattern):
    session = Session(moons())
    breaks = Breaks(session, [parse(typed, READ)])
    session.train(400, breaks)
    assert re.fullmatch(pattern, breaks.words), breaks.words


@given(st.floats(0.01, 10), st.floats(-1e-6, 1e-6))
def test_the_sentence_has_as_many_digits_as_it_takes_to_be_true(bound, off):
    graph = Graph((Node("w", KINDS["Variable"](start_values="zeros"), "w", typed=(("w", bound + off),)),))
    session = Session(replace(moons(), graph=graph, data=None))
    names = Names.of(session)
    breaks = Breaks(session, [parse(f"w {'<' if off < 0 else '≥'} {bound!r}", names)])
    breaks._held = [False]
    session.step("iteration")
    if breaks(1):
        left, sign, right = breaks.words.removesuffix(".").split(" = ")[1].rsplit(" ", 2)
        assert float(left) < float(right) if sign == "<" else float(left) >= float(right)


# what was measured


@given(st.lists(st.integers(0, 60)), st.integers(0, 60))
def test_readings_are_in_order_one_for_each_iteration_and_go_where_the_future_goes(iterations, end):
    readings = Readings()
    for number, iteration in enumerate(iterations):
        readings.put(Count("loss"), iteration, np.array([float(number)]))
    readings.forget_after(end)
    latest = {iteration: number for number, iteration in enumerate(iterations) if iteration <= end}
    at, numbers = readings.of(Count("loss"))
    assert at.tolist() == sorted(latest)
    assert numbers[:, 0].tolist() == [latest[each] for each in sorted(latest)]


def test_a_great_many_readings_are_thinned_from_the_first_to_the_last():
    readings = Readings()
    for iteration in range(20_000):
        readings.put(Count("loss"), iteration, np.array([math.sqrt(iteration)]))
    at, numbers = readings.of(Count("loss"))
    assert at.size <= 4096 and at[0] == 0 and at[-1] == 19_999
    assert (numbers[:, 0] == np.sqrt(at)).all()


@given(st.integers(4096, 9000), st.integers(0, 2**32 - 1))
def test_of_a_long_run_the_lowest_and_the_highest_losses_are_given_each_at_its_iteration(length, seed):
    history, losses = Session(moons()).history, np.random.default_rng(seed).random(length)
    history.record(0, losses.tolist())
    iterations, numbers = measured(history, Count("loss"))
    assert iterations.size <= 4096 and (losses[iterations - 1] == numbers[:, 0]).all()
    assert {int(losses.argmin()) + 1, int(losses.argmax()) + 1} <= set(iterations.tolist())
    assert np.diff(iterations).max() < 2 * (length // 1024) + 1


@given(st.integers(1, 300), st.lists(st.integers(0, 300), max_size=3), st.integers(1, 9))
def test_what_is_filled_in_afterwards_is_what_was_there(length, known, passes):
    session, trees = (
        Session(moons(batch_size=60)),
        [parse(each, READ) for each in ("Tanh [1, :]", "‖W of Linear‖", "loss")],
    )
    session.train(length)
    for tree in trees:
        for iteration in (each for each in known if each <= length):
            session.goto(Moment(iteration))
            if read(session, tree).is_current:
                session.history.readings.put(tree, iteration, read(session, tree).numbers)
    filling = Filling(session, trees)
    here, arrays = session.moment, seen(session)
    while not filling.is_done:
        filling.go_on(passes)
    assert session.moment == here and seen(session) == arrays
    assert measured(session.history, trees[2])[0].tolist() == list(range(1, length + 1))
    for tree in trees:
        iterations, numbers = measured(session.history, tree)
        assert min(length, 96) <= iterations.size
        assert np.diff(iterations).max(initial=0) <= 2 * -(-length // 96)
        for iteration, number in list(zip(iterations, numbers, strict=True))[:: 1 + length // 8]:
            session.goto(Moment(int(iteration)))
            there = read(session, tree).numbers
            assert (there == number[: there.size]).all() and np.isnan(number[there.size :]).all()


@pytest.mark.parametrize(
    ("typed", "drawn", "limit"),
    [
        ("loss", "loss", None),
        ("loss < 0.1", "loss", "0.1"),
        ("−0.5 > loss / 2", "loss / 2", "−0.5"),
        ("loss < 0.1 · epoch or epoch = 3", "loss", None),
        ("epoch = 3 and loss < 1", "epoch", "3"),
    ],
)
def test_of_a_condition_the_side_that_changes_is_drawn_and_the_other_is_its_limit(typed, drawn, limit):
    tree = parse(typed, READ)
    assert text(subject(tree)) == drawn
    other = bound(tree)
    assert (other and text(other)) == limit


# in a document


@given(st.lists(st.builds(Watched, _conditions() | _single() | _numbers(), st.booleans()), max_size=4).map(tuple))
def test_the_watch_list_is_kept_in_the_file(watched):
    watched = tuple(each for each in watched if len(text(each.tree)) <= 300)
    document = moons(watched=watched)
    assert from_json(to_json(document)).document == document


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ([{"what": "loss <"}], "An entry of the watch list wants a number"),
        ([{"what": "W of Linear"}], "An entry of the watch list knows no layer called Linear"),
        ([{"what": 3}], "should be a text"),
        ([{"what": "loss", "on": 1}], "should be a text and on or off"),
        ([{"on": True}], "lacks 'what'"),
        ("loss", "should be a list"),
        ([{"what": "loss"}] * 101, "101 entries"),
    ],
)
def test_a_watch_list_that_is_none_is_refused_with_a_sentence(told, part):
    with pytest.raises(FileError, match=part):
        from_json({**to_json(moons()), "watched": told})


def test_watching_changes_nothing_of_what_is_computed():
    session = Session(moons())
    session.train(5)
    watched = replace(session.document, watched=(Watched(parse("loss < 0.1", READ)),))
    assert Session(watched, carry=session).moment == Moment(5)


def test_only_a_condition_that_is_on_is_a_break():
    loss, condition = parse("loss", READ), parse("loss < 1", READ)
    assert not is_condition(loss) and is_condition(condition)
    entries = Watched(loss), Watched(condition), Watched(condition, is_on=False)
    assert [each.is_break for each in entries] == [False, True, False]


def test_two_layers_of_one_name_are_told_apart_by_their_ids():
    assert text(Numbers("f", "W"), NAMES) == "W of #f"
    with pytest.raises(ExpressionError, match="finds several layers called Twice; rename one, or say #f or #g"):
        parse("W of Twice", NAMES)


def test_chain_of_names_is_offered_as_it_is_written():
    names = Names.of(Session(moons(graph=chain(KINDS["Input"](), KINDS["Linear"](1), KINDS["MeanSquaredError"]()))))
    for phrase in names.phrases():
        assert text(parse(phrase, names), names) == phrase
