"""Formulas are laid out in another process, one by one; and in this one where there is no other."""
from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.paint import formula, typesetter
from gui.paint.formula import FormulaStore
from gui.paint.typeset import lay_out
from gui.paint.typesetter import Typesetter
from gui.theme import make_theme

LIGHT = make_theme("light")
TEXTS = ("z = W x + b", "∂L/∂W = ∂L/∂z · xᵀ", "a = tanh z")


@pytest.fixture
def owner() -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


def not_here(text: str) -> None:
    raise AssertionError(f"{text} was laid out in the process with the window")


def test_another_process_gives_what_this_one_would(owner, qtbot: QtBot, monkeypatch):
    wanted = {text: lay_out(text) for text in TEXTS}
    monkeypatch.setattr(formula, "lay_out", not_here)
    monkeypatch.setattr(typesetter, "lay_out", not_here)
    store, made = FormulaStore(owner), {}
    setter = Typesetter(owner)
    setter.made.connect(made.__setitem__)
    store.use(setter)
    assert all(store.get(text, LIGHT) is None for text in TEXTS)
    qtbot.waitUntil(lambda: len(made) == len(TEXTS), timeout=20_000)
    assert made == wanted and list(made) == list(TEXTS)
    assert all(store.get(text, LIGHT) is not None for text in TEXTS) and not setter.is_busy


def test_what_cannot_be_set_is_told_as_well(owner, qtbot: QtBot):
    setter = Typesetter(owner)
    with qtbot.waitSignal(setter.made, timeout=20_000) as told:
        setter.lay_out("\\bad")
    assert told.args == ["\\bad", None]


def test_a_process_that_has_died_is_done_without(owner, qtbot: QtBot):
    setter = Typesetter(owner)
    with qtbot.waitSignal(setter.made, timeout=20_000):
        setter.lay_out(TEXTS[0])
    (process,) = multiprocessing.active_children()
    process.kill()
    process.join()
    for text in TEXTS:
        with qtbot.waitSignal(setter.made, timeout=20_000) as told:
            setter.lay_out(text)
        assert told.args == [text, lay_out(text)]


def test_a_process_that_can_not_start_is_done_without(owner, qtbot: QtBot, monkeypatch):
    def no_more() -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(typesetter, "_start", no_more)
    setter = Typesetter(owner)
    with qtbot.waitSignal(setter.made) as told:
        setter.lay_out(TEXTS[0])
    assert told.args == [TEXTS[0], lay_out(TEXTS[0])]


def test_the_other_process_ends_when_nobody_asks_any_more(owner, qtbot: QtBot):
    setter = Typesetter(owner)
    with qtbot.waitSignal(setter.made, timeout=20_000):
        setter.lay_out(TEXTS[0])
    (process,) = multiprocessing.active_children()
    setter.close()
    process.join(20)
    assert process.exitcode == 0
