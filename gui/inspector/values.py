"""Values page: any array of the selected layer as a grid of numbers; parameters can be typed."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from engine.graph import Node
from engine.inquiry.feeding import joins_words
from engine.inquiry.location import locate
from engine.ties import keeper
from engine.watching.tree import Tree
from gui.editor import Editor
from gui.inspector.cell_light import CellLight
from gui.inspector.entry import read_number
from gui.inspector.matrix import Matrix
from gui.inspector.node_arrays import node_arrays
from gui.inspector.number_grid import NumberGrid
from gui.inspector.refresh import Refresh
from gui.inspector.typed import MOST, typed_numbers, with_typed
from gui.paint.heat import LEVELS, heat_image
from gui.paint.numbers import exact, shape_words, short
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look
from gui.watch.edits import numbers_at, rows_of


class ValuesPage(QWidget):
    """Follows the selection and the player. ``number_asked(array, index)``: where does this number come from?

    ``menu_asked(choices, at)``: what can be watched where the cursor is, for a menu at a place of the screen.
    """

    number_asked = Signal(object, object)
    menu_asked = Signal(object, object)

    def __init__(self, editor: Editor, player: Player, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._player, self._look = editor, player, look
        self._matrix: Matrix | None = None
        self._node: Node | None = None
        self.title, self.words, self.state = _label("title"), _label("secondary"), _label("small")
        self.pointed_words, self.sentence = _label("number"), _label("error")
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("Array")
        self.chooser.activated.connect(self._on_chosen)
        self.grid = NumberGrid(look)
        self.cell_light = CellLight(self.grid, editor.lighting)
        self.legend = ScaleLegend(look)
        self._box = QVBoxLayout(self)
        for widget in (
            self.title, self.words, self.chooser, self.state, self.grid, self.legend, self.pointed_words, self.sentence
        ):
            self._box.addWidget(widget, 1 if widget is self.grid else 0)
        self._box.addStretch(0)
        self.grid.pointed.connect(self._tell)
        self.grid.asked.connect(self._ask)
        self.grid.refused.connect(self._say)
        self.grid.menu_asked.connect(lambda at: self.menu_asked.emit(self.choices(), at))
        self.grid.scale_changed.connect(lambda: self.legend.show_scale(self._matrix, self.grid.scale))
        self._refresh = Refresh(self, player, self._show)
        for signal in (editor.selection_changed, editor.changed, editor.opened):
            signal.connect(self._refresh.ask)
        look.changed.connect(self._on_look)
        self._on_look()

    def _show(self) -> None:
        nodes = [node for node in self._editor.graph.nodes if node.id in self._editor.selection]
        self._node = nodes[0] if nodes else None
        arrays = node_arrays(self._player.shown, nodes[0]) if nodes else ()
        self.title.setText(self._node.name if self._node else "Values")
        self.words.setText(self._explanation(len(nodes), bool(arrays)))
        self.words.setVisible(bool(self.words.text()))
        for widget in (self.chooser, self.state, self.grid, self.legend, self.pointed_words):
            widget.setVisible(bool(arrays))
        self._offer(arrays)
        before = self._matrix
        self._matrix = arrays[self.chooser.currentIndex()] if arrays else None
        if before is None or self._matrix is None or before.name != self._matrix.name:
            self._say("")
        self._show_matrix()

    def _explanation(self, selected: int, has_arrays: bool) -> str:
        if not selected:
            return "Select a layer on the canvas to see its numbers here."
        assert self._node is not None
        if not has_arrays:
            return self._editor.document.shapes.problems.get(self._node.id, "This layer has no numbers yet.")
        return f"The first of {selected} selected layers." if selected > 1 else ""

    def _offer(self, arrays: tuple[Matrix, ...]) -> None:
        """Keep the choice where the next layer has an array of the same name or at least of the same place."""
        texts = [f"{matrix.name}   {shape_words(matrix.array.shape)}" for matrix in arrays]
        if texts != [self.chooser.itemText(row) for row in range(self.chooser.count())]:
            wanted = self._matrix.name if self._matrix else ""
            names = [matrix.name for matrix in arrays]
            self.chooser.clear()
            self.chooser.addItems(texts)
            self.chooser.setCurrentIndex(names.index(wanted) if wanted in names else 0)

    def _on_chosen(self) -> None:
        self._show()

    def _show_matrix(self) -> None:
        matrix, node = self._matrix, self._node
        can_type = matrix is not None and matrix.is_parameter and matrix.kind == "value" and matrix.array.size <= MOST
        self.grid.type_in = self._type if can_type else None
        self.grid.take_back = self._take_back if can_type else None
        typed = None
        owner = node and keeper(self._editor.graph, node.id)
        if can_type and matrix is not None and owner is not None and owner.typed:
            shape = matrix.array.shape
            typed = Matrix(matrix.name, typed_numbers(owner, matrix.name, shape), "value", is_parameter=True).numbers
        self.grid.show_matrix(matrix, typed)
        self.cell_light.show(node.id if node is not None else "", matrix)
        if matrix is not None:
            self.state.setText(_state(matrix, can_type))
            self._tell(*self.grid.cursor_at)
            self.legend.show_scale(matrix, self.grid.scale)

    def _tell(self, row: int, column: int) -> None:
        if self._matrix is not None and self._matrix.array.size:
            number = exact(self._matrix.numbers[row, column])
            joined = f": {joins_words((row, column))}" if self._matrix.joins else ""
            text = f"{self._matrix.words(row, column)}{joined} = {number}"
            self.pointed_words.setText(text)
            self.grid.setAccessibleDescription(text)

    def number_at(self, place: QPointF) -> tuple[np.ndarray, tuple[int, ...]] | None:
        """The number at a place in the grid's viewport: its array and where it is in it."""
        cell = self.grid.cell_at(place)
        return None if cell is None or self._matrix is None else (self._matrix.array, self._matrix.index(*cell))

    def number_in_focus(self) -> tuple[np.ndarray, tuple[int, ...]] | None:
        """The number that the grid's cursor is on."""
        if self._matrix is None or not self._matrix.array.size:
            return None
        return self._matrix.array, self._matrix.index(*self.grid.cursor_at)

    def _ask(self, row: int, column: int) -> None:
        if self._matrix is not None:
            self.number_asked.emit(self._matrix.array, self._matrix.index(row, column))

    def choices(self) -> list[tuple[str, Tree]]:
        """What can be watched where the cursor stands, each in a few words."""
        matrix, shown = self._matrix, self._player.shown
        found = matrix and locate(shown, matrix.array, matrix.index(*self.grid.cursor_at))
        return list(rows_of(numbers_at(found), shown)) if found else []

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def _type(self, row: int, column: int, text: str) -> str:
        assert self._matrix is not None
        number = read_number(text)
        if number is None:
            return f"{self._matrix.words(row, column)} wants a number such as −0.5 or 1e-3 but is given “{text[:40]}”."
        if number != self._matrix.numbers[row, column]:
            self._put(row, column, number, f"Type {self._matrix.words(row, column)}")
        return ""

    def _take_back(self, row: int, column: int) -> None:
        assert self._matrix is not None
        self._put(row, column, None, f"Take back {self._matrix.words(row, column)}")

    def _put(self, row: int, column: int, number: float | None, words: str) -> None:
        matrix, node = self._matrix, self._node
        if matrix is not None and node is not None:
            owner = keeper(self._editor.graph, node.id)
            after = with_typed(owner, matrix.name, matrix.array.shape, matrix.index(row, column), number)
            self._editor.edit_graph(self._editor.graph.put(after), words)

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(14), px(12), px(14), px(12))
        self._box.setSpacing(px(8))


def _state(matrix: Matrix, can_type: bool) -> str:
    axes = f"{matrix.axes[0].upper()}{matrix.axes[1:]}." if matrix.array.size > 1 else ""
    if matrix.is_stale:
        return f"{axes} Grey: not computed in this pass yet. Read only."
    if can_type:
        return f"{axes} Enter types a number, Delete takes a typed one back, Alt+click shows where it came from."
    if matrix.is_parameter and matrix.kind == "value":
        return f"{axes} Read only: an array of this size is not typed number by number."
    return f"{axes} Read only: computed by the network. A click shows where a number came from."


class ScaleLegend(QWidget):
    """What the colours mean: a strip from the largest negative size through 0 to the largest positive one."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._kind, self._scale = "value", 0.0
        look.changed.connect(self._resize)
        self._resize()

    def show_scale(self, matrix: Matrix | None, scale: float) -> None:
        """Show the colours of this matrix, with this size at full strength."""
        self._kind, self._scale = (matrix.kind if matrix is not None else "value"), scale
        self.setToolTip(f"Full colour stands for a size of {exact(scale)}; 0 has the colour of the card.")
        self.setAccessibleName(f"Colour scale from {short(-scale)} to {short(scale)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._look.theme, self._look.theme.px
        painter = QPainter(self)
        steps = np.linspace(-1.0, 1.0, 2 * LEVELS + 1)[None, :]
        painter.drawImage(QRectF(0, 0, self.width(), px(8)), heat_image(steps, self._kind, theme, 1.0))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.secondary)
        below = QRectF(0, px(9), self.width(), px(15))
        for side, number in (
            (Qt.AlignmentFlag.AlignLeft, -self._scale),
            (Qt.AlignmentFlag.AlignHCenter, 0.0),
            (Qt.AlignmentFlag.AlignRight, self._scale),
        ):
            painter.drawText(below, side, short(number))

    def _resize(self) -> None:
        self.setMinimumSize(QSize(self._look.theme.px(60), self._look.theme.px(25)))


def _label(look: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    set_look(label, look)
    return label
