"""File ▸ Export: parameters, losses and the step trace of the iteration shown, and how a long export is stopped."""
from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from engine.moment import Moment
from engine.records import trace_file
from gui import in_slices
from gui.recording import Tracing
from tests.engine.networks import KINDS, chain, moons, seen


@pytest.fixture
def answer(monkeypatch, tmp_path):
    """What the next file dialog gives: a name in a folder of its own, and a kind; "" is Cancel."""
    asked = {"name": "out.csv", "kind": "CSV, for a spreadsheet (*.csv)"}

    def give(parent, title, start, kinds):
        asked.update(title=title, start=start)
        return (str(tmp_path / asked["name"]) if asked["name"] else "", asked["kind"])

    monkeypatch.setattr(QFileDialog, "getSaveFileName", give)
    return asked


def ask(window, what: str) -> None:
    window.actions_.by_id[f"export-{what}"].trigger()


def wait(window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.findChild(Tracing) is None)


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_parameters_and_losses_are_written_and_it_is_said_where(window, answer, tmp_path):
    for _ in range(3):
        QTest.keyClick(window.view, Qt.Key.Key_F11)
    session = window.player.session
    ask(window, "losses")
    rows = rows_of(tmp_path / "out.csv")
    assert [float(row["loss"]) for row in rows if row["loss"]] == session.history.losses.tolist()
    assert [float(row["test_loss"]) for row in rows if row["test_loss"]] == [loss for _, loss in session.history.tests]
    assert window.said[-1] == "out.csv has the loss history now."
    answer.update(name="weights", kind="NPZ, for NumPy (*.npz)")
    ask(window, "parameters")
    with np.load(tmp_path / "weights.npz") as held:
        numbers = sum(held[key].size for key in held["index.key"])
    assert numbers == session.weights.everything.size
    assert window.said[-1] == "weights.npz has the parameters now."
    assert answer["start"].endswith("parameters.csv")


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_the_trace_is_of_the_iteration_shown_and_moves_nothing(window, qtbot, answer, tmp_path, steps):
    QTest.keyClick(window.view, Qt.Key.Key_F11)
    QTest.keyClick(window.view, Qt.Key.Key_F11)
    for _ in range(steps):
        QTest.keyClick(window.view, Qt.Key.Key_F10)
    session, iteration = window.player.session, 2 + (steps > 0)
    before = seen(session)
    ask(window, "trace")
    wait(window, qtbot)
    assert window.said[-1] == f"out.csv has the step trace of iteration {iteration} now."
    assert f"iteration {iteration}" in answer["title"]
    rows = rows_of(tmp_path / "out.csv")
    assert {row["iteration"] for row in rows} == {str(iteration)}
    assert {int(row["equation"]) for row in rows} == set(range(1, len(session.equations) + 1))
    assert seen(session) == before and session.history.losses.size == 2


def test_nothing_is_written_after_cancel(window, answer, tmp_path):
    answer["name"] = ""
    for what in ("parameters", "trace"):
        ask(window, what)
    assert window.findChild(Tracing) is None and not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", ["parameters", "trace"])
def test_a_folder_that_is_not_there_is_said(window, qtbot, answer, what):
    answer["name"] = "nowhere/out.csv"
    ask(window, what)
    wait(window, qtbot)
    assert window.said[-1].startswith("out.csv can't be written: No such file or directory.")


def test_it_says_why_there_is_nothing_to_export(window, answer):
    window.editor.edit(moons(graph=chain(KINDS["Input"](), KINDS["Square"]())), "No parameters")
    for what, part in (("parameters", "no parameters"), ("losses", "No iteration")):
        ask(window, what)
        assert part in window.said[-1]
    window.files.take_as_saved()
    window.files.new()
    ask(window, "trace")
    assert "nothing to compute" in window.said[-1]


def test_a_trace_too_long_is_refused(window, answer, monkeypatch):
    monkeypatch.setattr(trace_file, "MOST_ROWS", 100)
    ask(window, "trace")
    assert "A trace of one iteration has too many numbers" in window.said[-1]
    assert window.findChild(Tracing) is None


def test_a_trace_that_takes_long_shows_how_far_it_is_and_is_stopped(window, qtbot, answer, tmp_path, monkeypatch):
    monkeypatch.setattr(in_slices, "SHOW_AFTER_MS", 0)
    advance, pieces = Tracing.advance, [3]

    def at_most(tracing):
        pieces[0] -= 1
        return advance(tracing) if pieces[0] >= 0 else ""

    monkeypatch.setattr(Tracing, "advance", at_most)
    ask(window, "trace")
    ask(window, "trace")
    assert len(window.findChildren(Tracing)) == 1
    dialog = window.findChild(Tracing).dialog
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.labelText().endswith(" numbers written"))
    assert 0 < dialog.value() < dialog.maximum()
    QTest.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert window.said[-1] == "The export was stopped; out.csv was not written."
    assert not list(tmp_path.glob("out*"))
    wait(window, qtbot)
    assert window.player.session.moment == Moment(0)
