"""Fixtures of the window's tests: a desk for one pane, and the whole window on the first example."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.document import Document
from gui.app import make_window
from gui.settings import Settings
from gui.theme import Look, load_fonts
from gui.window import Window
from tests.engine.networks import moons
from tests.gui.panes import Desk, make_desk

OpenDesk = Callable[[Document], Desk]


@pytest.fixture
def open_desk(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenDesk]:
    """Opens a document with a player and a look, as a pane wants them; a run that still goes is stopped in the end."""
    owner, desks = QObject(), []

    def opened(document: Document) -> Desk:
        desks.append(make_desk(document, tmp_path, owner))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.player.pause()
    owner.deleteLater()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """Two moons, and a small network for them."""
    return open_desk(moons())


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The window as a newcomer sees it, 1280 × 800, without movement; it is left without a question."""
    load_fonts()
    settings = Settings()
    settings.set("reduced_motion", True)
    window = make_window(Look("light"), settings)
    qtbot.addWidget(window, before_close_func=lambda w: w.files.take_as_saved())
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: window.view.viewport().width() > 400)
    return window
