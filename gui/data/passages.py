"""Passages: data that are a text: a few places in it, what the network takes to come next, and a line of its own."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from engine.session import Session
from engine.tables.data import Data
from engine.tables.table import Table
from gui.data.points import likeliest_words
from gui.theme import Theme, ink_on, mix

_MOST = 36
_WRITTEN = 40


def is_text(table: Table) -> bool:
    """Whether the features and the target are characters: classes of one alphabet."""
    alphabets = {table.classes.get(name, ()) for name in table.features + table.targets[:1]}
    return bool(table.targets) and len(alphabets) == 1 and len(alphabets.pop()) > 2


class Passages:
    """Places kept for testing, or where there are none, places to train on; evenly picked, as many as there is room.

    A box holds the character that the network finds likeliest, the stronger the surer; a wrong one says what it is.
    """

    def __init__(self, data: Data) -> None:
        table = data.test or data.train
        table = table.only(np.linspace(0, table.examples - 1, min(_MOST, table.examples)).astype(np.intp))
        self._asked = table.rows(table.features)
        self._truth = table.column(table.targets[0]).astype(np.intp)
        self.alphabet = table.classes[table.targets[0]]
        self._said: np.ndarray | None = None
        self.written = ""

    def refresh(self, session: Session) -> None:
        """Ask the network again, and let it write."""
        said = session.predict(self._asked)
        # A network that does not say how likely each character is has nothing to show here.
        if said is None or said.shape != (len(self.alphabet), self._truth.size):
            self._said, self.written = None, ""
        # Most steps move no weight; writing takes as many passes as it has characters.
        elif self._said is None or not np.array_equal(said, self._said):
            self._said, self.written = said, self._write(session)

    def _write(self, session: Session) -> str:
        """What the network writes after the first passage: each character drawn by how likely it finds it."""
        seen, written, rng = self._asked[:, :1].copy(), "", np.random.default_rng(0)
        for _ in range(_WRITTEN):
            said = session.predict(seen)
            if said is None or not np.isfinite(said).all():
                return written
            likely = np.cumsum(np.clip(said[:, 0], 0, None))
            place = min(int(np.searchsorted(likely, rng.random() * likely[-1])), len(likely) - 1)
            written += self.alphabet[place]
            seen[:-1], seen[-1] = seen[1:].copy(), place
        return written

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """The passages in rows and columns, and under them the line that the network writes."""
        font = theme.font("number")
        painter.setFont(font)
        for example, cell in enumerate(self._cells(rect, theme)):
            self._paint_passage(painter, example, cell, theme)
        if self.written:
            line = QFontMetricsF(font).height()
            foot = QRectF(rect.left(), rect.bottom() - 2 * line, rect.width(), line)
            painter.setFont(theme.font("small"))
            painter.setPen(theme.hint)
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, "It writes")
            painter.setFont(font)
            painter.setPen(theme.ink)
            painter.drawText(foot.translated(0, line), Qt.AlignmentFlag.AlignLeft, self.written.replace("␣", " "))

    def words_at(self, at: QPointF, rect: QRectF, theme: Theme) -> str:
        """The truth, and how likely the network finds the likeliest characters."""
        cells = self._cells(rect, theme)
        example = next((place for place, cell in enumerate(cells) if cell.contains(at)), None)
        if example is None:
            return ""
        true = f"{self.before(example)}: true {self.alphabet[self._truth[example]]}"
        return true if self._said is None else f"{true}\n{likeliest_words(self._said[:, example], self.alphabet)}"

    def before(self, example: int) -> str:
        """The characters that the network sees, in a row."""
        return "".join(self.alphabet[int(number)] for number in self._asked[:, example])

    def _cells(self, rect: QRectF, theme: Theme) -> list[QRectF]:
        """Where the passages are drawn that there is room for."""
        metrics = QFontMetricsF(theme.font("number"))
        longest = max(metrics.horizontalAdvance(self.before(each)) for each in range(self._truth.size))
        width = longest + metrics.horizontalAdvance("m" if self._said is None else "m, not m") + theme.px(18)
        height = metrics.height() + theme.px(6)
        across = max(1, min(int(rect.width() // width), 3))
        foot = 2 * metrics.height() if self.written else 0
        down = max(1, int((rect.height() - foot) // height))
        wide = rect.width() / across
        places = [divmod(example, across) for example in range(min(self._truth.size, across * down))]
        return [QRectF(rect.left() + j * wide, rect.top() + i * height, wide, height) for i, j in places]

    def _paint_passage(self, painter: QPainter, example: int, cell: QRectF, theme: Theme) -> None:
        metrics, left = painter.fontMetrics(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        before, true = self.before(example), int(self._truth[example])
        said = true if self._said is None else int(self._said[:, example].argmax())
        sure = 0.0 if self._said is None else float(np.nan_to_num(self._said[said, example]))
        painter.setPen(theme.secondary)
        painter.drawText(cell, left, before)
        width = metrics.horizontalAdvance(self.alphabet[said]) + theme.px(6)
        start = cell.left() + metrics.horizontalAdvance(before) + theme.px(3)
        box = QRectF(start, cell.top() + theme.px(2), width, cell.height() - theme.px(4))
        ground = mix(theme.card, theme.value_positive, min(max(sure, 0.0), 1.0))
        painter.setPen(QPen(theme.line if said == true else theme.error, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        painter.setPen(ink_on(ground))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.alphabet[said])
        if said != true:
            painter.setPen(theme.readable(theme.error))
            beside = cell.adjusted(box.right() - cell.left() + theme.px(4), 0, 0, 0)
            painter.drawText(beside, left, f"not {self.alphabet[true]}")
