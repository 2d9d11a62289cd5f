"""Code page: the NumPy calls of the present pass with those of the step marked, or the network as PyTorch."""
from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gui.code.view import CodeView
from gui.editor import Editor
from gui.inspector.refresh import Refresh
from gui.paint.numbers import shape_words
from gui.playback.player import Player
from gui.sentences import sentence
from gui.settings import Settings
from gui.stylesheet import set_look
from gui.theme import Look

if TYPE_CHECKING:
    # Imported when a page is first looked at: a window that opens needs neither.
    from engine.export.numpy_calls import NumpyCalls, Step

FORMS = {"numpy": "NumPy", "pytorch": "PyTorch"}
# Seconds of writing between two frames.
_SLICE = 0.006
# A rule that a narrow page has room for.
_RULE = 28


class CodePage(QWidget):
    """Follows the steps. The text is written once for a network, in slices; a step only moves the mark.

    ``said`` is a sentence for the status line.
    """

    said = Signal(str)

    def __init__(self, editor: Editor, player: Player, look: Look, settings: Settings) -> None:
        super().__init__()
        self._editor, self._player, self._look, self._settings = editor, player, look, settings
        self._steps: Sequence[Step] = ()
        self._calls: NumpyCalls | None = None
        self._key: object = None
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._write_a_slice)
        self.view = CodeView(look)
        self.view.setAccessibleName("Code of the pass")
        self.view.asked.connect(self._go_to)
        self.view.tell = self.words_for
        self.words, self.arrays = sentence("secondary"), sentence("small")
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._make_row())
        self._box.addWidget(self.words)
        self._box.addWidget(self.view, 1)
        self._box.addWidget(self.arrays)
        self._refresh = Refresh(self, player, self._show)
        for signal in (editor.changed, editor.opened, editor.selection_changed, settings.changed):
            signal.connect(self._refresh.ask)
        look.changed.connect(self._on_look)
        self._on_look()

    def _make_row(self) -> QHBoxLayout:
        row, group = QHBoxLayout(), QButtonGroup(self)
        self.forms: dict[str, QToolButton] = {}
        for form, title in FORMS.items():
            button = self.forms[form] = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setToolTip(_TIPS[form])
            set_look(button, "segment")
            button.clicked.connect(lambda _=False, form=form: self._settings.set("code_form", form))
            group.addButton(button)
            row.addWidget(button)
        self.copy = QToolButton()
        self.copy.setText("Copy")
        self.copy.setToolTip("Copies the chosen lines, or all of them.")
        self.copy.clicked.connect(self._copy)
        row.addStretch(1)
        row.addWidget(self.copy)
        return row

    @property
    def is_writing(self) -> bool:
        """Whether not all of the text is there yet."""
        return self._timer.isActive()

    def words_for(self, name: str) -> str:
        """What is said of a name in the code: its shape in this batch, where it is an array's."""
        shape = self._calls.shape(name, self._player.shown.plan.examples) if self._calls else None
        return "" if shape is None else f"{name}: {shape_words(shape)}"

    # writing

    def _show(self) -> None:
        shown, form = self._player.shown, str(self._settings.get("code_form"))
        self.forms[form].setChecked(True)
        names = tuple(node.name for node in shown.document.graph.nodes)
        # What differs with the size of a batch is written with N, so that a short last batch has the same text.
        update = shown.run.update_of(shown.run.shown)
        key = form, shown, update, shown.plan.indices is None, names
        if key != self._key:
            self._key = key
            self._work = self._write(form)
            self._timer.start()
            self._write_a_slice()
        elif not self.is_writing:
            self._mark()

    def _write_a_slice(self) -> None:
        end = time.perf_counter() + _SLICE
        while time.perf_counter() < end:
            if next(self._work, self) is self:
                self._timer.stop()
                self._mark()
                return

    def _write(self, form: str) -> Iterator[None]:
        from engine.export.names import ExportError

        self._steps, self._calls, sentence = (), None, self._player.shown.why_not_step
        self._mark()
        steps: Sequence[Step] = ()
        try:
            if not sentence:
                steps = yield from self._written(form)
        except ExportError as refusal:
            sentence = str(refusal)
        pieces = [(_before(steps, at), steps[at].lines) for at in range(len(steps))]
        if "\n".join(line for piece in pieces for part in piece for line in part) != self.view.toPlainText():
            yield from self.view.write(pieces)
            self.view.gutter.place()
        self._steps = steps
        self.words.setText(sentence or self._explanation(form))
        self.view.setVisible(not sentence)
        self.copy.setEnabled(not sentence)

    def _written(self, form: str) -> Generator[None, None, Sequence[Step]]:
        from engine.export.numpy_calls import NumpyCalls
        from engine.export.torch_calls import torch_steps

        if form == "pytorch":
            return torch_steps(self._player.session)
        calls = NumpyCalls(self._player.shown)
        while not calls.is_written:
            calls.go_on()
            yield
        # They hold all examples, and what is shown wants none.
        calls.stored.clear()
        self._calls = calls
        return calls.steps

    # marking

    def _mark(self) -> None:
        marked, current = self._of_node() if self._calls is None else self._of_step()
        self.view.mark(marked, current)
        self.view.setAccessibleDescription(self.view.lines_of(current) if current >= 0 else "")
        self.arrays.setText(self._arrays_of(current))
        self.arrays.setVisible(bool(self.arrays.text()))

    def _of_step(self) -> tuple[Sequence[int], int]:
        """The places of the step that happened last, and of the equation in it."""
        (equations, place), latest = self._player.just_happened(), self._player.shown.latest
        if latest is None or latest >= len(self._steps):
            return (), -1
        return range(latest - place, latest - place + len(equations)), latest

    def _of_node(self) -> tuple[Sequence[int], int]:
        """The places of the selected layers, or of the layer and the phase of the step that happened last."""
        shown, phase = self._player.shown, ""
        nodes = set(self._editor.selection)
        if not nodes and shown.latest is not None:
            equation = shown.equations[shown.latest]
            nodes, phase = {equation.node}, equation.phase
        found = [
            at
            for at, step in enumerate(self._steps)
            if (step.node in nodes if step.node else phase and step.phase == phase)
        ]
        return found, next((at for at in found if self._steps[at].phase), -1)

    def _arrays_of(self, current: int) -> str:
        """The arrays that the calls of a step name, with their shapes, in the order in which they come."""
        if self._calls is None or current < 0:
            return ""
        names = re.findall(r"[A-Za-z]\w*", "\n".join(self._steps[current].lines[1:]))
        words = (self.words_for(name).replace(": ", "\u00a0") for name in dict.fromkeys(names))
        return "   ".join(each for each in words if each)

    # asked for

    def _go_to(self, place: int) -> None:
        if self._calls is not None:
            self._player.goto(self._player.shown.moment_after(place + 1))
        elif self._steps[place].node:
            self._editor.select([self._steps[place].node])

    def _copy(self) -> None:
        count = self.view.copy_all_or_chosen()
        self.said.emit(f"Copied {count:,} line{'s' * (count != 1)}.")

    def _explanation(self, form: str) -> str:
        if form == "pytorch":
            return "A click on a line selects its layer."
        examples = self._player.shown.plan.examples
        count = f"N = {examples:,} example{'s' * (examples != 1)}. " if self._player.shown.of is None else ""
        return f"{count}A click on a line goes there."

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(14), px(12), px(14), px(12))
        self._box.setSpacing(px(8))


_TIPS = {
    "numpy": "The NumPy calls of the pass: those that run, and no others.",
    "pytorch": "The layers as PyTorch knows them.",
}


def _before(steps: Sequence[Step], at: int) -> tuple[str, ...]:
    """What stands before the calls of an equation: an empty line, and a rule where a phase begins."""
    from engine.export.numpy_calls import rule

    if not steps[at].lines[0].startswith("#"):
        return ()
    gap = ("",) if at else ()
    is_new = at == 0 or steps[at - 1].phase != steps[at].phase
    return (*gap, rule(steps[at].phase, _RULE), "") if is_new else gap
