"""Help: the list of all commands to search in, the keys, and what the program is."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from gui.actions import COMMANDS, MENUS, Command

if TYPE_CHECKING:
    from gui.window import Window

_CANVAS_KEYS = (
    ("Arrows", "walk along the edges"),
    ("Alt + arrows", "nudge the selected nodes"),
    ("Enter", "edit the selected node's settings"),
    ("a letter, Tab, double click", "search a layer and put it there"),
    ("double click on a card", "edit its name or its settings"),
    ("click on a number", "show where it comes from"),
    ("Alt + ← and →, Esc", "on the page of a number: back, forward, close"),
    ("Wheel, middle drag, Space drag", "zoom, pan"),
    ("Alt while dragging", "leave me alone: no snap, no insert"),
    ("Ctrl + right drag", "cut edges"),
    ("Esc", "stop what is being dragged, or the training"),
)


class CommandList(QDialog):
    """Type a few letters of a command, Enter runs it. Those not possible now say why."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self.search, self.list = QLineEdit(), QListWidget()
        self.search.setPlaceholderText("Search commands")
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.resize(window.look.theme.px(460), window.look.theme.px(420))
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._run)
        self.list.itemActivated.connect(self._run)
        self._show("")

    def _show(self, text: str) -> None:
        self.list.clear()
        for command in COMMANDS:
            if all(word in f"{command.menu} {command.words}".lower() for word in text.lower().split()):
                reason = command.why_not(self._window)
                item = QListWidgetItem(_line(command))
                item.setData(Qt.ItemDataRole.UserRole, command.id)
                item.setToolTip(reason or command.tip)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            self._window.actions_.by_id[item.data(Qt.ItemDataRole.UserRole)].trigger()


class KeyList(QDialog):
    """Every key, from the commands themselves."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QTreeWidget()
        self.list.setAccessibleName("Keys")
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        for title in MENUS:
            here = [each for each in COMMANDS if each.keys and each.menu.partition("/")[0] == title]
            self._add(title, [(each.words.rstrip("…"), _keys(each)) for each in here])
        self._add("On the canvas", [(words, keys) for keys, words in _CANVAS_KEYS])
        self.list.expandAll()
        QVBoxLayout(self).addWidget(self.list)
        px = window.look.theme.px
        self.list.setColumnWidth(0, px(290))
        self.resize(QSize(px(540), px(560)).boundedTo(window.size()))

    def _add(self, title: str, rows: list[tuple[str, str]]) -> None:
        heading = QTreeWidgetItem(self.list, [title])
        font = heading.font(0)
        font.setBold(True)
        heading.setFont(0, font)
        for row in rows:
            QTreeWidgetItem(heading, row)


class SaidList(QDialog):
    """The sentences of the status line, the latest first."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("What was said")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.list.setAccessibleName("What was said, the latest first")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems(list(reversed(window.said)))
        QVBoxLayout(self).addWidget(self.list)
        self.resize(window.look.theme.px(560), window.look.theme.px(320))


class AboutBox(QDialog):
    """What Undertow is."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle("About Undertow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(
            "Build a network by dragging layers together, then watch it learn one step at a time:\n"
            "values flow forward, gradients flow back, the loss falls.\n\n"
            "What you watch is what runs: the same NumPy calls train at full speed and light up step by step.\n"
            "MIT licence."
        )
        QVBoxLayout(self).addWidget(words)


def _keys(command: Command) -> str:
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys)


def _line(command: Command) -> str:
    where = command.menu.replace("/", " ▸ ")
    return f"{where} ▸ {command.words.rstrip('…')}" + (f"    {_keys(command)}" if command.keys else "")


DIALOGS: Mapping[str, Callable[[Window], QDialog]] = {
    "commands": CommandList,
    "keys": KeyList,
    "said": SaidList,
    "about": AboutBox,
}
"""The dialogs of the Help menu by name."""
