"""Number page: one number, how it was made, and its terms, each of which leads to where it came from."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.inquiry.location import Location
from engine.inquiry.record import Number
from engine.inquiry.rules import Index
from gui.editor import Editor
from gui.explain import number_words
from gui.explain.crumbs import Crumbs
from gui.explain.listed import Listed
from gui.explain.terms_view import TermsView
from gui.explain.tracing import Tracing
from gui.explain.trail import Path, Trail
from gui.inspector.refresh import Refresh
from gui.lighting import Cell, Light
from gui.paint.numbers import exact, short
from gui.playback.player import Player
from gui.sentences import sentence
from gui.stylesheet import set_look
from gui.theme import Look

if TYPE_CHECKING:
    # Imported when the first number is opened.
    from engine.inquiry.origins import Origins

# Terms listed at first, and how many more a click brings.
FIRST, MORE = 12, 100
_IN_TEXT = 4


class Section(Protocol):
    """What stands below the terms, a widget of its own; it is told which number is open, None for one without place."""

    def show_number(self, location: Location | None) -> None:
        """Another number is open, or the same one at another moment, or none any more."""


class NumberPage(QScrollArea):
    """Belongs to a moment: when the run moves it shows the same number there, or closes and says why.

    ``opened``: there is a number to see. ``closed``: there is none any more.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, editor: Editor, player: Player, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._player, self._look = editor, player, look
        self.trail, self.tracing = Trail(), Tracing(player)
        self.number: Number | None = None
        # What the keyboard begins with.
        self.first: QWidget = self
        self.sections: list[Section] = []
        self._listed: Listed | None = None
        # The turns from the number to the one whose terms are listed, if that is another.
        self._inner: tuple[tuple[int, int], ...] = ()
        self._most = FIRST
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        set_look(self._inside, "panel")
        self.setWidget(self._inside)
        self._box = QVBoxLayout(self._inside)
        self._make_parts()
        self._refresh = Refresh(self, player, self._on_moved)
        editor.changed.connect(self._refresh.ask)
        look.changed.connect(self._on_look)
        self._on_look()

    def _make_parts(self) -> None:
        self.crumbs, self.terms = Crumbs(self._look), TermsView(self._look)
        self.title, self.value, self.how = sentence("title"), sentence("number"), sentence("secondary")
        self.text, self.terms_title = sentence("number"), sentence("heading")
        self.more = QPushButton()
        for part in (self.crumbs, self.title, self.value, self.how, self.text, self.terms_title, self.terms):
            self._box.addWidget(part)
        self._box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addStretch(1)
        self.crumbs.chosen.connect(self._go_up)
        self.crumbs.back.clicked.connect(lambda: self.back())
        self.crumbs.forward.clicked.connect(lambda: self.forward())
        self.crumbs.close_number.clicked.connect(lambda: self.close_number())
        self.terms.asked.connect(self._go_into)
        self.terms.pointed.connect(self._point)
        self.more.clicked.connect(self._show_more)

    def add_section(self, section: QWidget) -> None:
        """Put a widget with a ``show_number`` below the terms."""
        self.sections.append(cast(Section, section))
        self._box.insertWidget(self._box.count() - 1, section)

    # where one goes

    def ask(self, array: np.ndarray, index: Index) -> None:
        """Open the number at a place of an array that is shown; if that can't be, say why.

        Where somebody wants a number chosen, that is what it is for.
        """
        if self._editor.picker is not None:
            self._editor.picker.take_at(array, index)
            return
        self._ask(Path.to(self._player.shown, array, index), self.trail.go)

    def back(self) -> None:
        """The number that was open before."""
        self._ask(self.trail.before, partial(self.trail.move, -1))

    def forward(self) -> None:
        """The number that was gone back from."""
        self._ask(self.trail.after, partial(self.trail.move, 1))

    def close_number(self) -> None:
        """No number is open any more."""
        if self.trail.path is None and self._inside.isEnabled():
            return
        self.trail.clear()
        self.tracing.forget()
        self.number = None
        self._inside.setEnabled(True)
        self.terms.show_terms(None, 0)
        self._editor.lighting.point(None)
        self._editor.lighting.keep(None)
        for section in self.sections:
            section.show_number(None)
        self.closed.emit()

    def _go_up(self, turns: int) -> None:
        path = self.trail.path
        if path is not None and turns < len(path.turns):
            self._ask(path.up_to(turns), self.trail.go)

    def _go_into(self, term: int, factor: int) -> None:
        if self.trail.path is not None:
            self._ask(self.trail.path.into(*self._inner, (term, factor)), self.trail.go)

    def _on_moved(self) -> None:
        if self.number is not None and self.tracing.origins is self._origins:
            return
        if self.trail.path is not None:
            # Where making the origins takes longer than a frame has time for, what the step shows comes first.
            self._ask(self.trail.path, partial(self.trail.move, 0), is_urgent=not self.tracing.is_slow)
        elif not self._inside.isEnabled():
            self.close_number()

    def _ask(self, path: Path | None, settle: Callable[[Path], None], is_urgent: bool = True) -> None:
        """Show the number at the end of a path, at once or soon; ``settle`` then takes the path as it is now."""
        if path is None or self.tracing.ask(partial(self._arrive, path, settle), is_urgent=is_urgent):
            return
        # What is shown is greyed until what was asked for has come.
        self._inside.setEnabled(False)
        if self.number is None:
            self.title.setText("Computing where it came from …")
            self.opened.emit()

    def _arrive(self, path: Path, settle: Callable[[Path], None], origins: Origins) -> None:
        try:
            numbers = path.numbers(self._player.shown, origins)
        except ValueError as error:
            if self.number is None or path is self.trail.path:
                self.close_number()
            self._inside.setEnabled(True)
            self._editor.refuse(str(error))
            return
        is_other = path is not self.trail.path
        settle(path.up_to(len(numbers) - 1))
        if is_other:
            self._most = FIRST
            self.verticalScrollBar().setValue(0)
        self._show(origins, numbers)
        if is_other:
            self.opened.emit()

    # showing

    def _show(self, origins: Origins, numbers: tuple[Number, ...]) -> None:
        present, number = self._player.shown, numbers[-1]
        self.number, self._origins = number, origins
        factor = number_words.mean_of(number)
        self._inner = () if factor is None else ((0, factor),)
        self._listed = Listed.of(number if factor is None else number.term(0)[factor], present.document.graph)
        self._inside.setEnabled(True)
        way = tuple((number_words.symbol_of(each), number_words.full_name(each)) for each in numbers)
        self.crumbs.show_way(way, self.trail.before is not None, self.trail.after is not None)
        self.title.setText(number_words.full_name(number))
        self.value.setText(short(number.value))
        self.value.setToolTip(exact(number.value))
        sign = "negative" if number.value < 0 else "positive"
        self.value.setProperty("sign", f"{number_words.kind_of(number)}_{sign}")
        set_look(self.value, "large_number")
        ending = number_words.ending(number, present.run.shown)
        self.how.setText(number_words.how(number, present) or ending)
        self.text.setText(f"= {number.text(_IN_TEXT, short)}" if number.count else "")
        self.text.setVisible(bool(number.count))
        self._show_terms()
        self._editor.lighting.keep(number_words.light_of(present, origins, number))
        location = number_words.location_of(present, origins, number)
        for section in self.sections:
            section.show_number(location)

    def _show_terms(self) -> None:
        listed = self._listed
        assert self.number is not None and listed is not None
        count = listed.number.count
        seen, left = min(count, self._most), count - min(count, self._most)
        self.terms.show_terms(listed, self._most)
        self.terms_title.setText(number_words.counted(self.number, listed.number, seen))
        self.terms_title.setVisible(count > 0)
        had_focus = self.terms.hasFocus() or self.hasFocus()
        self.terms.setVisible(count > 0)
        self.first = self.terms if count else self
        if had_focus:
            self.first.setFocus()
        self.more.setVisible(left > 0)
        if left:
            rest = short(listed.number.value - float(listed.running[seen - 1]))
            self.more.setText(f"… {left:,} more" + (f", together {rest}" if listed.number.is_sum else ""))

    def _show_more(self) -> None:
        self._most += MORE
        self._show_terms()

    def _point(self, number: Number | None) -> None:
        """What a factor under the pointer is lights up."""
        location = None if number is None else number_words.location_of(self._player.shown, self._origins, number)
        light = None if location is None else Light(frozenset([location.node]), cells=frozenset([Cell.of(location)]))
        self._editor.lighting.point(light)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with left and right goes back and forward, Escape closes."""
        is_alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Escape:
            self.close_number()
        elif is_alt and event.key() == Qt.Key.Key_Left:
            self.back()
        elif is_alt and event.key() == Qt.Key.Key_Right:
            self.forward()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The buttons at a mouse's side go back and forward, too."""
        if event.button() == Qt.MouseButton.BackButton:
            self.back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.forward()
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What a press began is done."""

    def _on_look(self, *_: object) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(16), px(8), px(14), px(12))
        self._box.setSpacing(px(8))
