"""Card maps: which part of an array a card shows, where that lies on it, and which number is under the pointer."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui.canvas import metrics
from gui.canvas.metrics import COLUMNS, NUMBER_HEIGHT, NUMBER_WIDTH, ROWS
from gui.paint.heat import is_images, picture_step, pictures, windowed, windowed_index, windowed_place


class CardMap:
    """One heat map on a card: its slot in the atlas, its array, and where its parts lie.

    Images have a part for each channel, of the first example; any other array is one part. ``rows`` and ``columns``
    are those of a part, ``width`` and ``height`` those of a cell, ``goes_on`` whether there is more below or beside.
    """

    def __init__(self, slot: int, kind: str, array: np.ndarray) -> None:
        self.slot, self.kind, self.array = slot, kind, array
        self.is_stale = False
        # ∂L/∂L is 1 before anything is computed, which would look like a number left over.
        self.is_seed = False
        if is_images(array):
            _, self.rows, self.columns = pictures(array, ROWS).shape
            self.parts = metrics.picture_rects(kind, self.rows, self.columns, len(array))
            self.goes_on = False, len(array) > len(self.parts)
        else:
            rows, columns = windowed(array, array.size, array.size).shape
            self.goes_on = rows > ROWS, columns > COLUMNS
            self.rows, self.columns = min(rows, ROWS), min(columns, COLUMNS)
            self.parts = [metrics.map_rect(kind, self.rows, self.columns)]
        first = self.parts[0]
        self.rect = first.united(self.parts[-1])
        self.width, self.height = first.width() / self.columns, first.height() / self.rows
        self._at = QPointF()
        self._targets = self.parts

    @property
    def channels(self) -> int:
        """How many pictures there are, 0 where the array is not drawn as pictures."""
        return len(self.parts) if is_images(self.array) else 0

    def placed(self, at: QPointF) -> list[QRectF]:
        """Where its parts lie in the scene, with the card at ``at``; made anew only if the card has moved."""
        if self._at != at:
            self._at, self._targets = at, [part.translated(at) for part in self.parts]
        return self._targets

    def cells(self, at: QPointF) -> list[tuple[int, QRectF]]:
        """Every cell where it lies in the scene, with the card at ``at``, and the place of its number in the array."""
        places = np.arange(self.array.size).reshape(self.array.shape)
        shown = pictures(places, ROWS) if self.channels else windowed(places, ROWS, COLUMNS)[np.newaxis]
        return [
            (int(shown[number, row, column]), self._cell_of(part, row, column))
            for number, part in enumerate(self.placed(at))
            for row in range(self.rows)
            for column in range(self.columns)
        ]

    def _cell_of(self, part: QRectF, row: int, column: int) -> QRectF:
        return QRectF(part.x() + column * self.width, part.y() + row * self.height, self.width, self.height)

    def cell(self, at: QPointF) -> tuple[int, ...] | None:
        """The cell under a position on the card: row and column, of images after the channel; None beside them."""
        for number, part in enumerate(self.parts):
            row, column = int((at.y() - part.y()) // self.height), int((at.x() - part.x()) // self.width)
            if 0 <= row < self.rows and 0 <= column < self.columns:
                return (number, row, column) if self.channels else (row, column)
        return None

    def index_at(self, at: QPointF) -> tuple[int, ...] | None:
        """The place in the array of the number under a position on the card; None beside them."""
        cell = self.cell(at)
        if cell is None:
            return None
        if self.channels:
            step = picture_step(self.array, ROWS)
            return cell[0], cell[1] * step, cell[2] * step, 0
        return windowed_index(self.array, *cell)

    def is_readable(self, scale: float) -> bool:
        """Whether there are numbers in its cells at so many screen pixels per unit."""
        is_large = self.width * scale >= NUMBER_WIDTH and self.height * scale >= NUMBER_HEIGHT
        return self.array.size == 1 or is_large

    def place_of(self, index: tuple[int, ...]) -> QRectF | None:
        """Where on the card the number at a place of the array is; None where it is not shown."""
        if self.channels:
            part, row, column, example = index
            step = picture_step(self.array, ROWS)
            if example or part >= len(self.parts) or row % step or column % step:
                return None
            row, column = row // step, column // step
        else:
            part, (row, column) = 0, windowed_place(self.array, index)
        if row >= self.rows or column >= self.columns:
            return None
        return self._cell_of(self.parts[part], row, column)
