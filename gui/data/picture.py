"""Data picture: the examples, and what the network says everywhere between them."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from engine.session import Session
from engine.table import Table
from gui.editor import Editor
from gui.paint.numbers import short
from gui.playback.player import Player
from gui.theme import Look, Theme, mix

_EVERY = 70
_ACROSS, _DOWN, _CURVE, _MOST_POINTS = 56, 42, 160, 1500


class DataPicture(QWidget):
    """For one input a curve through the points; for two inputs the regions of the classes, or a field of values."""

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._player, self._look = player, look
        self._since = QElapsedTimer()
        self._since.start()
        self._said: np.ndarray | None = None
        self._area: tuple[float, float, float, float] = (0, 1, 0, 1)
        self.setMouseTracking(True)
        self.setMinimumHeight(90)
        self.setAccessibleName("Data and prediction")
        player.moved.connect(self._on_moved)
        for signal in (player.session_changed, player.playing_changed, editor.opened, look.changed):
            signal.connect(lambda *_: self._ask())
        self._ask()

    def sizeHint(self) -> QSize:
        """About a third of the pane."""
        return QSize(self._look.theme.px(300), self._look.theme.px(250))

    def why_nothing(self) -> str:
        """Why there is no picture, or ""."""
        session = self._player.session
        table = session.data.train
        if not table.features:
            return "This network reads no data."
        if len(table.features) > 2:
            return f"The data has {len(table.features)} inputs; a picture needs one or two."
        return "" if table.targets else "The data has no target to draw."

    # what the network says

    def _on_moved(self) -> None:
        if not self._player.is_playing or self._since.elapsed() > _EVERY:
            self._ask()

    def _ask(self) -> None:
        self._since.restart()
        if not self.why_nothing():
            session = self._player.session
            self._area = _area(session.data.train)
            self._said = session.predict(_grid(self._area, len(session.data.train.features)))
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card with a title, the field or the curve, and the points."""
        theme, painter, session = self._look.theme, QPainter(self), self._player.session
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.panel)
        card = QRectF(self.rect()).adjusted(theme.px(16), theme.px(6), -theme.px(16), -theme.px(12))
        painter.setPen(theme.line)
        painter.setBrush(theme.window)
        painter.drawRoundedRect(card, theme.px(9), theme.px(9))
        painter.setFont(theme.font("text", bold=True))
        painter.setPen(theme.secondary)
        painter.drawText(card.adjusted(theme.px(12), theme.px(6), 0, 0), Qt.AlignmentFlag.AlignLeft, "Data and prediction")
        reason = self.why_nothing()
        if reason:
            painter.setFont(theme.font("text"))
            painter.drawText(card, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, reason)
            return
        painter.setClipRect(self._frame())
        if len(session.data.train.features) == 1:
            self._paint_curve(painter, theme)
        elif self._said is not None:
            self._paint_field(painter, theme)
        self._paint_points(painter, session, theme)

    def _frame(self) -> QRectF:
        theme = self._look.theme
        card = QRectF(self.rect()).adjusted(theme.px(16), theme.px(6), -theme.px(16), -theme.px(12))
        return card.adjusted(theme.px(12), theme.px(28), -theme.px(12), -theme.px(12))

    def _place(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        left, right, bottom, top = self._area
        frame = self._frame()
        across = frame.left() + (x - left) / (right - left) * frame.width()
        return across, frame.bottom() - (y - bottom) / (top - bottom) * frame.height()

    def _paint_field(self, painter: QPainter, theme: Theme) -> None:
        assert self._said is not None
        image = _field(np.nan_to_num(self._said), self._player.session, theme)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._frame(), image)

    def _paint_curve(self, painter: QPainter, theme: Theme) -> None:
        if self._said is None:
            return
        x = np.linspace(self._area[0], self._area[1], _CURVE)
        painter.setPen(QPen(theme.accent, theme.px(2)))
        for output in self._said.reshape(-1, _CURVE):
            places = np.clip(np.column_stack(self._place(x, output)), -1e5, 1e5)
            if np.isfinite(places).all():
                painter.drawPolyline([QPointF(*place) for place in places])

    def _paint_points(self, painter: QPainter, session: Session, theme: Theme) -> None:
        size = theme.px(3)
        for table, is_test in ((session.data.test, True), (session.data.train, False)):
            if table is None:
                continue
            for x, y, kind in _points(table):
                colour = _class_colours(theme)[int(kind) % 10]
                painter.setPen(QPen(colour if is_test else theme.panel, 1))
                painter.setBrush(theme.panel if is_test else colour)
                across, down = self._place(np.array(x), np.array(y))
                painter.drawEllipse(QPointF(float(across), float(down)), size, size)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The nearest example, in numbers."""
        if self.why_nothing():
            return
        table, at = self._player.session.data.train, event.position()
        points = np.array(_points(table))
        across, down = self._place(points[:, 0], points[:, 1])
        distance = np.hypot(across - at.x(), down - at.y())
        nearest = int(distance.argmin())
        if distance[nearest] > self._look.theme.px(8):
            QToolTip.hideText()
            return
        told = [f"{name} = {short(float(table.column(name)[nearest]))}" for name in table.features]
        for name in table.targets:
            value, classes = float(table.column(name)[nearest]), table.classes.get(name, ())
            told.append(f"{name}: {classes[int(value)] if classes else short(value)}")
        QToolTip.showText(event.globalPosition().toPoint(), "\n".join(told), self)


def _points(table: Table) -> list[tuple[float, float, float]]:
    """(x, y, class) of the examples, not more than can be told apart."""
    rows = table.rows(table.features)[:, :_MOST_POINTS]
    target = table.column(table.targets[0])[:_MOST_POINTS]
    if len(table.features) == 1:
        return [(float(x), float(y), 0.0) for x, y in zip(rows[0], target, strict=True)]
    kinds = target if table.classes.get(table.targets[0]) else (target > 0.5).astype(float)
    return [(float(x), float(y), float(k)) for x, y, k in zip(rows[0], rows[1], kinds, strict=True)]


def _area(table: Table) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of what is drawn: the data and a margin."""
    points = np.array(_points(table))
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    margin = np.maximum((high - low) * 0.12, 1e-3)
    return float(low[0] - margin[0]), float(high[0] + margin[0]), float(low[1] - margin[1]), float(high[1] + margin[1])


def _grid(area: tuple[float, float, float, float], inputs: int) -> np.ndarray:
    """The made-up examples to ask about, (inputs, M)."""
    left, right, bottom, top = area
    if inputs == 1:
        return np.linspace(left, right, _CURVE)[None, :]
    across, down = np.meshgrid(np.linspace(left, right, _ACROSS), np.linspace(top, bottom, _DOWN))
    return np.stack([across.reshape(-1), down.reshape(-1)])


def _class_colours(theme: Theme) -> list[QColor]:
    """Ten tones that can be told apart: class 0 and 1 in the colours of values."""
    first = [theme.value_positive, theme.value_negative, theme.gradient_negative, theme.gradient_positive, theme.error]
    return first + [mix(colour, theme.ink, 0.45) for colour in first]


def _field(said: np.ndarray, session: Session, theme: Theme) -> QImage:
    """One pixel for each made-up example, in the colour of what the network says there."""
    colours = np.array([[c.red(), c.green(), c.blue()] for c in (*_class_colours(theme), theme.window)], dtype=float)
    if said.shape[0] > 1:
        weights = np.clip(said[:10], 0, 1)
        shares = weights / np.maximum(weights.sum(axis=0), 1e-12)
        full = shares.T @ colours[: shares.shape[0]]
        strength = np.clip((shares.max(axis=0) - 1 / shares.shape[0]) * 1.2, 0, 1)[:, None] * 0.45
    else:
        table = session.data.train
        is_class = bool(table.classes.get(table.targets[0]))
        target = table.column(table.targets[0])
        low, high = (0.0, 1.0) if is_class else (float(target.min()), float(target.max()))
        level = np.clip((said[0] - low) / max(high - low, 1e-12), 0, 1)
        full = np.where(level[:, None] > 0.5, colours[1], colours[0])
        strength = np.abs(level - 0.5)[:, None] * 0.9
    mixed = (colours[-1] + (full - colours[-1]) * strength).astype(np.uint32)
    packed = (0xFF000000 | mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2]).astype(np.uint32)
    return QImage(packed.tobytes(), _ACROSS, _DOWN, 4 * _ACROSS, QImage.Format.Format_RGB32).copy()
