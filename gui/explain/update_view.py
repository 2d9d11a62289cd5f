"""Update view: one parameter before and after an update, and the lines of the update with the numbers of one of it."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.inquiry.record import shown
from engine.inquiry.update_numbers import Change, NumberLine, UpdateNumbers
from engine.run import Run
from engine.session import Session
from gui.choice_box import ChoiceBox
from gui.editor import Editor
from gui.explain.change_grids import ChangeGrids, as_matrix
from gui.paint.formula import FormulaStore
from gui.stylesheet import set_look
from gui.theme import Look

_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class UpdateView(QWidget):
    """Seen in the steps of an update. The parameter shown is the selected node's, or the one chosen last.

    ``number_asked(array, index)``: where did this number of the parameter come from?
    """

    number_asked = Signal(object, object)

    def __init__(self, editor: Editor, look: Look, store: FormulaStore) -> None:
        super().__init__()
        self._editor, self._look = editor, look
        self._session: Session | None = None
        self._moment: object = None
        self._numbers: UpdateNumbers | None = None
        self._again: tuple[Run, Run] | None = None
        self._place: tuple[int, int] | None = None
        self._index: tuple[int, ...] = ()
        heading = QLabel("Before and after")
        set_look(heading, "heading")
        self.parameters = ChoiceBox()
        self.parameters.setAccessibleName("Parameter")
        self.parameters.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.parameters.activated.connect(self._on_parameter)
        self.grids = ChangeGrids(look, store)
        self.grids.chosen.connect(self._choose)
        self.grids.asked.connect(self._ask)
        self.chosen_words = QLabel()
        set_look(self.chosen_words, "heading")
        self.lines: list[tuple[QLabel, QLabel]] = []
        self._row, self._box, self._grid = QHBoxLayout(), QVBoxLayout(self), QGridLayout()
        self._row.addWidget(heading)
        self._row.addWidget(self.parameters, 1)
        self._box.addLayout(self._row)
        self._box.addWidget(self.chosen_words)
        self._box.addLayout(self._grid)
        self._box.addWidget(self.grids)
        self._grid.setColumnStretch(1, 1)
        editor.selection_changed.connect(self._on_selection)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_update(self, session: Session | None) -> None:
        """The update that the session shows; None hides the view."""
        moment = None if session is None else (session.moment, session.run)
        if session is None:
            self._session = self._moment = self._numbers = None
            self.hide()
        elif session is not self._session or moment != self._moment:
            self._session, self._moment = session, moment
            # The plans of the last time serve again, as long as it is the same run.
            again = self._again[1] if self._again is not None and self._again[0] is session.run else None
            self._numbers = UpdateNumbers(session, again)
            self._again = session.run, self._numbers.again
            self._fill(session)
            self._show()

    # inside

    @property
    def _parameter(self) -> tuple[str, str] | None:
        found = self.parameters.currentData()
        return None if found is None else (found[0], found[1])

    def _fill(self, session: Session) -> None:
        """The parameters that the optimizer moves, in the order of the graph."""
        graph, weights, before = session.document.graph, session.weights, self._parameter
        movable = [id for id in graph.order if weights.is_owner(id) and weights.learns(id)]
        found = [
            (id, name)
            for id in movable
            for name, held in weights.named(id).items()
            if np.may_share_memory(held.value, weights.parameters)
        ]
        texts = [f"{name} of {graph.by_id[id].name}" for id, name in found]
        if texts != [self.parameters.itemText(place) for place in range(self.parameters.count())]:
            self.parameters.clear()
            for text, data in zip(texts, found, strict=True):
                self.parameters.addItem(text, data)
            self.parameters.setCurrentIndex(found.index(before) if before in found else 0)
            self._on_selection()

    def _show(self) -> None:
        parameter, numbers = self._parameter, self._numbers
        if parameter is None or numbers is None or self._session is None:
            self.hide()
            return
        id, name = parameter
        change = numbers.change(id, name)
        rows, columns = as_matrix(change.before).shape
        row, column = self._place or _largest(change)
        row, column = min(row, rows - 1), min(column, columns - 1)
        index = tuple(int(at) for at in np.unravel_index(row * columns + column, change.before.shape))
        self._index = index
        symbol = _indexed(name, index, change.before.shape)
        self.grids.show_change(name, change, (row, column), numbers.is_over)
        self.chosen_words.setText(f"{symbol} of {self._session.document.graph.by_id[id].name}, with its numbers")
        self._show_lines(numbers.lines(id, name, index), symbol)
        self.show()

    def _show_lines(self, lines: list[NumberLine], symbol: str) -> None:
        while len(self.lines) < len(lines):
            name, text = QLabel(), QLabel()
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, (label, look) in enumerate(((name, "secondary"), (text, "number"))):
                label.setTextFormat(Qt.TextFormat.PlainText)
                set_look(label, look)
                self._grid.addWidget(label, len(self.lines), column)
            self.lines.append((name, text))
        for place, (name, text) in enumerate(self.lines):
            is_used = place < len(lines)
            if is_used:
                line = lines[place]
                name.setText(symbol if line.symbol == "w" else line.symbol)
                name.setToolTip(line.line)
                text.setText(f"= {line.text} = {shown(line.result)}" if line.text else f"= {shown(line.result)}")
            name.setVisible(is_used)
            text.setVisible(is_used)

    def _choose(self, row: int, column: int) -> None:
        self._place = row, column
        self._show()

    def _ask(self) -> None:
        if self._parameter is not None and self._session is not None:
            id, name = self._parameter
            self.number_asked.emit(self._session.parameters_of(id)[name].value, self._index)

    def _on_parameter(self, _: int) -> None:
        self._show()

    def _on_selection(self, *_: object) -> None:
        """The parameter of the node that is selected now, where it has one."""
        ids = [self.parameters.itemData(place)[0] for place in range(self.parameters.count())]
        place = next((place for place, id in enumerate(ids) if id in self._editor.selection), -1)
        parameter = self._parameter
        if place >= 0 and parameter is not None and parameter[0] not in self._editor.selection:
            self.parameters.setCurrentIndex(place)
            if not self.isHidden():
                self._show()

    def _on_look(self, *_: object) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(0, px(4), 0, 0)
        self._box.setSpacing(px(6))
        self._row.setSpacing(px(8))
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(4))


def _largest(change: Change) -> tuple[int, int]:
    """The first number, unless the update left it alone: then the one that it moved most."""
    moved = np.abs(as_matrix(change.after - change.before))
    row, column = np.unravel_index(0 if moved[0, 0] else int(moved.argmax()), moved.shape)
    return int(row), int(column)


def _indexed(name: str, index: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """w₃₁ for row 3, column 1 of W, w for its only number; with larger numbers, w₁₂,₃."""
    places = [str(at + 1).translate(_LOW) for at, size in zip(index, shape, strict=True) if size > 1]
    glue = "" if all(len(each) == 1 for each in places) else ","
    return (name.lower() if len(name) == 1 else name) + glue.join(places)
