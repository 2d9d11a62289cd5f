"""Fixtures of the window's tests: the whole window on the first example."""
from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.app import make_window
from gui.settings import Settings
from gui.theme import Look, load_fonts
from gui.window import Window


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
