"""Panes: how the window is divided, which parts of it are put away, and how that is remembered."""
from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from gui.settings import Settings
from gui.theme import Theme

NAMES: Mapping[str, str] = {
    "left": "Layers and data",
    "right": "Explain, values and settings",
    "picture": "Data and prediction",
    "plots": "Loss against iterations",
    "beside": "Gradient sizes and watch list",
    "map": "Map of the network",
}
"""The parts that can be put away, with their words. The map is the canvas's own; it reads the setting itself."""


class Panes(QObject):
    """Three columns: ``left``; the canvas above the transport above the plots; the pages above the data picture.

    ``middle`` is the canvas, the transport, the loss plot, and what lies beside it.
    Sizes are kept through another size of the window (the canvas gives and takes), another scale, and another start.
    """

    def __init__(
        self, settings: Settings, theme: Theme, left: QWidget, middle: tuple[QWidget, ...], right: tuple[QWidget, ...]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._scale = theme.scale
        self._is_as_at_first = True
        self._empty: dict[str, str] = {}
        canvas, transport, *plots = middle
        self.plots = _splitter(Qt.Orientation.Horizontal, *plots)
        self.middle = _splitter(Qt.Orientation.Vertical, canvas, transport, self.plots)
        self.right = _splitter(Qt.Orientation.Vertical, *right)
        self.columns = _splitter(Qt.Orientation.Horizontal, left, self.middle, self.right)
        self.columns.setStretchFactor(1, 1)
        # What one works with can't be pushed to nothing by accident; what can be put away is in the View menu.
        self._splitters = (self.columns, self.middle, self.plots, self.right)
        for splitter in self._splitters:
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._on_divided_by_hand)
        self.by_name = {"left": left, "right": self.right, "picture": right[-1], "plots": self.plots}
        self.by_name["beside"] = plots[-1]
        sizes = ((130, 120), (100, 80), (200, 90), (150, 90), (190, 150), (190, 130))
        self._least = tuple(zip((left, canvas, plots[0], plots[-1], *right), sizes, strict=True))
        settings.changed.connect(self._on_setting)
        self._show_and_hide()
        self._leave_room(theme)

    def arrange(self, theme: Theme) -> None:
        """As it was left, or as it is at first. To be asked once the window has its size."""
        self._is_as_at_first = not self._restore()
        if self._is_as_at_first:
            self._divide(theme)

    def rescale(self, theme: Theme) -> None:
        """Another scale: what lies around the canvas grows with its text."""
        if theme.scale == self._scale:
            return
        self._leave_room(theme)
        factor, self._scale = theme.scale / self._scale, theme.scale
        if self._is_as_at_first:
            self._divide(theme)
            return
        for splitter, place in zip(self._splitters, (1, 0, 0, 0), strict=True):
            sizes = [round(size * factor) for size in splitter.sizes()]
            sizes[place] += sum(splitter.sizes()) - sum(sizes)
            splitter.setSizes([max(size, 0) for size in sizes])

    def _divide(self, theme: Theme) -> None:
        width, height, px = self.columns.width(), self.columns.height(), theme.px
        # A narrow window gives the canvas what it can; a wide one shows the pages in comfort.
        side = max(px(316) if width >= px(1200) else px(296), min(round(0.22 * width), px(420)))
        self.columns.setSizes([px(206), width - px(206) - side, side])
        # A low window keeps its height for the canvas: a quarter still shows a curve with its axes.
        plots = min(px(206), height // 4)
        self.middle.setSizes([height - plots - px(94), px(94), plots])
        self.plots.setSizes([width - px(206) - side - px(270), px(270)])
        picture = min(px(270), height // 3)
        self.right.setSizes([height - picture, picture])

    def _leave_room(self, theme: Theme) -> None:
        """No pane asks for more than it needs to be of use, so that a large scale still fits a small screen."""
        for pane, (width, height) in self._least:
            pane.setMinimumSize(theme.px(width), theme.px(height))

    def _restore(self) -> bool:
        states = [QByteArray.fromBase64(each) for each in bytes(self._settings.get("window_state")).split(b"\n")]
        return len(states) == len(self._splitters) and all(
            splitter.restoreState(state) for splitter, state in zip(self._splitters, states, strict=True)
        )

    def remember(self) -> None:
        """Keep the sizes for the next start."""
        states = (splitter.saveState().toBase64().data() for splitter in self._splitters)
        self._settings.set("window_state", b"\n".join(bytes(state) for state in states))

    def is_shown(self, name: str) -> bool:
        """Whether a part is there."""
        return name not in self._settings.get("hidden_panes")

    def toggle(self, name: str) -> None:
        """Put a part away, or put it back."""
        hidden = self._settings.get("hidden_panes")
        others = tuple(each for each in hidden if each != name)
        self._settings.set("hidden_panes", others if name in hidden else (*hidden, name))

    def set_empty(self, name: str, why: str) -> None:
        """A part that has nothing to show, and says why, gives its room to the others; with "" it is back."""
        self._empty[name] = why
        self._show_and_hide()

    def why_empty(self, name: str) -> str:
        """Why a part has nothing to show, or ""."""
        return self._empty.get(name, "")

    def _on_divided_by_hand(self, *_: int) -> None:
        self._is_as_at_first = False

    def _on_setting(self, name: str, _value: object) -> None:
        if name == "hidden_panes":
            self._show_and_hide()

    def _show_and_hide(self) -> None:
        for name, pane in self.by_name.items():
            pane.setVisible(self.is_shown(name) and not self.why_empty(name))


def _splitter(orientation: Qt.Orientation, *panes: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    for pane in panes:
        splitter.addWidget(pane)
    splitter.setStretchFactor(0, 1 if orientation == Qt.Orientation.Vertical else 0)
    return splitter
