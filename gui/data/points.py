"""Points: the examples of a data set as they are drawn: filled to train on, hollow to test with, coloured by truth."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from engine.tables.data import Data
from engine.tables.table import Table
from gui.paint.heat import heat_colours
from gui.paint.numbers import short
from gui.plots.axes import Axes
from gui.theme import Theme, mix

# More than these can't be told apart, and would be slow to ask the network about.
_MOST = 1200


def class_tones(theme: Theme, count: int) -> list[QColor]:
    """A colour for each class. Of two classes, 1 has the colour of positive values: a high output is that class."""
    if count <= 2:
        return [theme.value_negative, theme.value_positive]
    firm = [theme.value_positive, theme.value_negative, *(theme.family(name) for name in ("maths", "losses", "data"))]
    return firm + [mix(tone, theme.ink, 0.5) for tone in firm]


def class_said(said: np.ndarray) -> np.ndarray:
    """The class that each column of a prediction, (outputs, M), stands for: the likeliest, or 1 from a half up."""
    return np.asarray(said.argmax(axis=0) if len(said) > 1 else said[0] > 0.5, np.intp)


def prediction_words(said: np.ndarray, classes: tuple[str, ...]) -> str:
    """What the network says of one example, (outputs,): a class and how likely it is, or a number."""
    if not classes:
        return short(float(said[0]))
    kind = int(class_said(said[:, None])[0])
    name = classes[kind] if kind < len(classes) else str(kind)
    number = float(said[kind if len(said) > 1 else 0])
    # One number between 0 and 1 says how likely class 1 is; the other class has the rest.
    likely = 1 - number if len(said) == 1 and kind == 0 and 0 <= number <= 1 else number
    return f"{name} ({short(likely)})"


def likeliest_words(said: np.ndarray, classes: tuple[str, ...]) -> str:
    """The three classes that the network finds likeliest for one example, (outputs,), and how likely."""
    likeliest = [int(each) for each in np.argsort(-said)[:3]]
    names = (classes[each] if each < len(classes) else str(each) for each in likeliest)
    told = (f"{name} ({short(float(said[each]))})" for name, each in zip(names, likeliest, strict=True))
    return f"prediction: {' · '.join(told)}"


class Points:
    """Examples with their features (F, N), the first target (N,), and whether each is trained on.

    ``classes`` names the target's classes; it is empty where the target is a number, which its colour tells
    if ``numbers_are_shaded``.
    """

    def __init__(self, data: Data, numbers_are_shaded: bool) -> None:
        self._are_shaded = numbers_are_shaded
        tables = [table for table in (data.train, data.test) if table is not None]
        every = max(1, -(-sum(table.examples for table in tables) // _MOST))
        parts = [_thin(table, every) for table in tables]
        self.features = np.concatenate([features for features, _ in parts], axis=1)
        self.target = np.concatenate([target for _, target in parts])
        self.is_train = np.arange(self.target.size) < parts[0][1].size
        self.names, self.targets = data.train.features, data.train.targets
        self.classes = data.train.classes.get(self.targets[0], ()) if self.targets else ()
        self._stamp: tuple[object, QPixmap] | None = None

    def paint(self, painter: QPainter, x: np.ndarray, y: np.ndarray, axes: Axes, inner: QRectF, theme: Theme) -> None:
        """Draw them at data coordinates ``x`` and ``y``; kept as a picture until the size or theme changes."""
        ratio = painter.device().devicePixelRatioF()
        key = inner.x(), inner.y(), inner.width(), inner.height(), theme, ratio
        if self._stamp is None or self._stamp[0] != key:
            pixmap = QPixmap(int(inner.right() * ratio) + 1, int(inner.bottom() * ratio) + 1)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            self._draw(pixmap, axes.across(x, inner), axes.down(y, inner), inner, theme)
            self._stamp = key, pixmap
        painter.drawPixmap(QPointF(0, 0), self._stamp[1])

    def nearest(self, across: np.ndarray, down: np.ndarray, at: QPointF, reach: float) -> int | None:
        """The example drawn nearest to a place, if there is one within reach."""
        distance = np.hypot(across - at.x(), down - at.y())
        place = int(distance.argmin()) if distance.size else 0
        return place if distance.size and distance[place] <= reach else None

    def words(self, example: int, rows: Sequence[int] = (0, 1)) -> str:
        """These numbers of an example, a line for its truth, and whether it is trained on."""
        shown = (row for row in rows if row < len(self.names))
        numbers = (f"{self.names[row]} = {short(self.features[row, example])}" for row in shown)
        part = "train" if self.is_train[example] else "test"
        return f"{' · '.join(numbers)}\n{self.truth(example)} ({part})"

    def truth(self, example: int) -> str:
        """What the data say about an example."""
        if not self.targets:
            return "no target"
        value = float(self.target[example])
        return f"{self.targets[0]}: {self.classes[int(value)] if self.classes else short(value)}"

    def colours(self, theme: Theme) -> list[QColor]:
        """The colour of each example's truth."""
        if self.classes:
            tones = class_tones(theme, len(self.classes))
            return [tones[int(value) % len(tones)] for value in self.target]
        if not self._are_shaded:
            return [theme.value_positive] * self.target.size
        return [QColor.fromRgba(int(value)) for value in heat_colours(self.target, "value", theme)]

    def _draw(self, pixmap: QPixmap, across: np.ndarray, down: np.ndarray, inner: QRectF, theme: Theme) -> None:
        painter, size = QPainter(pixmap), theme.px(35) / 10
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(inner)
        for example, colour in enumerate(self.colours(theme)):
            is_train = self.is_train[example]
            painter.setPen(QPen(theme.panel if is_train else colour, theme.px(10 if is_train else 16) / 10))
            painter.setBrush(colour if is_train else theme.panel)
            painter.drawEllipse(QPointF(float(across[example]), float(down[example])), size, size)
        painter.end()


def _thin(table: Table, every: int) -> tuple[np.ndarray, np.ndarray]:
    target = table.column(table.targets[0]) if table.targets else np.zeros(table.examples)
    return table.rows(table.features)[:, ::every], target[::every]
