"""Track: the phases of one pass as a row of segments, one for each step by layer; click one to go there."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.equation import Equation
from engine.moment import Moment
from gui.playback.player import Player
from gui.theme import Look, Theme

_GAP, _PHASE_GAP = 4, 12


class PhaseTrack(QWidget):
    """Batch · Forward · Loss · Backward · Update: what is done is filled, the knob stands where the run is."""

    def __init__(self, player: Player, look: Look) -> None:
        super().__init__()
        self._player, self._look = player, look
        self.setAccessibleName("Phases of this pass")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        for signal in (player.moved, player.session_changed):
            signal.connect(self.update)
        look.changed.connect(self._on_look)

    def sizeHint(self) -> QSize:
        """Room for a line of words and the segments."""
        return QSize(self._look.theme.px(400), self._look.theme.px(34))

    def _on_look(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()

    def segments(self) -> list[tuple[QRectF, Equation, int, int]]:
        """For each step by layer: where it is drawn, its first equation, and the equations done before and after it."""
        theme, equations = self._look.theme, self._player.session.equations
        groups: list[tuple[Equation, int, int]] = []
        end = 0
        for _, members in groupby(equations, key=lambda each: each.group):
            run = list(members)
            groups.append((run[0], end, end + len(run)))
            end += len(run)
        phases = {first.phase for first, _, _ in groups}
        gaps = theme.px(_GAP) if len(groups) < 60 else 1
        free = self.width() - theme.px(12) - theme.px(_PHASE_GAP) * max(len(phases) - 1, 0) - gaps * len(groups)
        width, x, y = max(free / max(len(groups), 1), 1.0), float(theme.px(6)), theme.px(20)
        placed, before = [], ""
        for first, start, done in groups:
            x += theme.px(_PHASE_GAP) if before and first.phase != before else 0
            before = first.phase
            placed.append((QRectF(x, y, width, theme.px(7)), first, start, done))
            x += width + gaps
        return placed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names above, segments below, the knob on top."""
        theme, session = self._look.theme, self._player.session
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        done = session.moment.done or (len(session.equations) if session.latest is not None else 0)
        named, knob, right = set(), None, 0.0
        for rect, first, start, end in self.segments():
            colour = theme.gradient_positive if first.phase == "backward" else theme.accent
            share = min(max((done - start) / (end - start), 0.0), 1.0)
            self._bar(painter, rect, theme.line)
            if share:
                self._bar(
                    painter, QRectF(rect.topLeft(), QPointF(rect.left() + rect.width() * share, rect.bottom())), colour
                )
                knob = QPointF(rect.left() + rect.width() * share, rect.center().y()), colour
            if first.phase not in named and rect.left() >= right:
                right = self._name(painter, rect.left(), first.phase, share > 0, theme)
            named.add(first.phase)
        if knob is not None:
            painter.setPen(QPen(knob[1], theme.px(2)))
            painter.setBrush(theme.panel)
            painter.drawEllipse(knob[0], theme.px(6), theme.px(6))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the end of the segment under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag along the pass."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def event(self, event: QEvent) -> bool:
        """A tooltip names the node and the phase."""
        if isinstance(event, QHelpEvent):
            place = next((each for each in self.segments() if self._hits(each[0], QPointF(event.pos()))), None)
            if place is not None:
                nodes = self._player.session.document.graph.by_id
                name = nodes[place[1].node].name if place[1].node in nodes else "all parameters"
                QToolTip.showText(event.globalPos(), f"{place[1].phase.capitalize()}: {name}", self)
            return True
        return super().event(event)

    def _go(self, at: QPointF) -> None:
        session = self._player.session
        for rect, _, _, end in self.segments():
            if self._hits(rect, at):
                target = Moment(session.run.shown, end)
                if end == len(session.equations):
                    target = Moment(session.run.shown + 1)
                if target != session.moment:
                    self._player.goto(target)

    def _hits(self, rect: QRectF, at: QPointF) -> bool:
        return rect.left() - 2 <= at.x() <= rect.right() + 2

    def _bar(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)

    def _name(self, painter: QPainter, x: float, phase: str, is_reached: bool, theme: Theme) -> float:
        """Draws the name of a phase; gives where it ends, so that the next one does not cover it."""
        font = theme.font("small", bold=True)
        colour = theme.gradient_positive if phase == "backward" else theme.accent
        painter.setFont(font)
        painter.setPen(theme.readable(colour) if is_reached else theme.hint)
        painter.drawText(QPointF(x, theme.px(13)), phase.capitalize())
        return x + QFontMetricsF(font).horizontalAdvance(phase.capitalize()) + theme.px(6)
