"""Track: the phases of one pass as a row of segments, one for each step by layer; click one to go there."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.equation import Equation
from gui.playback.player import Player
from gui.theme import Look, Theme

_PHASE_GAP, _HEIGHT, _TOP, _KNOB = 12, 7, 20, 6
_NARROWEST = 6
"""Segments of fewer pixels stand without a gap, and are painted as one bar."""


@dataclass(frozen=True)
class Segment:
    """One step by layer: its phase and node, the equations done before and after it, and where it is drawn."""

    phase: str
    node: str
    start: int
    end: int
    rect: QRectF


class PhaseTrack(QWidget):
    """Batch · Forward · Loss · Backward · Update: what is done is filled, the knob stands where the run is."""

    def __init__(self, player: Player, look: Look) -> None:
        super().__init__()
        self._player, self._look = player, look
        self._placed: tuple[object, list[Segment]] = None, []
        self._shown: object = None
        self.setAccessibleName("Phases of this pass")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for signal in (player.moved, player.session_changed):
            signal.connect(self._on_moved)
        look.changed.connect(self._on_look)

    def sizeHint(self) -> QSize:
        """Room for a line of words and the segments."""
        return QSize(self._look.theme.px(400), self._look.theme.px(34))

    @property
    def done(self) -> int:
        """Equations done in the pass that is shown; all of them between passes."""
        session = self._player.shown
        return 0 if session.latest is None else session.latest + 1

    def segments(self) -> list[Segment]:
        """The pass that is shown, in order."""
        key = self._player.shown.plan, len(self._player.shown.equations), self.width(), self._look.theme
        if self._placed[0] != key:
            self._placed = key, _place(self._player.shown.equations, self.width(), self._look.theme)
        return self._placed[1]

    def _on_moved(self) -> None:
        # While training every pass ends the same way: nothing to paint again.
        shown = self._player.shown.plan, self.done
        if shown != self._shown:
            self._shown = shown
            self.update()

    def _on_look(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names above, segments below, the knob on top."""
        theme, done = self._look.theme, self.done
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        knob = None
        for phase, steps in groupby(self.segments(), key=lambda each: each.phase):
            segments, colour = list(steps), _colour(phase, theme)
            reached = _reached(segments, done)
            for rect in _bars(segments):
                _bar(painter, rect, theme.line)
                if reached > rect.left():
                    _bar(painter, QRectF(rect.topLeft(), QPointF(min(reached, rect.right()), rect.bottom())), colour)
            first = segments[0].rect
            is_begun = reached > first.left()
            if is_begun:
                knob = QPointF(reached, first.center().y()), colour
            painter.setFont(theme.font("small", bold=True))
            painter.setPen(theme.readable(colour) if is_begun else theme.hint)
            painter.drawText(QPointF(first.left(), theme.px(13)), phase.capitalize())
        if knob is not None:
            radius = theme.px(_KNOB + self.hasFocus())
            painter.setPen(QPen(knob[1], theme.px(2)))
            painter.setBrush(theme.accent_soft if self.hasFocus() else theme.panel)
            painter.drawEllipse(knob[0], radius, radius)

    # going there

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the end of the segment under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(self._nearest(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag along the pass."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(self._nearest(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go segment by segment, Home and End to the first and the last."""
        segments = self.segments()
        here = next((place for place, each in enumerate(segments) if self.done <= each.end), 0)
        ways = {Qt.Key.Key_Left: here - 1, Qt.Key.Key_Right: here + (self.done > 0)}
        ways |= {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(segments) - 1}
        place = ways.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        elif 0 <= place < len(segments):
            self._go(segments[place])

    def event(self, event: QEvent) -> bool:
        """A tooltip names the phase and the node."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def words_at(self, x: float) -> str:
        """Which phase and node lie at x, or ""."""
        segment = self._nearest(x)
        if segment is None:
            return ""
        node = self._player.shown.document.graph.by_id.get(segment.node)
        return f"{segment.phase.capitalize()}: {node.name if node else 'all parameters'}"

    def _nearest(self, x: float) -> Segment | None:
        return min(self.segments(), key=lambda each: abs(each.rect.center().x() - x), default=None)

    def _go(self, segment: Segment | None) -> None:
        if segment is not None and segment.end != self.done:
            self._player.goto(self._player.shown.moment_after(segment.end))


def _place(equations: tuple[Equation, ...], width: int, theme: Theme) -> list[Segment]:
    """A phase has room for its name; what is left over is shared out by the number of segments."""
    groups, done = [], 0
    for (phase, node), members in groupby(equations, key=lambda each: each.group):
        start, done = done, done + len(list(members))
        groups.append((phase, node, start, done))
    phases = [(phase, list(steps)) for phase, steps in groupby(groups, key=lambda each: each[0])]
    metrics = QFontMetricsF(theme.font("small", bold=True))
    least = [metrics.horizontalAdvance(phase.capitalize()) for phase, _ in phases]
    edge, gap = theme.px(_KNOB + 2), theme.px(_PHASE_GAP)
    free = max(width - 2 * edge - gap * (len(phases) - 1), 0)
    widths = _shares(free, [len(steps) for _, steps in phases], least)
    x, placed = float(edge), []
    for (_, steps), whole in zip(phases, widths, strict=True):
        each = whole / len(steps)
        between = min(theme.px(4), each / 4) if each > _NARROWEST else 0
        for number, group in enumerate(steps):
            last = number == len(steps) - 1
            rect = QRectF(x + number * each, theme.px(_TOP), each - (0 if last else between), theme.px(_HEIGHT))
            placed.append(Segment(*group, rect))
        x += whole + gap
    return placed


def _shares(free: float, counts: list[int], least: list[float]) -> list[float]:
    """``free`` pixels by count, but nobody gets less than the least; those who would are served first."""
    small: set[int] = set()
    while True:
        rest = max(free - sum(least[place] for place in small), 0.0)
        each = rest / max(sum(count for place, count in enumerate(counts) if place not in small), 1)
        fresh = {place for place, count in enumerate(counts) if place not in small and count * each < least[place]}
        if not fresh:
            return [least[place] if place in small else count * each for place, count in enumerate(counts)]
        small |= fresh


def _reached(segments: list[Segment], done: int) -> float:
    """How far along the segments of a phase the run is."""
    reached = segments[0].rect.left()
    for segment in segments:
        share = min(max((done - segment.start) / (segment.end - segment.start), 0.0), 1.0)
        if share:
            reached = segment.rect.left() + segment.rect.width() * share
    return reached


def _bars(segments: list[Segment]) -> list[QRectF]:
    """The bars of a phase; those that stand so close that there is no gap are one."""
    rects = [segment.rect for segment in segments]
    if len(rects) > 1 and rects[0].right() > rects[1].left() - 0.01:
        return [rects[0].united(rects[-1])]
    return rects


def _colour(phase: str, theme: Theme) -> QColor:
    return theme.gradient_positive if phase == "backward" else theme.accent


def _bar(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    radius = min(rect.height(), rect.width()) / 2
    painter.drawRoundedRect(rect, radius, radius)
