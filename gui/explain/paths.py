"""Paths to the loss: every way from the number that is open, the product along each, and what all of them add up to."""
from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.inquiry.location import Location
from gui.editor import Editor
from gui.explain.path_rows import PathRows
from gui.explain.path_words import MOST_SUMS, light_of, light_of_steps, rows_of, sentence, sums
from gui.inspector.refresh import Refresh
from gui.lighting import NOTHING, Light
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look

if TYPE_CHECKING:
    from engine.inquiry.paths import Path, Paths

AT_ONCE = 20
"""So many paths are listed at first, and so many more each time."""
# Seconds of work between two looks at what else the window is asked for, and before its progress is shown.
_SLICE, _PATIENCE = 0.010, 0.3
_PASSES = 8


class PathsSection(QWidget):
    """Folded it costs nothing. Unfolded it finds the paths of the pass shown, a slice at a time, and lights them."""

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._editor, self._player, self._look = editor, player, look
        self._location: Location | None = None
        self._paths: Paths | None = None
        # Unlike any other, so that being folded at first is something to show.
        self._key: object = ""
        self._most, self._since = AT_ONCE, 0.0
        self._is_open = False
        self._listed: tuple[Path, ...] = ()
        self._lit: Light | None = None
        self._lit_before = NOTHING
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._make_parts()
        self._refresh = Refresh(self, player, self._show)
        look.changed.connect(self._on_look)
        self._on_look()
        self._drop()
        self.unfold(False)

    def _make_parts(self) -> None:
        self.heading = QToolButton()
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_look(self.heading, "fold")
        self.words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.progress, self.stop = QProgressBar(maximum=1000), QPushButton("Stop")
        self.progress.setAccessibleName("Paths found so far")
        self._waiting = QWidget()
        beside = QHBoxLayout(self._waiting)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.progress, 1)
        beside.addWidget(self.stop)
        self.rows = PathRows(self._look)
        self.more = QPushButton(f"Show {AT_ONCE} more")
        set_look(self.more, "plain")
        self._sums = QWidget()
        grid = QGridLayout(self._sums)
        grid.setContentsMargins(0, 0, 0, 0)
        self.sums = [(QLabel(), QLabel()) for _ in range(MOST_SUMS)]
        for row, (words, number) in enumerate(self.sums):
            set_look(words, "secondary")
            set_look(number, "number")
            grid.addWidget(words, row, 0)
            grid.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self.heading, self.words, self._waiting, self._sums, self.rows, self.more):
            self._box.addWidget(part)
        for button in (self.heading, self.more):
            self._box.setAlignment(button, Qt.AlignmentFlag.AlignLeft)
        self.heading.clicked.connect(lambda: self.unfold(not self._is_open))
        self.stop.clicked.connect(self._stop_or_go_on)
        self.more.clicked.connect(self._show_more)
        self.rows.pointed.connect(self._point)

    def show_number(self, location: Location | None) -> None:
        """Be about this number, a gradient standing for what it is the gradient by; None: there is nothing to say."""
        if location != self._location:
            self._location, self._most = location, AT_ONCE
        self._show()
        if self._listed:
            self._light_up()

    def unfold(self, is_open: bool = True) -> None:
        """Show the paths of the number, or fold them away."""
        self._is_open = is_open
        self.heading.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.heading.setAccessibleDescription("unfolded" if is_open else "folded")
        self._show()

    @property
    def is_found(self) -> bool:
        """Whether the search for the paths is over."""
        return self._paths is not None and self._paths.is_done

    # finding them

    def _show(self) -> None:
        """Find the paths anew if the number, the pass or what gradients are of is another."""
        shown, is_open = self._player.shown, self._is_open and self._location is not None
        self.setVisible(self._location is not None)
        end = "the loss" if shown.of is None else "o"
        self.heading.setText(f"Paths to {end}")
        self.heading.setToolTip(f"Every way on which this number moves {end}, with the product along each")
        key = (shown, shown.run.shown, self._editor.document, self._location) if is_open else None
        if self._player.is_playing and is_open:
            self._drop()
            self._say("The numbers are running. Pause to see the paths of one iteration.")
        elif key != self._key:
            self._drop()
            self._key = key
            if is_open:
                self._begin()

    def _begin(self) -> None:
        from engine.inquiry.paths import Paths

        assert self._location is not None
        shown = self._player.shown
        self._paths = Paths(shown.occasion(), self._location.element, shown.of)
        self._since = time.perf_counter()
        self._say(self._paths.why_not or "Finding the paths…")
        if not self._paths.is_done:
            self.stop.setText("Stop")
            self._timer.start()

    def _go_on(self) -> None:
        assert self._paths is not None
        now = time.perf_counter()
        end = now + _SLICE
        while not self._paths.is_done and time.perf_counter() < end:
            self._paths.go_on(_PASSES)
        self.progress.setValue(round(1000 * self._paths.progress))
        self._waiting.setVisible(not self._paths.is_done and now - self._since > _PATIENCE)
        if self._paths.is_done:
            self._timer.stop()
            self._list()

    def _stop_or_go_on(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._say(f"Stopped after {self.progress.value() / 10:.0f} % of the search.")
        else:
            self._timer.start()
            self._say("Finding the paths…")
        self.stop.setText("Stop" if self._timer.isActive() else "Go on")

    def _drop(self) -> None:
        """Nothing is known of any paths."""
        self._timer.stop()
        # Unless something else stays lit by now.
        if self._lit is not None and self._editor.lighting.kept == self._lit:
            self._editor.lighting.keep(self._lit_before)
        self._paths, self._listed, self._key, self._lit = None, (), None, None
        for part in (self.words, self._waiting, self.rows, self.more, self._sums):
            part.hide()

    # what was found

    def _list(self) -> None:
        assert self._paths is not None
        if self._paths.why_not:
            self._say(self._paths.why_not)
            return
        graph = self._editor.graph
        self._listed = self._paths.largest(self._most)
        self._say(sentence(self._paths, self._listed, graph))
        self.rows.show_rows(rows_of(self._paths, self._listed, graph))
        self.rows.setVisible(bool(self._listed))
        self.more.setVisible(self._paths.count > len(self._listed))
        self._show_sums(sums(self._paths, self._listed, self._player.shown.symbol, graph) if self._listed else [])
        if self._listed:
            self._light_up()

    def _light_up(self) -> None:
        lighting, light = self._editor.lighting, light_of(self._listed, self._editor.graph)
        if lighting.kept != self._lit:
            self._lit_before = lighting.kept
        self._lit = light
        lighting.keep(light)

    def _show_sums(self, lines: list[tuple[str, str]]) -> None:
        for labels, texts in zip(self.sums, lines + [("", "")] * (MOST_SUMS - len(lines)), strict=True):
            for label, text in zip(labels, texts, strict=True):
                label.setText(text)
                label.setVisible(bool(text))
        self._sums.setVisible(bool(lines))

    def _show_more(self) -> None:
        self._most += AT_ONCE
        self._list()

    def _point(self, row: int, factor: int) -> None:
        graph, light = self._editor.graph, None
        if row >= 0:
            path = self._listed[row]
            steps = (0, len(path.factors)) if factor < 0 else self.rows.rows[row].steps[factor]
            light = light_of_steps(path, *steps, graph)
        self._editor.lighting.point(light)

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.show()

    def _on_look(self) -> None:
        self._box.setSpacing(self._look.theme.px(6))
