"""Matrix: a small window on an array, its symbol and its numbers on their colours."""
from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.equation import Term
from gui.paint.heat import heat_colours, scale_of, windowed
from gui.paint.numbers import shape_words, short
from gui.theme import Look, ink_on

_ROWS, _COLUMNS = 3, 5


class Matrix(QWidget):
    """The first rows and columns of a term; what is not shown is said with dots."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._is_result = look, False
        self._term: Term | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_term(self, term: Term, is_result: bool) -> None:
        """Show this term; the array is read at each painting."""
        self._term = term
        self._is_result = is_result
        self.setAccessibleName(f"{term.symbol}, {shape_words(term.array.shape)}: {', '.join(self.numbers()[0])}")
        self.updateGeometry()
        self.update()

    def numbers(self) -> list[list[str]]:
        """The numbers shown, row by row, as they are painted."""
        assert self._term is not None
        return [[short(float(each)) for each in row] for row in windowed(self._term.array, _ROWS, _COLUMNS)]

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        theme = self._look.theme
        rows = 1 if self._term is None else windowed(self._term.array, _ROWS, _COLUMNS).shape[0]
        return QSize(theme.px(200), theme.px(8) + rows * theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Symbol at the left, cells at the right."""
        if self._term is None:
            return
        theme, painter, array = self._look.theme, QPainter(self), self._term.array
        kind = "gradient" if self._term.is_gradient else "value"
        part = windowed(array, _ROWS, _COLUMNS)
        colours = heat_colours(part, kind, theme, scale=scale_of(array))
        label, height = theme.px(62), theme.px(22)
        width = (self.width() - label - theme.px(18)) / _COLUMNS
        painter.setFont(theme.font("formula"))
        painter.setPen(theme.readable(theme.gradient_positive) if self._term.is_gradient else theme.ink)
        symbol = f"= {self._term.symbol}" if self._is_result else self._term.symbol
        painter.drawText(QRectF(0, theme.px(4), label, height), Qt.AlignmentFlag.AlignVCenter, symbol)
        painter.setFont(theme.font("number"))
        for row in range(part.shape[0]):
            for column in range(part.shape[1]):
                cell = QRectF(label + column * width, theme.px(4) + row * height, width - 1, height - 1)
                ground = QColor.fromRgba(int(colours[row, column]))
                painter.fillRect(cell, ground)
                painter.setPen(ink_on(ground))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, short(float(part[row, column])))
        whole = windowed(array, 10**9, 10**9).shape
        painter.setPen(theme.hint)
        if whole[1] > _COLUMNS:
            painter.drawText(QRectF(self.width() - theme.px(16), theme.px(4), theme.px(16), height), "…")
