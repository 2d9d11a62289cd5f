"""Fixtures of the panes' tests: a desk for one pane at a time."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.document import Document
from tests.engine.networks import moons
from tests.gui.panes import Desk, make_desk
from tests.gui.stage import Stage, network

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
def stage(qapp: object) -> Iterator[Stage]:
    """A scene with a small network."""
    made = Stage(network())
    yield made
    made.scene.pulses.finish()
    for thing in (made.scene, made.player, made.editor, made.look):
        thing.deleteLater()
