"""What the tests of the panes share: a document that is open, with its player and look."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.document import Document
from gui.editor import Editor
from gui.explain.page import ExplainPage
from gui.paint.formula import FormulaStore
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look


@dataclass
class Desk:
    """Everything a pane is given in its constructor."""

    editor: Editor
    player: Player
    settings: Settings
    look: Look
    store: FormulaStore


def make_desk(document: Document, folder: Path, owner: QObject) -> Desk:
    """An editor with this document and a player for it, stepping by layer. ``owner`` deletes them in the end."""
    settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat), owner)
    settings.set("step_granularity", "layer")
    editor = Editor(document, owner)
    player, look = Player(editor, settings, parent=owner), Look("light", parent=owner)
    return Desk(editor, player, settings, look, FormulaStore(owner))


def show(qtbot: QtBot, pane: QWidget, width: int = 330, height: int = 640) -> None:
    """Show a pane and wait until it is there."""
    qtbot.addWidget(pane)
    pane.resize(width, height)
    with qtbot.waitExposed(pane):
        pane.show()


def explain_page(desk: Desk, qtbot: QtBot, height: int = 640) -> ExplainPage:
    """The Explain page of this desk, shown."""
    page = ExplainPage(desk.editor, desk.player, desk.look, desk.store, desk.settings)
    show(qtbot, page, height=height)
    return page
