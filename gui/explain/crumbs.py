"""Crumbs: the way to the number that is open, each of its numbers a button, with back, forward and close beside it."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from gui.paint.icons import icon
from gui.stylesheet import set_look
from gui.theme import Look


class Crumbs(QWidget):
    """``chosen`` tells the place of a crumb, from 0. Those that there is no room for are in a menu at the front."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._names: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.back, self.forward = _button("Back to the number before"), _button("Forward to the number after")
        self.close_number = _button("Close the number: back to the step")
        self.earlier = _button("Earlier on the way")
        self.earlier.setText("…")
        self.menu = QMenu(self.earlier)
        self.earlier.clicked.connect(self._open_menu)
        self.crumbs: list[QToolButton] = []
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._way = QHBoxLayout()
        for widget in (self.back, self.forward, self.earlier):
            self._box.addWidget(widget)
        self._box.addLayout(self._way)
        self._box.addStretch(1)
        self._box.addWidget(self.close_number)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_way(self, names: tuple[tuple[str, str], ...], can_go_back: bool, can_go_forward: bool) -> None:
        """Show the symbols of the numbers on the way with their names in full; the last one is open."""
        self._names = names
        self.back.setEnabled(can_go_back)
        self.forward.setEnabled(can_go_forward)
        while len(self.crumbs) < len(names):
            crumb = _button("")
            crumb.clicked.connect(partial(self._choose, len(self.crumbs)))
            self.crumbs.append(crumb)
            self._way.addWidget(crumb)
        for place, (crumb, (symbol, words)) in enumerate(zip(self.crumbs, names, strict=False)):
            crumb.setText(f"› {symbol}" if place else symbol)
            crumb.setToolTip(words)
            crumb.setAccessibleName(words)
            crumb.setAccessibleDescription("open" if place == len(names) - 1 else "on the way to it")
        self._fit()

    def _choose(self, place: int, _: bool = False) -> None:
        self.chosen.emit(place)

    def _open_menu(self) -> None:
        self.menu.popup(self.earlier.mapToGlobal(self.earlier.rect().bottomLeft()))

    def _fit(self) -> None:
        """The last ones that there is room for, and always the one that is open."""
        count, taken = len(self._names), [crumb.sizeHint().width() for crumb in self.crumbs]
        around = sum(each.sizeHint().width() for each in (self.back, self.forward, self.close_number, self.earlier))
        room, first = self.width() - around, count - 1
        while first > 0 and sum(taken[first - 1 : count]) <= room:
            first -= 1
        for place, crumb in enumerate(self.crumbs):
            crumb.setVisible(max(first, 0) <= place < count)
        self.earlier.setVisible(first > 0)
        self.menu.clear()
        for place in range(max(first, 0)):
            self.menu.addAction(self._names[place][1]).triggered.connect(partial(self._choose, place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _on_look(self, *_: object) -> None:
        for button, name in ((self.back, "back"), (self.forward, "step"), (self.close_number, "close")):
            button.setIcon(icon(name, self._look.theme))


def _button(words: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(words)
    button.setToolTip(words)
    set_look(button, "plain")
    return button
