"""Values page: every array of the selected node as numbers; parameters can be typed."""
from __future__ import annotations

import dataclasses
import math

import numpy as np
from PySide6.QtCore import QElapsedTimer, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from engine.graph import Node
from gui.editor import Editor
from gui.inspector.number_grid import NumberGrid
from gui.paint.numbers import shape_words
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look, Theme

_EVERY = 100


class ValuesPage(QWidget):
    """A list of arrays and a grid. A number typed into a parameter is an edit; Delete takes it back."""

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._editor, self._player = editor, player
        self._since = QElapsedTimer()
        self._since.start()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.title, self.words = QLabel(), QLabel()
        set_look(self.title, "title")
        set_look(self.words, "secondary")
        self.words.setWordWrap(True)
        self.choice, self.grid = QComboBox(), NumberGrid(look)
        self.choice.setAccessibleName("Array")
        self._column = QVBoxLayout(self)
        for widget in (self.title, self.choice, self.words):
            self._column.addWidget(widget)
        self._column.addWidget(self.grid, 1)
        self.choice.currentIndexChanged.connect(self._show)
        self.grid.entered.connect(self._type)
        self.grid.taken_back.connect(lambda row, column: self._put(row, column, None))
        for signal in (editor.selection_changed, player.session_changed, editor.opened):
            signal.connect(self._refill)
        player.moved.connect(self._on_moved)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)
        self._refill()

    def _node(self) -> Node | None:
        ids = sorted(self._editor.selection)
        return self._editor.graph.by_id.get(ids[0]) if ids else None

    def _refill(self, *_: object) -> None:
        node, kept = self._node(), self.choice.currentData()
        with QSignalBlocker(self.choice):
            self.choice.clear()
            if node:
                self.choice.addItem("Value", ("value", ""))
                if self._player.session.gradient_of(node.id) is not None:
                    self.choice.addItem("∂L/∂ value", ("gradient", ""))
                for name in self._player.session.parameters_of(node.id):
                    self.choice.addItem(f"Parameter {name}", ("parameter", name))
                    self.choice.addItem(f"∂L/∂{name}", ("slope", name))
            places = [place for place in range(self.choice.count()) if self.choice.itemData(place) == kept]
            self.choice.setCurrentIndex(places[0] if places else min(0, self.choice.count() - 1))
        self._show()

    def _on_moved(self) -> None:
        if self.isVisible() and (not self._player.is_playing or self._since.elapsed() > _EVERY):
            self._show()

    def _show(self, *_: object) -> None:
        self._since.restart()
        node, what = self._node(), self.choice.currentData()
        array = self._array(node, what) if node and what else None
        self.choice.setVisible(node is not None)
        self.grid.setVisible(array is not None)
        self.title.setText(node.name if node else "Values")
        if node is None or array is None:
            reason = self._player.session.plan.left_out.get(node.id, "") if node else ""
            self.words.setText(reason or "Select a node on the canvas to see its numbers.")
            return
        kind, name = what
        self.grid.is_editable = kind == "parameter"
        is_stale = kind != "parameter" and not self._player.session.is_current(
            node.id, {"slope": "parameters"}.get(kind, kind)
        )
        told = " Type a number to change one; Delete takes it back." if kind == "parameter" else ""
        old = " Not computed yet in this pass: these are older numbers." if is_stale else ""
        self.words.setText(f"{shape_words(array.shape)}.{told}{old}")
        colours = "gradient" if kind in ("gradient", "slope") else "value"
        shown = array[:, None] if kind in ("parameter", "slope") and array.ndim == 1 else array
        self.grid.show_array(shown, colours, is_stale, self._typed(node, name) if kind == "parameter" else frozenset())

    def _array(self, node: Node, what: tuple[str, str]) -> np.ndarray | None:
        session, (kind, name) = self._player.session, what
        if kind == "value":
            return session.values_of(node.id)
        if kind == "gradient":
            return session.gradient_of(node.id)
        held = session.parameters_of(node.id).get(name)
        return None if held is None else held.value if kind == "parameter" else held.grad

    def _typed(self, node: Node, name: str) -> frozenset[tuple[int, int]]:
        numbers = dict(node.typed).get(name)
        if numbers is None:
            return frozenset()
        typed = np.array(numbers, dtype=float)
        flat = ~np.isnan(typed.reshape(-1, 1) if typed.ndim < 2 else typed.reshape(typed.shape[0], -1))
        return frozenset((int(row), int(column)) for row, column in np.argwhere(flat))

    # edits

    def _type(self, row: int, column: int, text: str) -> None:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = math.nan
        if not self.grid.is_editable:
            self._editor.refuse("These numbers are computed; only parameters can be typed. Choose one in the list above.")
        elif not math.isfinite(number):
            self._editor.refuse(f"A parameter is a number, but {text!r} is none; type, for example, −0.5 or 1e-3.")
        else:
            self._put(row, column, number)

    def _put(self, row: int, column: int, number: float | None) -> None:
        node, (_, name) = self._node(), self.choice.currentData()
        if node is None:
            return
        held = self._player.session.parameters_of(node.id)[name].value
        before = dict(node.typed).get(name)
        typed = np.full(held.shape, np.nan) if before is None else np.array(before, dtype=float)
        grid = typed.reshape(-1, 1) if typed.ndim < 2 else typed.reshape(typed.shape[0], -1)
        grid[row, column] = np.nan if number is None else number
        others = tuple(pair for pair in node.typed if pair[0] != name)
        kept = () if np.isnan(typed).all() else ((name, _as_tuples(typed.tolist())),)
        changed = dataclasses.replace(node, typed=(*others, *kept))
        words = f"Type {name} of {node.name}" if number is not None else f"Take back {name} of {node.name}"
        self._editor.edit_graph(self._editor.graph.put(changed), words)

    def _on_look(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(8))


def _as_tuples(numbers: object) -> object:
    if isinstance(numbers, list):
        return tuple(_as_tuples(each) for each in numbers)
    return None if isinstance(numbers, float) and math.isnan(numbers) else numbers
