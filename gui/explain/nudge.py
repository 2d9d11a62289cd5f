"""Nudge section: one number dragged or typed, what the loss answers at once, and what its gradient had predicted."""
from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from engine.element import ParameterElement
from engine.inquiry.location import Location
from engine.stepping import Stepping
from engine.ties import keeper
from gui.editor import Editor
from gui.explain.nudge_plot import POINTS, NudgePlot
from gui.explain.nudge_words import signed, standing, symbol_of, three_digits, why_not_keep
from gui.inspector.entry import read_number, written
from gui.inspector.refresh import Refresh
from gui.inspector.typed import with_typed
from gui.playback.player import Player
from gui.sentences import sentence
from gui.stylesheet import set_look
from gui.theme import Look

if TYPE_CHECKING:
    # Imported when a number is first nudged: a window that opens needs none.
    from engine.inquiry.nudge import Nudge

# Seconds of evaluations between two frames, and in which making it all ready is not noticed.
_SLICE, _QUICK = 0.006, 0.01
# How much further than to the number tried the curve is drawn.
_ROOM = 1.2


class NudgeSection(QWidget):
    """Is about one number of the pass shown. Nothing of the run changes until Keep types the number in."""

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._editor, self._player, self._look = editor, player, look
        self._location: Location | None = None
        self._nudge: Nudge | None = None
        self._key: object = None
        self._at = self._reach = 0.0
        self._is_quick = True
        self._names = ("", "")
        self._standing = ""
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._make_parts()
        self._refresh = Refresh(self, player, self._show)
        editor.changed.connect(self._refresh.ask)
        look.changed.connect(self._on_look)
        self._on_look()
        self._show()

    def _make_parts(self) -> None:
        self.heading, self.symbol, self.state = sentence("heading"), sentence("number"), sentence("small")
        self.measured, self.predicted = sentence("number"), sentence("gradient_number")
        self.why_not = sentence("secondary")
        self.heading.setText("Nudge")
        self.field = QLineEdit()
        self.field.setAccessibleName("Number to try")
        self.field.setToolTip("Type another number; Escape puts it back.")
        self.field.textEdited.connect(self._on_typed)
        self.field.returnPressed.connect(self.field.selectAll)
        self.plot = NudgePlot(self._look)
        self.plot.moved.connect(self.move_to)
        self.back, self.keep = QToolButton(), QToolButton()
        self.back.setText("Put back")
        self.back.clicked.connect(self.put_back)
        self.keep.setText("Keep")
        self.keep.clicked.connect(self._keep)
        row = QHBoxLayout()
        row.addWidget(self.symbol)
        row.addWidget(self.field, 1)
        for button in (self.back, self.keep):
            row.addWidget(button)
        self._parts = (self.symbol, self.field, self.plot, self.measured, self.predicted, self.back, self.keep)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.heading)
        self._box.addLayout(row)
        for part in (self.plot, self.measured, self.predicted, self.state, self.why_not):
            self._box.addWidget(part)

    def show_number(self, location: Location | None) -> None:
        """Be about this number, a gradient standing for what it is the gradient by; None: there is nothing to nudge."""
        self._location = location
        self.setVisible(location is not None)
        if location is None:
            self._drop()
        self._show()

    @property
    def is_computing(self) -> bool:
        """Whether the curve is not all there yet."""
        return self._timer.isActive()

    # what is shown

    def _show(self) -> None:
        """Begin anew if the number, the pass or the network is another."""
        shown, location = self._player.shown, self._location
        if location is None or not self.isVisible():
            return
        key = shown, shown.run.shown, self._editor.document, location
        if self._player.is_playing:
            self._forget("The numbers are running. Pause to nudge one.")
        elif key != self._key:
            self._drop()
            self._key, self._work = key, self._begin(shown, location)
            self._timer.start()
            # Where it takes longer than a frame has time for, what the step shows comes first.
            if self._is_quick:
                self._go_on()
            else:
                self.setEnabled(False)
        elif self._nudge is not None and self._standing != standing(shown, location, self._nudge):
            self._standing = standing(shown, location, self._nudge)
            self._move_to(self._at)

    def _begin(self, shown: Stepping, location: Location) -> Iterator[None]:
        """Make the nudge, with a pause in between, and show it at rest."""
        from engine.inquiry.nudge import Nudge

        start = time.perf_counter()
        occasion = shown.occasion()
        yield
        nudge = Nudge(occasion, location, shown.of)
        self._is_quick = time.perf_counter() - start < _QUICK
        self.setEnabled(True)
        if nudge.why_not:
            key = self._key
            self._forget(nudge.why_not)
            self._key = key
            return
        self._nudge, self._reach = nudge, 0.0
        self._names = symbol_of(location, shown.document.graph), shown.symbol
        self.symbol.setText(f"{self._names[0]} =")
        self._standing = standing(shown, location, nudge)
        self.why_not.hide()
        for part in self._parts:
            part.show()
        self._move_to(nudge.here)

    def _forget(self, why_not: str) -> None:
        """Nothing is nudged, for this reason."""
        self._drop()
        for part in (*self._parts, self.state):
            part.hide()
        self.why_not.setText(why_not)
        self.why_not.show()

    def _drop(self) -> None:
        self._key = self._nudge = None
        self._timer.stop()

    def _draw_as_far_as(self, number: float) -> None:
        """Draw the curve so far that this number is on it, and no further than one wants to see."""
        assert self._nudge is not None
        here = self._nudge.here
        reach = max(1.0, abs(here), _ROOM * abs(number - here))
        if reach > self._reach or (number == here and reach < self._reach):
            self._reach, self._work = reach, self._curve(self._nudge, reach)
            self._timer.start()
            self._go_on()

    def _curve(self, nudge: Nudge, reach: float) -> Iterator[None]:
        """Evaluate the loss about the number, with a pause after each; then draw it."""
        numbers, losses = np.linspace(nudge.here - reach, nudge.here + reach, POINTS), []
        for number in numbers:
            losses.append(nudge.loss(float(number)))
            yield
        self.plot.show_curve(nudge, self._names, numbers, losses)

    def _go_on(self) -> None:
        end = time.perf_counter() + _SLICE
        while time.perf_counter() < end:
            work = self._work
            if next(work, self) is self and work is self._work:
                self._timer.stop()
                return

    # moving

    def move_to(self, number: float) -> None:
        """Try another number."""
        self._move_to(number)
        self._write(number)

    def put_back(self) -> None:
        """The number that it is."""
        if self._nudge is not None:
            self._move_to(self._nudge.here)

    def _move_to(self, number: float) -> None:
        nudge = self._nudge
        assert nudge is not None and self._location is not None
        loss = nudge.loss(number)
        self._at = number
        is_moved = number != nudge.here
        self.plot.show_point(number, loss)
        self._draw_as_far_as(number)
        if not is_moved:
            self._write(nudge.here)
            set_look(self.field, "")
            # At rest, a small step shows what the gradient means.
            number = nudge.here + nudge.small
            loss = nudge.loss(number)
        self._tell(nudge, number, loss)
        self.back.setEnabled(is_moved)
        why_not = why_not_keep(self._player.shown, self._location) if is_moved else "Try another number first."
        self.keep.setEnabled(not why_not)
        self.keep.setToolTip(why_not or "Types the number in, as an edit that can be undone.")

    def _write(self, number: float) -> None:
        self.field.setText(written(number))
        # The first digits matter more than the last.
        self.field.setCursorPosition(0)

    def _tell(self, nudge: Nudge, number: float, loss: float) -> None:
        """What the step does, what the gradient said that it would do, and by how much the two are apart."""
        symbol, of = self._names
        step, change, predicted = number - nudge.here, loss - nudge.loss_here, nudge.predicted(number) - nudge.loss_here
        self.measured.setText(f"{symbol} {signed(step, ' ')} changes {of} by {signed(change)}")
        told, is_right = f"gradient × {three_digits(step)} predicts {signed(predicted)}", nudge.is_right(number, loss)
        self.predicted.setText(f"{told} ✓" if is_right else told)
        apart = "" if is_right else f"Apart by {signed(change - predicted)}: on this way the curve bends."
        self.state.setText(" ".join(each for each in (apart, self._standing) if each))
        self.state.setVisible(bool(self.state.text()))
        self.plot.setAccessibleDescription(f"{self.measured.text()}; {self.predicted.text()}")

    def _on_typed(self, text: str) -> None:
        number = read_number(text)
        set_look(self.field, "wrong" if number is None else "")
        if number is not None and self._nudge is not None:
            self._move_to(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the number back; where it is back, others may want the key."""
        if event.key() == Qt.Key.Key_Escape and self._nudge is not None and self.back.isEnabled():
            self.put_back()
        else:
            super().keyPressEvent(event)

    # keeping

    def _keep(self) -> None:
        """Type the number in, as on the Values page: an edit that can be undone."""
        assert self._location is not None
        element, graph = self._location.element, self._editor.graph
        if isinstance(element, ParameterElement):
            shape = self._player.session.parameters_of(element.node)[element.name].value.shape
            after = with_typed(keeper(graph, element.node), element.name, shape, element.index, self._at)
            self._editor.edit_graph(graph.put(after), f"Type {element.words(graph)}")

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(0, px(8), 0, 0)
        self._box.setSpacing(px(6))
        self.field.setMinimumWidth(px(60))
