"""Listing: the rows of the watch list, scrolled, with what is done to them by hand."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.moment import Moment
from engine.watching.names import Names
from engine.watching.tree import Tree
from gui.editor import Editor
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look
from gui.watch import edits
from gui.watch.row import WatchRow

_HINT = (
    "Numbers you want to keep an eye on stand here with their curves. Type one above, right-click a number on the "
    "Values page, or a layer. A condition such as loss < 0.1 stops Train there."
)


class WatchList(QScrollArea):
    """Rows are kept from one document to the next. ``edit_asked``: a place in the list; ``break_asked``: what of."""

    edit_asked = Signal(int)
    break_asked = Signal(object)

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._editor, self._player, self._look = editor, player, look
        self._names = Names()
        self.rows: list[WatchRow] = []
        self.sentence, self.hint = QLabel(), QLabel(_HINT)
        inside = QWidget()
        set_look(inside, "panel")
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        # What is wrong stands above the list and is scrolled with it: a low pane has no room for a long sentence.
        for label, name in ((self.sentence, "error"), (self.hint, "hint")):
            label.setWordWrap(True)
            set_look(label, name)
            self._box.addWidget(label)
        self._box.addStretch(1)
        self.sentence.hide()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def say(self, sentence: str) -> None:
        """Say this above the list, where it can be seen; "" for nothing."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        if sentence:
            self.verticalScrollBar().setValue(0)

    def show_entries(self, names: Names) -> None:
        """A row for each entry of the document, as everything is called now."""
        self._names = names
        watched, session = self._editor.document.watched, self._player.session
        while len(self.rows) < len(watched):
            self._add_row()
        for row, entry in zip(self.rows, watched, strict=False):
            row.show_entry(entry, session, names)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(watched))
        self.hint.setVisible(not watched)

    def show_numbers(self) -> None:
        """The numbers of this moment, and the curves so far."""
        for row, _ in zip(self.rows, self._editor.document.watched, strict=False):
            row.show_numbers(self._player.session)

    # by hand

    def _add_row(self) -> None:
        place, row = len(self.rows), WatchRow(self._look)
        row.removed.connect(partial(self._remove, place))
        row.moved.connect(partial(self._move, place))
        row.edited.connect(partial(self.edit_asked.emit, place))
        row.switched.connect(partial(edits.switch, self._editor, place))
        row.breaks.connect(lambda: self.break_asked.emit(self._tree(place)))
        row.curve.travelled.connect(self._travel)
        row.pointed.connect(partial(self._light, place))
        self._box.insertWidget(self._box.count() - 1, row)
        self.rows.append(row)

    def _tree(self, place: int) -> Tree:
        return self._editor.document.watched[place].tree

    def _remove(self, place: int) -> None:
        had_focus = self.rows[place].hasFocus()
        edits.remove(self._editor, place, self._names)
        left = len(self._editor.document.watched)
        if had_focus and left:
            self.rows[min(place, left - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, place: int, by: int) -> None:
        new = edits.move(self._editor, place, by)
        self.rows[new].setFocus(Qt.FocusReason.OtherFocusReason)

    def _light(self, place: int, is_pointed: bool) -> None:
        """What a row is about is lit on the canvas for as long as the pointer is on it."""
        is_there = is_pointed and place < len(self._editor.document.watched)
        self._editor.lighting.point(edits.light_of(self._tree(place)) if is_there else None)

    def _travel(self, iteration: int) -> None:
        if self._player.shown is not self._player.session:
            self._player.show(self._player.session)
        self._player.goto(Moment(iteration))
