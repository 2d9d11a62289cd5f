"""File ▸ Export ▸ a script or a model: it is written as the window has it, said, or refused with a reason."""
from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from engine.document import Document
from engine.session import Session
from tests.engine.export_scripts import printed_by, wanted_lines
from tests.engine.networks import moons


@pytest.fixture
def answer(monkeypatch, tmp_path):
    """What the next file dialog gives: a name in a folder of its own; "" is Cancel."""
    asked = {"name": "net"}

    def give(parent, title, start, kinds):
        asked.update(title=title, start=start)
        return (str(tmp_path / asked["name"]) if asked["name"] else "", kinds)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", give)
    return asked


def ask(window, form: str) -> None:
    window.actions_.by_id[f"export-{form}"].trigger()


def test_a_script_is_written_with_its_data_and_it_is_said(window, answer, tmp_path):
    for form in ("pytorch", "numpy"):
        answer["name"] = form
        ask(window, form)
        assert (tmp_path / f"{form}.py").exists() and (tmp_path / f"{form}.npz").exists()
        assert window.said[-1] == f"Wrote {form}.py and {form}.npz."
        assert answer["start"].endswith(f"_{form}.py")


def test_a_script_goes_on_where_the_window_is_which_stays_there(window, answer, tmp_path):
    window.editor.open(moons())
    for _ in range(3):
        QTest.keyClick(window.view, Qt.Key.Key_F11)
    QTest.keyClick(window.view, Qt.Key.Key_F10)
    session = window.player.session
    here, values = session.moment, {id: session.values_of(id).copy() for id in session.plan.values}
    assert here.done
    ask(window, "numpy")
    assert session.moment == here
    for id, value in values.items():
        np.testing.assert_array_equal(session.values_of(id), value)
    session.goto(session.savable)
    assert printed_by(tmp_path / "net.py", 9) == wanted_lines(Session(moons(), session.trained()), 9)


def test_cancel_writes_nothing(window, answer, tmp_path):
    answer["name"] = ""
    said = len(window.said)
    ask(window, "pytorch")
    assert list(tmp_path.iterdir()) == [] and len(window.said) == said


def test_a_folder_that_is_not_there_is_told(window, answer, tmp_path):
    answer["name"] = "nowhere/net.py"
    ask(window, "numpy")
    assert "there is no folder" in window.said[-1]


def test_an_npz_of_ones_own_is_left_alone(window, answer, tmp_path):
    np.savez(tmp_path / "net.npz", mine=np.arange(3))
    ask(window, "numpy")
    assert "net.npz is there already" in window.said[-1]
    assert [each.name for each in tmp_path.iterdir()] == ["net.npz"]


def test_onnx_without_its_package_says_how_to_get_it_before_a_file_is_chosen(window, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("a file was asked for"))
    ask(window, "onnx")
    assert "pip install" in window.said[-1]


def test_without_a_network_the_menu_says_why_not(window):
    window.editor.open(Document())
    for form in ("pytorch", "numpy", "onnx"):
        ask(window, form)
        assert "There is nothing to compute yet" in window.said[-1]
        assert "There is nothing to compute yet" in window.actions_.by_id[f"export-{form}"].toolTip()
