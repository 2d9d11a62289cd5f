"""Loss against iterations: the curve of the run, and a way to travel in it."""
from __future__ import annotations

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.moment import Moment
from gui.paint.numbers import exact, short
from gui.playback.player import Player
from gui.settings import Settings
from gui.stylesheet import set_look
from gui.theme import Look, Theme

# Milliseconds between two drawings while training, and points a curve is thinned to.
_EVERY, _POINTS = 80, 1600


class LossPlot(QWidget):
    """The plot itself is made after the window was first painted, because its library takes a while to import."""

    def __init__(self, player: Player, look: Look, settings: Settings) -> None:
        super().__init__()
        self._player, self._look, self._settings = player, look, settings
        self._plot: Any = None
        self._since = QElapsedTimer()
        self._since.start()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.title, hint = QLabel("Loss against iterations"), QLabel("drag to travel in time")
        set_look(self.title, "heading")
        set_look(hint, "hint")
        self.read_out = QLabel()
        self.read_out.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.read_out.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_look(self.read_out, "number")
        self.log_button = QPushButton("log")
        self.log_button.setCheckable(True)
        self.log_button.setChecked(bool(settings.get("log_loss")))
        self.log_button.setToolTip("A logarithmic scale: equal steps are equal factors")
        set_look(self.log_button, "segment")
        row = QHBoxLayout()
        for widget in (self.title, hint):
            row.addWidget(widget)
        row.addWidget(self.read_out, 1)
        row.addWidget(self.log_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self.log_button.toggled.connect(self._set_log)
        look.changed.connect(self._on_look)
        player.moved.connect(self._on_moved)
        player.session_changed.connect(self._draw)
        player.playing_changed.connect(self._draw)
        QTimer.singleShot(0, self._make)

    def _make(self) -> None:
        import pyqtgraph as pg

        self._plot = pg.PlotWidget(enableMenu=False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setMinimumHeight(60)
        self._plot.setAccessibleName("Loss against iterations")
        self._future, self._train, self._test = (self._plot.plot() for _ in range(3))
        self._line = pg.InfiniteLine(angle=90)
        self._dot = pg.ScatterPlotItem(size=9)
        self._plot.addItem(self._line)
        self._plot.addItem(self._dot)
        self._legend = self._plot.addLegend(offset=(-8, 4))
        self._legend.addItem(self._train, "train")
        self._legend.addItem(self._test, "test")
        self._plot.viewport().installEventFilter(self)
        self._column.addWidget(self._plot, 1)
        self._on_look(self._look.theme)

    # drawing

    def _on_moved(self) -> None:
        if not self._player.is_playing or self._since.elapsed() > _EVERY:
            self._draw()

    def _draw(self, *_: object) -> None:
        if self._plot is None:
            return
        self._since.restart()
        history, here = self._player.session.history, self._player.session.run.iteration
        first, losses = history.first_iteration, history.losses
        past = here - first
        self._train.setData(*self._curve(first + 1, losses[:past]))
        self._future.setData(*self._curve(first + max(past, 1), losses[max(past - 1, 0) :]))
        tests = [(x, y) for x, y in history.tests if x <= here and math.isfinite(y)]
        self._test.setData(*self._on_scale([x for x, _ in tests], [y for _, y in tests]))
        self._line.setValue(max(here, first))
        point = losses[past - 1 : past] if past else losses[:0]
        self._dot.setData(*self._on_scale([here] * point.size, point))
        self._show_read_out(here)

    def _curve(self, first: int, losses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The points of a curve, thinned to the lowest and highest of each stretch where there are too many."""
        x = np.arange(first, first + losses.size)
        if losses.size > 2 * _POINTS:
            each = -(-losses.size // _POINTS)
            whole = losses[: losses.size // each * each].reshape(-1, each)
            start = np.arange(whole.shape[0]) * each
            places = np.sort(np.concatenate([start + whole.argmin(axis=1), start + whole.argmax(axis=1)]))
            places = np.append(places, losses.size - 1)
            x, losses = x[places], losses[places]
        return self._on_scale(x, losses)

    def _on_scale(self, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
        x, y = np.asarray(x, dtype=float), np.array(y, dtype=float)
        if not self.log_button.isChecked():
            return x, y
        keep = y > 0
        return x[keep], np.log10(y[keep])

    def _set_log(self, is_on: bool) -> None:
        self._settings.set("log_loss", is_on)
        if self._plot is not None:
            # The points are given as logarithms; the axis only has to say what they mean.
            self._plot.getAxis("left").setLogMode(is_on)
            self._draw()

    def _show_read_out(self, iteration: int) -> None:
        history = self._player.session.history
        place = iteration - history.first_iteration - 1
        if 0 <= place < history.losses.size:
            loss = float(history.losses[place])
            tests = [value for at, value in history.tests if at == iteration]
            test = f"   test {short(tests[0])}" if tests else ""
            self.read_out.setText(f"iteration {iteration:,}   L = {short(loss)}{test}")
            self.read_out.setToolTip(exact(loss))
        else:
            self.read_out.setText("")

    # travelling

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hover reads the curve; a press or drag goes there."""
        if isinstance(event, QMouseEvent) and self._plot is not None:
            iteration = self._iteration_at(event.position())
            if event.type() == QEvent.Type.MouseMove and not event.buttons():
                self._show_read_out(iteration)
            elif event.buttons() & Qt.MouseButton.LeftButton:
                self._travel(iteration)
                return True
        elif event.type() == QEvent.Type.Leave:
            self._show_read_out(self._player.session.run.iteration)
        return super().eventFilter(watched, event)

    def _iteration_at(self, at: QPointF) -> int:
        x = self._plot.plotItem.vb.mapSceneToView(self._plot.mapToScene(at.toPoint())).x()
        history = self._player.session.history
        return int(min(max(round(x), history.first_iteration), history.first_iteration + history.losses.size))

    def _travel(self, iteration: int) -> None:
        if self._player.is_playing or Moment(iteration) != self._player.session.moment:
            self._player.goto(Moment(iteration))

    # look

    def _on_look(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        if self._plot is None:
            return
        self._plot.setBackground(theme.panel)
        self._plot.showGrid(x=False, y=True, alpha=0.25)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(theme.line)
            axis.setTextPen(theme.secondary)
            axis.setTickFont(theme.font("small"))
        self._plot.getAxis("left").setLogMode(self.log_button.isChecked())
        self._train.setPen(_pen(theme.accent, 1.0))
        self._future.setPen(_pen(theme.line, 1.0))
        self._test.setPen(_pen(theme.value_negative, 1.0, Qt.PenStyle.DashLine))
        self._line.setPen(_pen(theme.ink, theme.px(1)))
        self._dot.setBrush(theme.accent)
        self._dot.setPen(_pen(theme.panel, 1.0))
        self._legend.setLabelTextColor(theme.secondary)
        self._draw()


def _pen(colour: Any, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen
