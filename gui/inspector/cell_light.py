"""Cell light: the cell of a grid that is pointed at lights up wherever its number is shown, and the other way round."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from gui.inspector.matrix import Matrix
from gui.inspector.number_grid import NumberGrid
from gui.lighting import Cell, Light, Lighting


class CellLight(QObject):
    """Between a grid and what is lit. ``show`` says which node's matrix the grid shows now."""

    def __init__(self, grid: NumberGrid, lighting: Lighting) -> None:
        super().__init__(grid)
        self._grid, self._lighting = grid, lighting
        self._node = ""
        self._matrix: Matrix | None = None
        self._is_mine = False
        grid.pointed.connect(self._on_pointed)
        lighting.changed.connect(self._on_changed)
        for widget in (grid, grid.viewport()):
            widget.installEventFilter(self)

    def show(self, node: str, matrix: Matrix | None) -> None:
        """The grid shows this matrix of this node."""
        self._node, self._matrix = node, matrix
        self._on_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing is pointed at any more when the pointer or the focus leaves, or the page is put away."""
        if self._is_mine and event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._is_mine = False
            self._lighting.point(None)
        return super().eventFilter(watched, event)

    def _on_pointed(self, row: int, column: int) -> None:
        is_meant = self._grid.viewport().underMouse() or self._grid.hasFocus()
        if self._matrix is not None and self._matrix.part and is_meant:
            self._is_mine = True
            cell = Cell(self._node, self._matrix.part, self._matrix.index(row, column))
            self._lighting.point(Light(cells=frozenset({cell})))

    def _on_changed(self) -> None:
        matrix, lit = self._matrix, self._lighting.light.cells
        if matrix is None:
            self._grid.show_lit(frozenset())
            return
        mine = [cell.index for cell in lit if (cell.node, cell.part) == (self._node, matrix.part)]
        self._grid.show_lit(frozenset(matrix.place(index) for index in mine))
