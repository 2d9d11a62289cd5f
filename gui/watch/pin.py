"""Pin: a button that puts the number that is open into the watch list, or takes it out again."""
from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.inquiry.location import Location
from engine.watching.names import Names
from engine.watching.tree import Numbers
from gui.editor import Editor
from gui.playback.player import Player
from gui.watch import edits


class Pin(QWidget):
    """A section of the number page. It is not there for a number that has no place in the network."""

    def __init__(self, editor: Editor, player: Player) -> None:
        super().__init__()
        self._editor, self._player = editor, player
        self._number: Numbers | None = None
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.clicked.connect(self._toggle)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.button)
        box.addStretch(1)
        editor.changed.connect(self._show)
        self._show()

    def show_number(self, location: Location | None) -> None:
        """The number that is open, if there is one."""
        self._number = edits.numbers_at(location) if location is not None else None
        self._show()

    def _place(self) -> int | None:
        """Where it stands in the watch list."""
        trees = [each.tree for each in self._editor.document.watched]
        return trees.index(self._number) if self._number in trees else None

    def _show(self, *_: object) -> None:
        is_watched = self._place() is not None
        self.setVisible(self._number is not None)
        self.button.setChecked(is_watched)
        self.button.setText("Watched" if is_watched else "Watch")
        tip = "Take it out of the watch list" if is_watched else "Put it into the watch list, with a curve over the run"
        self.button.setToolTip(tip)

    def _toggle(self) -> None:
        names, place = Names.of(self._player.session), self._place()
        if place is not None:
            edits.remove(self._editor, place, names)
        elif self._number is not None:
            edits.watch(self._editor, self._number, names)
        self._show()
