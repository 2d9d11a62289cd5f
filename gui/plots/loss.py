"""Loss against iterations: the curve of the run, and a way to travel in it."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.moment import Moment
from engine.optimizer import Optimizer
from engine.parts.schedule import Scheduled
from engine.session import Session
from engine.stepping import Stepping
from engine.watching.tree import Count
from gui.paint.numbers import exact, short
from gui.playback.player import Player
from gui.settings import Settings
from gui.stylesheet import set_look
from gui.theme import Look, Theme

if TYPE_CHECKING:
    from gui.plots.loss_chart import LossChart

# Milliseconds between two drawings while training.
_EVERY = 120


class LossPlot(QWidget):
    """The chart itself is made after the window was first painted, because its library takes a while to import."""

    def __init__(self, player: Player, look: Look, settings: Settings) -> None:
        super().__init__()
        self._player, self._look, self._settings = player, look, settings
        self.chart: LossChart | None = None
        self._hovered: int | None = None
        self._since = QElapsedTimer()
        self._since.start()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.read_out = QLabel()
        self.read_out.setTextFormat(Qt.TextFormat.RichText)
        self.read_out.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_look(self.read_out, "read_out")
        self._lay_out()
        self.log_button.toggled.connect(lambda is_on: settings.set("log_loss", is_on))
        settings.changed.connect(self._on_setting)
        look.changed.connect(self._on_look)
        player.moved.connect(self._on_moved)
        player.session_changed.connect(self._on_moved)
        player.playing_changed.connect(self._draw)

    def _lay_out(self) -> None:
        self.title, hint = QLabel("Loss against iterations"), QLabel("drag to travel in time")
        set_look(self.title, "heading")
        set_look(hint, "hint")
        self.legend = QLabel()
        set_look(self.legend, "small")
        self.log_button = QPushButton("log")
        self.log_button.setCheckable(True)
        self.log_button.setChecked(bool(self._settings.get("log_loss")))
        self.log_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.log_button.setAccessibleName("Logarithmic scale")
        self.log_button.setToolTip("A logarithmic scale: equal steps are equal factors")
        set_look(self.log_button, "segment")
        row = QHBoxLayout()
        for widget in (self.title, hint):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.legend)
        row.addWidget(self.log_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self._place = QWidget()
        self._column.addWidget(self._place, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once the window has been painted for the first time, the chart is made."""
        if self.chart is None:
            QTimer.singleShot(0, self._make)

    def _make(self) -> None:
        if self.chart is not None:
            return
        from gui.plots.loss_chart import LossChart

        self.chart = LossChart()
        self.chart.viewport().installEventFilter(self)
        self.read_out.setParent(self.chart)
        self._column.replaceWidget(self._place, self.chart)
        self._place.deleteLater()
        self._on_look(self._look.theme)

    # drawing

    @property
    def _run(self) -> Stepping:
        """What the plot is of: a derivative while it moves values, otherwise the run, whatever is shown."""
        shown = self._player.shown
        return shown if shown.is_moving else self._player.session

    def _on_moved(self) -> None:
        if not self._player.is_playing or self._since.elapsed() > _EVERY:
            self._draw()

    def _draw(self, *_: object) -> None:
        if self.chart is not None:
            self._since.restart()
            run = self._run
            is_run = run is self._player.session
            self.title.setText("Loss against iterations" if is_run else f"{run.symbol} against moves")
            self.legend.setVisible(is_run)
            self.chart.setAccessibleName(self.title.text())
            self.chart.draw(run.history, run.run.iteration, run.trouble, self.log_button.isChecked())
            self.chart.mark(_limits(self._player.session) if is_run else [], run.history.stops)
            self._show_read_out()

    def _show_read_out(self) -> None:
        """The box beside the present iteration, or beside the one under the pointer."""
        assert self.chart is not None
        run = self._run
        history, here = run.history, run.run.iteration
        iteration = here if self._hovered is None else self._hovered
        place = iteration - history.first_iteration - 1
        self.read_out.setVisible(0 <= place < history.losses.size)
        self.chart.point_at(iteration if self._hovered is not None and self.read_out.isVisibleTo(self.chart) else None)
        if not self.read_out.isVisibleTo(self.chart):
            return
        loss = float(history.losses[place])
        tests = "".join(f"<br>test {short(value)}" for at, value in history.tests if at == iteration)
        step = "iteration" if run is self._player.session else "move"
        rate = _rate_words(history.settings_at(iteration - 1).optimizer, iteration - 1)
        self.read_out.setText(f"{step} {iteration:,}<br><b>{run.symbol} = {short(loss)}</b>{tests}{rate}")
        self.read_out.setToolTip(exact(loss))
        self.read_out.adjustSize()
        at, within = self.chart.pixel_of(iteration, loss), self.chart.viewport().rect()
        gap, width, height = self._look.theme.px(12), self.read_out.width(), self.read_out.height()
        x = at.x() + gap if at.x() + gap + width < within.right() else at.x() - gap - width
        y = min(max(at.y() - height - gap, within.top()), within.bottom() - height - 2 * gap)
        self.read_out.move(int(max(x, 0)), int(max(y, 0)))

    # travelling

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hover reads the curve; a press or drag goes there."""
        if isinstance(event, QMouseEvent) and event.type() != QEvent.Type.MouseButtonRelease:
            iteration = self._iteration_at(event.position())
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._hovered = None
                self._travel(iteration)
            else:
                self._hover(iteration)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().eventFilter(watched, event)

    def _hover(self, iteration: int | None) -> None:
        if iteration != self._hovered:
            self._hovered = iteration
            self._show_read_out()

    def _iteration_at(self, at: QPointF) -> int:
        assert self.chart is not None
        history = self._run.history
        iteration = round(self.chart.iteration_at(at))
        return min(max(iteration, history.first_iteration), history.first_iteration + history.losses.size)

    def _travel(self, iteration: int) -> None:
        player, run = self._player, self._run
        if player.shown is not run:
            player.show(run)
        if player.is_playing or Moment(iteration) != run.moment:
            player.goto(Moment(iteration))

    # look

    def _on_setting(self, name: str, value: Any) -> None:
        if name == "log_loss":
            self.log_button.setChecked(bool(value))
            self._draw()

    def _on_look(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        self._column.setSpacing(theme.px(4))
        self.read_out.setMargin(theme.px(5))
        train, test = (theme.readable(each).name() for each in (theme.accent, theme.value_negative))
        lines = f'<span style="color:{train}">━</span> train &nbsp; <span style="color:{test}">╌</span> test'
        self.legend.setText(lines)
        if self.chart is not None:
            self.chart.set_theme(theme)
            self._draw()


def _limits(session: Session) -> list[float]:
    """The losses at which a condition of the watch list stops the training."""
    breaks = [each.tree for each in session.document.watched if each.is_break]
    if not breaks:
        return []
    from engine.watching.curve import bound, subject
    from engine.watching.reading import read

    others = [bound(tree) for tree in breaks if subject(tree) == Count("loss")]
    return [float(read(session, other).numbers[0]) for other in others if other is not None]


def _rate_words(optimizer: Optimizer, updates: int) -> str:
    """The learning rate of the update after so many others, where a schedule changes it."""
    if isinstance(optimizer, Scheduled) and optimizer.is_scheduled:
        return f"<br>α = {short(float(optimizer.rates(np.array(updates))))}"
    return ""
