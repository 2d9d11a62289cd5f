"""Menus: the menu bar, from the commands and the files on disk."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from gui.actions import COMMANDS, MENUS
from gui.examples import example_title, examples

if TYPE_CHECKING:
    from gui.window import Window


def fill(window: Window) -> None:
    """Put every command where it says it belongs, and the examples and recent files beside them."""
    menus: dict[str, QMenu] = {}
    for name in MENUS:
        _submenu(window, menus, name)
        if name == "Run":
            _examples(window, window.menuBar().addMenu("Examples"))
    for command in COMMANDS:
        menu = _submenu(window, menus, command.menu)
        menu.addAction(window.actions_.by_id[command.id])
        if command.id == "open":
            _recent(window, menu.addMenu("Open recent"))
        if command.ends_group:
            menu.addSeparator()


def _submenu(window: Window, menus: dict[str, QMenu], path: str) -> QMenu:
    """The menu at a path. While it is open, what can't be done is grey, and its tip says why."""
    if path not in menus:
        parent, _, name = path.rpartition("/")
        menus[path] = menus[parent].addMenu(name) if parent else window.menuBar().addMenu(name)
        menus[path].setToolTipsVisible(True)
        menus[path].aboutToShow.connect(lambda: window.actions_.grey(path, is_open=True))
        menus[path].aboutToHide.connect(lambda: window.actions_.grey(path, is_open=False))
    return menus[path]


def _examples(window: Window, menu: QMenu) -> None:
    menu.addAction(window.actions_.by_id["examples"])
    menu.addSeparator()
    for path in examples():
        action = menu.addAction(example_title(path))
        action.triggered.connect(lambda _=False, path=path: window.files.open_example(path))


def _recent(window: Window, menu: QMenu) -> None:
    def show() -> None:
        menu.clear()
        for name in window.settings.get("recent_files"):
            menu.addAction(Path(name).name).triggered.connect(lambda _=False, name=name: window.files.open(Path(name)))
        if menu.isEmpty():
            menu.addAction("Nothing was opened yet").setEnabled(False)

    menu.aboutToShow.connect(show)

