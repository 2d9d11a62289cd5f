"""Gallery: data that are pictures, such as handwritten digits: a few examples and what the network takes them for."""
from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from engine.session import Session
from engine.tables.data import Data
from gui.data.points import likeliest_words
from gui.paint.heat import heat_image
from gui.paint.numbers import short
from gui.theme import Theme

_MOST = 18
_PIXEL = re.compile(r"pixel (\d+) (\d+)")


def picture_shape(names: tuple[str, ...]) -> tuple[int, int] | None:
    """Rows and columns, where the features are the pixels of a picture row by row; else None."""
    places = [(int(found[1]), int(found[2])) for name in names if (found := _PIXEL.fullmatch(name))]
    if len(places) < len(names) or not places:
        return None
    rows, columns = places[-1][0] + 1, places[-1][1] + 1
    return (rows, columns) if places == [(r, c) for r in range(rows) for c in range(columns)] else None


class Gallery:
    """Examples kept for testing, or where there are none, examples to train on; evenly picked."""

    def __init__(self, data: Data) -> None:
        table = data.test or data.train
        shape = picture_shape(table.features)
        assert shape is not None
        table = table.only(np.linspace(0, table.examples - 1, min(_MOST, table.examples)).astype(np.intp))
        self._asked = table.rows(table.features)
        self._pictures = self._asked.T.reshape(-1, *shape)
        self._scale = max(float(np.abs(self._asked).max()), 1e-12)
        target = table.targets[0] if table.targets else ""
        self._classes = table.classes.get(target, ())
        self._truth = table.column(target) if target else np.zeros(table.examples)
        self._said: np.ndarray | None = None

    def refresh(self, session: Session) -> None:
        """Ask the network again."""
        said = session.predict(self._asked)
        self._said = None if said is None else said.reshape(-1, self._asked.shape[1])

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Each picture with its prediction under it; a wrong one is framed and says what it is."""
        font = theme.font("small", bold=True)
        painter.setFont(font)
        line = QFontMetricsF(font).height()
        for example, pixels in enumerate(self._pictures):
            cell, side = self._cell(example, rect, theme)
            square = QRectF(cell.center().x() - side / 2, cell.top(), side, side)
            painter.drawImage(square, heat_image(pixels, "value", theme, self._scale))
            is_right = self._is_right(example)
            painter.setPen(QPen(theme.line if is_right else theme.error, 1 if is_right else theme.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(square)
            painter.setPen(theme.ink if is_right else theme.readable(theme.error))
            text = QRectF(cell.left(), square.bottom() + theme.px(1), cell.width(), line)
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self._caption(example))

    def words_at(self, at: QPointF, rect: QRectF, theme: Theme) -> str:
        """The truth, and how likely the network finds the likeliest classes."""
        cells = [self._cell(example, rect, theme)[0] for example in range(len(self._pictures))]
        example = next((place for place, cell in enumerate(cells) if cell.contains(at)), None)
        if example is None:
            return ""
        lines = [f"true: {self._name(self._truth[example])}"]
        if self._said is not None and len(self._said) > 1:
            lines.append(likeliest_words(self._said[:, example], self._classes))
        elif self._said is not None:
            lines.append(f"prediction: {short(float(self._said[0, example]))}")
        return "\n".join(lines)

    def _cell(self, example: int, rect: QRectF, theme: Theme) -> tuple[QRectF, float]:
        """Where an example is drawn, and the side of its picture: in the rows and columns that make it largest."""
        count, line, gap = len(self._pictures), QFontMetricsF(theme.font("small", bold=True)).height(), theme.px(6)

        def side(columns: int) -> float:
            return min(rect.width() / columns - gap, rect.height() / -(-count // columns) - line - gap)

        across = max(range(1, count + 1), key=side)
        row, column = divmod(example, across)
        width, share = rect.width() / across, rect.height() / -(-count // across)
        height = max(side(across), 1.0) + line
        top = rect.top() + row * share + (share - height) / 2
        return QRectF(rect.left() + column * width, top, width, height), max(side(across), 1.0)

    def _caption(self, example: int) -> str:
        true = self._name(self._truth[example])
        if self._said is None:
            return true
        said = self._said[:, example]
        told = self._name(int(said.argmax())) if len(said) > 1 else short(float(said[0]))
        return told if self._is_right(example) else f"{told}, not {true}"

    def _is_right(self, example: int) -> bool:
        if self._said is None or len(self._said) < 2:
            return True
        return int(self._said[:, example].argmax()) == int(self._truth[example])

    def _name(self, value: float) -> str:
        place = int(value)
        return self._classes[place] if 0 <= place < len(self._classes) else short(float(value))
