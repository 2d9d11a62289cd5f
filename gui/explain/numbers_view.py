"""Numbers view: the operands and the result of an equation as small heat-map grids with their numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.explain.operands import Operand, Shown
from gui.inspector.cells import Cells, paint_cells, scale_for
from gui.paint.formula import FormulaStore
from gui.paint.numbers import exact
from gui.theme import Look, Theme

if TYPE_CHECKING:
    from engine.inquiry.walk import Walk

_CELL, _HEIGHT, _LABEL, _GAP, _DOTS = 50, 24, 22, 18, 16


@dataclass(frozen=True)
class Block:
    """An operand and where it is painted: its label's top left, its grid's top left, and the width of a cell."""

    operand: Operand
    x: float
    y: float
    cell: float


class NumbersView(QWidget):
    """Paints what ``show_numbers`` gave it; the numbers are read from the arrays at every paint.

    ``marks`` are the cells that are framed, by the id of an operand's array: rows and columns of the whole.
    """

    def __init__(self, look: Look, store: FormulaStore) -> None:
        super().__init__()
        self._look, self._store = look, store
        self._shown: Shown | None = None
        self._is_stale = False
        self._walk: Walk | None = None
        self._lit: np.ndarray | None = None
        self._layout_key: object = None
        self._blocks: list[Block] = []
        self.marks: Mapping[int, Collection[tuple[int, int]]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        store.ready.connect(lambda _: self.update())
        look.changed.connect(self._lay_out)

    def show_numbers(self, shown: Shown | None, is_stale: bool, walk: Walk | None = None) -> None:
        """Show these windows, greyed where the equation has not run in this pass, as far as a ``walk`` made them."""
        self._shown, self._is_stale, self._walk = shown, is_stale, walk
        self._lay_out()

    def light(self, array: np.ndarray | None) -> None:
        """Outline the matrix that a term in a formula stands for; None for none."""
        self._lit = array
        self.update()

    @property
    def blocks(self) -> list[Block]:
        """What is painted where."""
        return self._blocks

    def sizeHint(self) -> QSize:
        return QSize(100, round(self._bottom()))

    def cell_rect(self, block: Block, row: int, column: int) -> QRectF:
        """Where a cell is painted."""
        px = self._look.theme.px
        top = block.y + px(_LABEL) + row * px(_HEIGHT)
        return QRectF(block.x + column * block.cell, top, block.cell - 1, px(_HEIGHT) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block in self._blocks:
            self._paint_label(painter, block)
            operand = block.operand
            scale = scale_for(operand.array, operand.window)
            cells = Cells(operand.window, operand.kind, scale, self._is_stale)
            if self._walk is not None:
                numbers, to_come = operand.made_by(self._walk)
                cells = Cells(numbers, operand.kind, scale, self._is_stale, to_come)
            font = self._look.theme.font("number")
            font.setPixelSize(min(font.pixelSize(), max(6, round(block.cell * 0.22))))
            paint_cells(painter, cells, self._look.theme, font, partial(self.cell_rect, block))
            self._paint_ways(painter, block)
            label, wide = self._label_width(operand), operand.window.shape[1] * block.cell
            room = QRectF(block.x + label, block.y, wide - label, self._look.theme.px(_LABEL))
            _paint_place(painter, operand, room, self._look.theme)
            self._paint_marks(painter, block)
            if operand.array is self._lit:
                self._paint_outline(painter, block)

    def event(self, event: QEvent) -> bool:
        """A tooltip with the whole number under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def cell_at(self, place: QPointF) -> tuple[Block, int, int] | None:
        """The block with a cell there, and the cell's row and column, counted in the whole that the block is of."""
        for block in self._blocks:
            operand, (rows, columns) = block.operand, block.operand.window.shape
            first = self.cell_rect(block, 0, 0)
            row = int((place.y() - first.y()) // self._look.theme.px(_HEIGHT))
            column = int((place.x() - first.x()) // block.cell)
            if 0 <= row < rows and 0 <= column < columns:
                return block, operand.first_row + row, operand.first_column + column
        return None

    def ways_on(self, block: Block) -> dict[tuple[int, int], QRectF]:
        """Where there is more of an operand, as steps in rows and columns, and the places beside it that say so."""
        operand, room = block.operand, self._look.theme.px(_DOTS)
        rows, columns = operand.window.shape
        grid = self.cell_rect(block, 0, 0).united(self.cell_rect(block, rows - 1, columns - 1))
        right = QRectF(grid.right() + 1, grid.top(), room, grid.height())
        below = QRectF(grid.left(), grid.bottom() + 1, min(grid.width(), 2.0 * room), room)
        across = {(0, 1): operand.has_more_columns, (0, -1): operand.first_column > 0}
        down = {(1, 0): operand.has_more_rows, (-1, 0): operand.first_row > 0}
        return _shared(right, across, is_upright=True) | _shared(below, down, is_upright=False)

    def words_at(self, place: QPointF) -> str:
        """The number painted there, with its symbol and its place counted from 1; "" beside them."""
        found = self.cell_at(place)
        if found is None:
            return ""
        (block, row, column), told = found, "is still to come"
        operand = block.operand
        at = row - operand.first_row, column - operand.first_column
        if self._walk is None or not operand.made_by(self._walk)[1][at]:
            told = f"= {exact(float(operand.whole[row, column]))}"
        return f"{operand.symbol}, row {row + 1}, column {column + 1} {told}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    # inside

    def _lay_out(self, *_: object) -> None:
        """Operands side by side as long as they fit, the result on a line of its own."""
        shown, px = self._shown, self._look.theme.px
        self._blocks = []
        if shown is not None:
            x, y, line = 0.0, 0.0, 0.0
            for operand in (*shown.operands, shown.result):
                cell = min(float(px(_CELL)), (self.width() - px(_DOTS)) / max(1, operand.window.shape[1]))
                wide = operand.window.shape[1] * cell + px(_DOTS) * (operand.whole.shape[1] > operand.window.shape[1])
                wide = max(wide, self._label_width(operand))
                if x and (operand is shown.result or x + px(_GAP) + wide > self.width()):
                    x, y, line = 0.0, y + line, 0.0
                x += px(_GAP) if x else 0
                self._blocks.append(Block(operand, x, y, cell))
                x += wide
                line = max(line, self._height(operand))
        key = self._look.theme, [(block.x, block.y, block.operand.window.shape) for block in self._blocks]
        if key != self._layout_key:
            self._layout_key = key
            self.updateGeometry()
        self.update()

    def _label_width(self, operand: Operand) -> float:
        return 0.6 * self._look.theme.px(13) * float(len(operand.symbol) + 2)

    def _height(self, operand: Operand) -> float:
        px = self._look.theme.px
        dots = px(_DOTS) if operand.whole.shape[0] > operand.window.shape[0] else px(6)
        return float(px(_LABEL) + operand.window.shape[0] * px(_HEIGHT) + dots)

    def _bottom(self) -> float:
        return max((block.y + self._height(block.operand) for block in self._blocks), default=0.0)

    def _paint_label(self, painter: QPainter, block: Block) -> None:
        theme, px = self._look.theme, self._look.theme.px
        is_result = self._shown is not None and block.operand is self._shown.result
        text = f"= {block.operand.symbol}" if is_result else block.operand.symbol
        formula = self._store.get(text, theme)
        pixels = px(13)
        if formula:
            formula.paint(painter, block.x, block.y + (px(_LABEL) - formula.size(pixels).height()) / 2, pixels)
        else:
            painter.setFont(theme.font("text"))
            painter.setPen(theme.ink)
            painter.drawText(QPointF(block.x, block.y + px(15)), text)
        if block.x and not is_result:
            painter.setPen(theme.ink)
            painter.setFont(theme.font("text", bold=True))
            first = self.cell_rect(block, 0, 0)
            beside = QRectF(first.left() - px(_GAP), first.top(), px(_GAP), first.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, block.operand.sign)

    def _paint_outline(self, painter: QPainter, block: Block) -> None:
        rows, columns = block.operand.window.shape
        whole = self.cell_rect(block, 0, 0).united(self.cell_rect(block, rows - 1, columns - 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.theme.accent, 2))
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)

    def _paint_marks(self, painter: QPainter, block: Block) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.theme.ink, 2))
        rows, columns = block.operand.window.shape
        for row, column in self.marks.get(id(block.operand.array), ()):
            at = row - block.operand.first_row, column - block.operand.first_column
            if 0 <= at[0] < rows and 0 <= at[1] < columns:
                painter.drawRect(self.cell_rect(block, *at).adjusted(1, 1, -1, -1))

    def _paint_ways(self, painter: QPainter, block: Block) -> None:
        size = self._look.theme.px(3.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.secondary)
        for (down, across), place in self.ways_on(block).items():
            tip, side = QPointF(across, down) * size, QPointF(down, across) * size
            painter.drawPolygon([place.center() + tip, place.center() - tip + side, place.center() - tip - side])


def _shared(place: QRectF, ways: dict[tuple[int, int], bool], is_upright: bool) -> dict[tuple[int, int], QRectF]:
    """A place for each of the ways that there are: all of it, or a half."""
    found = [way for way, is_open in ways.items() if is_open]
    width, height, parts = place.width(), place.height(), max(len(found), 1)
    size = QSizeF(width, height / parts) if is_upright else QSizeF(width / parts, height)
    step = QPointF(0, size.height()) if is_upright else QPointF(size.width(), 0)
    return {way: QRectF(place.topLeft() + step * number, size) for number, way in enumerate(found)}


def _paint_place(painter: QPainter, operand: Operand, room: QRectF, theme: Theme) -> None:
    """Which rows and columns these are, of an operand that was moved on in."""
    firsts, names = (operand.first_row, operand.first_column), ("rows", "columns")
    words = [
        f"{name} {first + 1:,}–{first + seen:,}"
        for name, first, seen in zip(names, firsts, operand.window.shape, strict=True)
        if first
    ]
    painter.setFont(theme.font("small"))
    painter.setPen(theme.secondary)
    text = ", ".join(words)
    # At the right of what it speaks of, or, where that is narrow, beyond its name.
    is_narrow = painter.fontMetrics().horizontalAdvance(text) > room.width()
    side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag.AlignRight
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)
