"""Parameters, losses and step traces as files: every number comes back to the bit, and no name does harm."""
from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.moment import Moment
from engine.optimizer import optimizer_kinds
from engine.records import trace_file
from engine.records.losses import write_losses
from engine.records.parameters import write_parameters
from engine.records.sheet import harmless
from engine.records.trace import Trace
from engine.records.trace_file import why_too_long, write_trace
from engine.session import Session
from tests.engine.networks import KINDS, chain, moons, seen

NASTY = '"); import os #', "=1+1", "π<&>'", "two\nlines", "@cmd", "../../up", "index", "half \ud800 a sign", "nul \0"


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def place(row: dict[str, str]) -> tuple[int, ...]:
    return tuple(axis - 1 for axis in json.loads(row["index"]))


def archive_of(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as held:
        return dict(held)


def traced(path: Path, session: Session, first: int, last: int) -> int:
    """Write a trace and give how many numbers it has."""
    *_, written = write_trace(path, Trace(session, first, last), session.document.graph)
    return written


def nasty(ending: str = "") -> Session:
    """Two moons in which every node has a name, and some an id, that must do no harm."""
    graph = moons().graph
    graph = graph.put(*(replace(node, name=name) for node, name in zip(graph.nodes, NASTY, strict=False)))
    for name in NASTY:
        linear = replace(graph.by_id["n1"], id=f"{name}{ending}".replace("\ud800", ""), name=name)
        graph = graph.put(linear).join("n0", linear.id, "x")
    return Session(moons(graph=graph))


# parameters and losses


@pytest.mark.parametrize("make", [lambda: Session(moons()), nasty])
def test_parameters_read_back_to_the_bit(tmp_path, make):
    session = make()
    session.train(7)
    write_parameters(tmp_path / "p.csv", session)
    write_parameters(tmp_path / "p.npz", session)
    found: dict[tuple[str, str], dict] = {}
    for row in rows_of(tmp_path / "p.csv"):
        found.setdefault((row["id"], row["parameter"]), {})[place(row)] = float(row["value"])
    held = archive_of(tmp_path / "p.npz")
    assert held["iteration"] == 7
    of_key = {(id, name): held[key] for key, id, name in zip(
        held["index.key"], held["index.id"], held["index.parameter"], strict=True)}
    for node in session.document.graph.nodes:
        for name, parameter in session.parameters_of(node.id).items():
            shown = harmless(node.id).encode(errors="replace").decode(), name
            assert found[shown] == dict(np.ndenumerate(parameter.value))
            exact = of_key[node.id.rstrip("\0"), name]
            assert exact.tobytes() == np.ascontiguousarray(parameter.value).tobytes()


def test_the_keys_of_an_archive_are_plain_whatever_the_names(tmp_path):
    session = nasty("/..")
    write_parameters(tmp_path / "p.npz", session)
    traced(tmp_path / "t.npz", session, 1, 1)
    for path in tmp_path.iterdir():
        with zipfile.ZipFile(path) as zipped:
            names = zipped.namelist()
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"\w+(\.\w+)*", name) for name in names), names
    held = archive_of(tmp_path / "t.npz")
    assert set(held["index.node"]) >= {'"); import os #', "=1+1", "π<&>'", "two\nlines"}
    assert set(held["index.key"]) <= held.keys()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_spreadsheet_runs_no_name(name):
    assert harmless(name) == f"'{name}"
    assert harmless(f"Linear {name}") == f"Linear {name}"


def test_losses_read_back_to_the_bit_with_the_tests_beside_them(tmp_path):
    session = Session(moons())
    session.train(20)
    write_losses(tmp_path / "plain.csv", session.history)
    assert (tmp_path / "plain.csv").read_text().startswith("iteration,loss\n1,")
    session.measure()
    session.goto(Moment(0))
    session.measure()
    write_losses(tmp_path / "l.csv", session.history)
    write_losses(tmp_path / "l.npz", session.history)
    rows, held, losses = rows_of(tmp_path / "l.csv"), archive_of(tmp_path / "l.npz"), session.history.losses
    assert [float(row["loss"]) for row in rows[1:]] == losses.tolist() == held["loss"].tolist()
    assert [int(row["iteration"]) for row in rows] == [0, *held["iteration"]] == list(range(21))
    tests = {int(row["iteration"]): float(row["test_loss"]) for row in rows if row["test_loss"]}
    assert tests == dict(session.history.tests)
    assert tests == dict(zip(held["test_iteration"], held["test_loss"], strict=True))


# traces


def short_batches() -> Session:
    """160 examples in batches of 60: the last batch of an epoch has 40."""
    return Session(moons(batch_size=60, optimizer=optimizer_kinds()["Adam"]()))


def arrays_by_hand(session: Session, first: int, last: int) -> dict[tuple[int, int, str, str], np.ndarray]:
    """What a step by equation shows, with what an update overwrites taken before it."""
    found = {}
    session.goto(Moment(first - 1))
    while session.moment.iteration < last:
        iteration, done = session.moment.iteration, session.moment.done
        equation = session.run.equations_of(iteration)[done]
        before = {term.symbol: term.array.copy() for term in equation.given}
        results = {id(term.array) for term in equation.results}
        session.step("equation")
        for term in equation.given:
            array = before[term.symbol] if id(term.array) in results else term.array
            found[iteration + 1, done + 1, "given", term.symbol] = array.copy()
        for term in equation.results:
            found[iteration + 1, done + 1, "result", term.symbol] = term.array.copy()
    return found


def test_a_trace_has_every_number_of_every_equation(tmp_path):
    session = short_batches()
    session.train(9)
    before = seen(session)
    count = traced(tmp_path / "t.csv", session, 2, 4)
    assert traced(tmp_path / "t.npz", session, 2, 4) == count
    assert seen(session) == before
    expected = arrays_by_hand(short_batches(), 2, 4)
    assert sum(array.size for array in expected.values()) == count
    rows = rows_of(tmp_path / "t.csv")
    assert len(rows) == count
    for row in rows:
        key = int(row["iteration"]), int(row["equation"]), row["role"], row["array"]
        assert float(row["value"]) == expected[key][place(row)]
    held = archive_of(tmp_path / "t.npz")
    assert held["pass1.iterations"].tolist() == [2, 4] and held["pass2.iterations"].tolist() == [3]
    for at, key in enumerate(held["index.key"]):
        equation, role, symbol = (held[f"index.{name}"][at] for name in ("equation", "role", "array"))
        for number, iteration in enumerate(held[f"pass{held['index.pass'][at]}.iterations"]):
            assert held[key][number].tobytes() == np.ascontiguousarray(
                expected.pop((iteration, equation, role, symbol))
            ).tobytes()
    assert not expected


def test_a_trace_says_what_each_equation_is(tmp_path):
    session = Session(moons())
    traced(tmp_path / "t.csv", session, 1, 1)
    rows = rows_of(tmp_path / "t.csv")
    shown = {(int(row["equation"]), row["phase"], row["node"], row["symbols"], row["sentence"]) for row in rows}
    names = {node.id: node.name for node in session.document.graph.nodes} | {"": ""}
    assert shown == {
        (number, each.phase, names[each.node], "; ".join(each.symbols), each.words)
        for number, each in enumerate(session.run.equations_of(0), 1)
    }


def test_a_trace_follows_what_was_changed_on_the_way(tmp_path):
    session = Session(moons())
    session.train(5)
    session.use(moons(optimizer=optimizer_kinds()["Momentum"](rate=0.3), batch_size=16))
    session.train(5)
    session.goto(Moment(10))
    losses = session.history.losses.tolist()
    traced(tmp_path / "t.csv", session, 3, 9)
    loss_rows = [row for row in rows_of(tmp_path / "t.csv") if row["array"] == "L" and row["role"] == "result"]
    assert [float(row["value"]) for row in loss_rows] == losses[2:9]


@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_a_trace_ends_with_the_equation_that_gave_a_value_that_is_not_finite(tmp_path, ending):
    session = Session(moons(optimizer=optimizer_kinds()["GradientDescent"](rate=1e200)))
    session.train(50)
    assert session.trouble
    iteration, bad = session.moment.iteration + 1, session.equations[session.latest]
    path = tmp_path / f"t.{ending}"
    traced(path, session, 1, iteration)
    if ending == "csv":
        last = rows_of(path)[-1]
        assert (int(last["iteration"]), int(last["equation"])) == (iteration, session.moment.done)
        assert last["symbols"] == bad.symbols[0]
    else:
        held = archive_of(path)
        lengths = {int(equation): len(held[key]) for key, equation in zip(
            held["index.key"], held["index.equation"], strict=True)}
        assert lengths[session.moment.done] == iteration and lengths[session.moment.done + 1] == iteration - 1


@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_a_trace_that_is_given_up_leaves_the_file_as_it_was(tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    path.write_bytes(b"before")
    session = Session(moons())
    writing = write_trace(path, Trace(session, 1, 3), session.document.graph)
    next(writing)
    writing.close()
    assert path.read_bytes() == b"before" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_a_trace_that_is_stopped_keeps_what_was_traced(tmp_path, ending):
    session = Session(moons())
    trace = Trace(session, 1, 50)
    for written in write_trace(tmp_path / f"t.{ending}", trace, session.document.graph):
        if written > 2 * trace.numbers / 50:
            trace.stop()
    if ending == "csv":
        assert {row["iteration"] for row in rows_of(tmp_path / "t.csv")} == {"1", "2", "3"}
    else:
        assert archive_of(tmp_path / "t.npz")["pass1.iterations"].tolist() == [1, 2, 3]


def test_a_trace_is_bounded_and_says_how_many_iterations_fit(monkeypatch):
    session = short_batches()
    numbers = Trace(session, 1, 4).numbers
    monkeypatch.setattr(trace_file, "MOST_ROWS", numbers)
    assert why_too_long(session.run, Path("t.csv"), 1, 4) == ""
    said = why_too_long(session.run, Path("t.csv"), 1, 5)
    assert f"A .csv file takes, like a spreadsheet, up to {numbers:,}: trace the first 4 of them" in said
    assert why_too_long(session.run, Path("t.npz"), 1, 10**12).startswith("A trace of 1,000,000,000,000 iterations")
    monkeypatch.setattr(trace_file, "MOST_ROWS", 10)
    assert "A trace of one iteration has too many numbers" in why_too_long(session.run, Path("t.csv"), 1, 1)
    assert "make the batches smaller" in why_too_long(session.run, Path("t.csv"), 1, 1)


def test_without_a_loss_the_forward_pass_is_traced(tmp_path):
    session = Session(moons(graph=chain(KINDS["Input"](), KINDS["Tanh"]())))
    traced(tmp_path / "t.csv", session, 1, 1)
    assert {row["phase"] for row in rows_of(tmp_path / "t.csv")} == {"batch", "forward"}


@given(st.floats(allow_nan=True))
def test_every_number_reads_back(tmp_path, number):
    document = moons()
    session = Session(document)
    session.parameters_of("n3")["b"].value[...] = number
    write_parameters(tmp_path / "p.csv", session)
    row = next(row for row in rows_of(tmp_path / "p.csv") if (row["id"], row["parameter"]) == ("n3", "b"))
    np.testing.assert_equal(float(row["value"]), number)
