"""Recovery: whatever happens to the program, at most the last two seconds of editing are gone."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

from engine import files
from gui.app import make_window
from gui.recovery import EVERY_MS, folder
from gui.settings import Settings
from gui.theme import Look
from tests.engine.networks import steep

DIES = """
import os, signal, sys
from dataclasses import replace
from PySide6.QtWidgets import QApplication
from gui.app import make_window
from gui.settings import Settings
from gui.theme import Look
app = QApplication([])
window = make_window(Look("light"), Settings())
window.editor.edit(replace(window.editor.document, notes=sys.argv[1]), "Type")
window.player.session.train(5)
window.recovery.keep()
os.kill(os.getpid(), signal.SIGKILL)
"""


def die_with(notes):
    """A program that was killed with these notes typed and not saved."""
    ran = subprocess.run([sys.executable, "-c", DIES, notes], capture_output=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr


def type_notes(window, notes):
    window.editor.edit(replace(window.editor.document, notes=notes), "Type")


@pytest.fixture
def second(qtbot):
    """Another window, as another start makes it."""
    made = []

    def make():
        window = make_window(Look("light"), Settings())
        qtbot.addWidget(window, before_close_func=lambda w: w.files.take_as_saved())
        made.append(window)
        return window

    return make


def test_an_edit_is_written_by_itself_within_two_seconds(window, qtbot):
    assert EVERY_MS <= 2000
    type_notes(window, "not saved")
    qtbot.waitUntil(lambda: bool(list(folder().glob("*.undertow"))), timeout=10_000)
    (copy,) = folder().glob("*.undertow")
    assert files.read(copy).document == window.editor.document


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
def test_after_a_kill_the_next_start_has_the_work_and_its_training(second):
    die_with("precious")
    window = second()
    assert window.recovery.why_not == ""
    assert "two-moons is here again as it was" in window.recovery.bring_back()
    assert window.editor.document.notes == "precious"
    assert window.player.session.moment.iteration == 5
    assert not window.files.is_saved
    assert window.files.path is None, "saving asks for a name, so no file is overwritten unasked"
    assert len(list(folder().glob("*.undertow"))) == 1, "the copy stays until the work is saved"
    assert "no unsaved work" in second().recovery.why_not, "a second start does not take it too"


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
def test_two_killed_programs_lose_nothing_to_each_other(second):
    die_with("first")
    die_with("second")
    window = second()
    assert "1 more" in window.recovery.bring_back()
    other = second()
    other.recovery.bring_back()
    assert {window.editor.document.notes, other.editor.document.notes} == {"first", "second"}


def test_windows_side_by_side_keep_a_copy_each(window, second):
    other = second()
    type_notes(window, "one")
    type_notes(other, "two")
    window.recovery.keep()
    other.recovery.keep()
    assert {files.read(copy).document.notes for copy in folder().glob("*.undertow")} == {"one", "two"}
    assert "no unsaved work" in second().recovery.why_not, "both still run"
    other.files.take_as_saved()
    assert other.close()
    (left,) = folder().glob("*.undertow")
    assert files.read(left).document.notes == "one"


@pytest.mark.parametrize("answer", ["save", "discard", "undo"])
def test_what_is_saved_or_given_up_leaves_no_copy(window, tmp_path, monkeypatch, answer):
    type_notes(window, "soon done with")
    window.recovery.keep()
    assert list(folder().glob("*.undertow"))
    if answer == "save":
        assert window.files.write(tmp_path / "mine.undertow")
        window.recovery.keep()
    elif answer == "undo":
        window.editor.undo_stack.undo()
        window.recovery.keep()
    else:
        monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Discard)
        assert window.close()
    assert not list(folder().glob("*.undertow"))


def test_the_copy_follows_training_and_leaves_half_an_update_out(window):
    window.player.session.train(3)
    window.player.session.step("layer")
    window.recovery.keep()
    (copy,) = folder().glob("*.undertow")
    assert files.read(copy).trained.iteration == 3
    session = window.player.session
    while session.equations[session.latest].phase != "update":
        session.step("equation")
    type_notes(window, "amid an update")
    window.recovery.keep()
    assert files.read(copy).trained is None
    assert files.read(copy).document.notes == "amid an update"


def test_a_damaged_copy_is_set_aside_with_a_sentence(second):
    folder().mkdir(parents=True)
    (folder() / "work~0123456789ab.undertow").write_text("{", encoding="utf-8")
    window = second()
    document = window.editor.document
    assert "can't be brought back" in window.recovery.bring_back()
    assert window.editor.document == document
    assert (folder() / "work~0123456789ab.unreadable").read_text(encoding="utf-8") == "{"


def test_a_folder_that_cannot_be_written_is_told_once(window):
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("a file where the folder should be", encoding="utf-8")
    type_notes(window, "not saved")
    window.recovery.keep()
    assert "Save often" in window.statusBar().currentMessage()
    window.statusBar().clearMessage()
    window.recovery.keep()
    assert window.statusBar().currentMessage() == ""


def test_numbers_that_are_not_finite_keep_nothing_from_being_saved(window, tmp_path):
    """The optimizer's memory overflows in the first update, and every parameter is finite still."""
    window.editor.edit(steep(), "A steep loss")
    window.player.step("iteration")
    assert window.player.session.trouble
    window.recovery.keep()
    assert files.read(next(folder().glob("*.undertow"))).document == steep()
    assert window.files.write(tmp_path / "a.undertow")
    opened = files.read(tmp_path / "a.undertow")
    assert opened.document == steep() and opened.trained is None
