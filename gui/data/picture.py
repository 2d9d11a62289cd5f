"""Data picture: the card that shows the examples, and what the network says about them and between them."""
from __future__ import annotations

import time
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.session import Session
from engine.tables.data import Data
from gui.data.curve import Curve
from gui.data.gallery import Gallery, picture_shape
from gui.data.passages import Passages, is_text
from gui.data.regions import Regions
from gui.data.scatter import Scatter
from gui.editor import Editor
from gui.playback.player import Player
from gui.plots.read_out import paint_read_out
from gui.stylesheet import set_look
from gui.theme import Look, Theme

# Seconds between two looks at the network while it trains; many times what a look takes, so that training has the rest.
_EVERY, _SHARE = 1 / 10, 20
_SCORES_EVERY = 0.4


class Drawing(Protocol):
    """One kind of picture. It keeps what the network said last; all places are pixels in the same rectangle."""

    def refresh(self, session: Session) -> None:
        """Ask the network again."""

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Draw it all."""

    def words_at(self, at: QPointF, rect: QRectF, theme: Theme) -> str:
        """What is under the pointer, in a line or two; "" for nothing."""


def drawing_of(data: Data) -> Drawing | str:
    """The kind of picture that these data allow, or a sentence that says why there is none."""
    features = data.train.features
    if not features:
        return "This network reads no data, so there is nothing to draw here."
    if is_text(data.train):
        return Passages(data)
    if len(features) == 1:
        return Curve(data)
    if len(features) == 2:
        return Regions(data)
    if picture_shape(features):
        return Gallery(data)
    return Scatter(data)


class DataPicture(QWidget):
    """"Data and prediction": follows the player, at most ten times a second while training.

    ``emptied(why)``: there is nothing to draw any more, or with "" there is something again.
    """

    emptied = Signal(str)

    def __init__(self, editor: Editor, player: Player, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._look = player, look
        self._data: Data | None = None
        self._asked: object = None
        self._due = self._scores_due = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        card = QFrame()
        set_look(card, "card")
        self.title, self.scores = QLabel("Data and prediction"), QLabel()
        set_look(self.title, "heading")
        set_look(self.scores, "small")
        self.sheet = Sheet(look)
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_look(self.reason, "secondary")
        row = QHBoxLayout()
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.scores)
        self._inside, self._outside = QVBoxLayout(card), QVBoxLayout(self)
        self._inside.addLayout(row)
        self._inside.addWidget(self.sheet, 1)
        self._inside.addWidget(self.reason, 1)
        self._outside.addWidget(card)
        player.moved.connect(self._on_moved)
        player.session_changed.connect(self._refresh)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)
        self._refresh()

    def sizeHint(self) -> QSize:
        """About a third of the right column."""
        return QSize(self._look.theme.px(320), self._look.theme.px(250))

    def why_nothing(self) -> str:
        """Why there is no picture, or ""."""
        return self.reason.text() if self.sheet.drawing is None else ""

    def _on_moved(self) -> None:
        if not self._player.is_playing or time.perf_counter() >= self._due:
            self._refresh()

    def _refresh(self) -> None:
        session, start = self._player.session, time.perf_counter()
        asked = session, session.weights.everything.tobytes(), self._player.is_playing
        if asked == self._asked:
            # A step within a pass: the network says what it said before.
            return
        self._asked = asked
        if session.data is not self._data:
            self._data = session.data
            drawing = drawing_of(session.data)
            self.sheet.drawing = None if isinstance(drawing, str) else drawing
            self.reason.setText(drawing if isinstance(drawing, str) else "")
            self.reason.setVisible(isinstance(drawing, str))
            self.sheet.setVisible(not isinstance(drawing, str))
            self.emptied.emit(self.why_nothing())
        self.sheet.refresh(session)
        now = time.perf_counter()
        self._due = now + max(_EVERY, _SHARE * (now - start))
        if not self._player.is_playing or now >= self._scores_due:
            self._show_scores(session)
            self._scores_due = now + max(_SCORES_EVERY, _SHARE * (time.perf_counter() - now))

    def _show_scores(self, session: Session) -> None:
        """The share of examples that are classified right."""
        told = []
        for part in ("train", "test"):
            score = session.score(part)
            if score is not None and score.accuracy is not None:
                told.append(f"{part} {score.accuracy:.1%}".replace("%", " %"))
        self.scores.setText(" · ".join(told))
        self.scores.setToolTip("The share of the examples that are classified right" if told else "")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the numbers are worth more than the title."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margins = 2 * self._look.theme.px(16 + 12 + 3)
        wanted = self.title.sizeHint().width() + self.scores.sizeHint().width() + margins
        self.title.setVisible(self.width() >= wanted or not self.scores.text())

    def _on_look(self, theme: Theme) -> None:
        self._outside.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        self._inside.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._inside.setSpacing(theme.px(4))
        self.sheet.setMinimumHeight(theme.px(60))
        self.sheet.update()


class Sheet(QWidget):
    """Where the drawing is painted, with a read-out of what is under the pointer."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.drawing: Drawing | None = None
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Data and prediction")
        self.setAccessibleDescription("The examples, and what the network says about them and between them.")

    def refresh(self, session: Session) -> None:
        """Ask the network again and draw."""
        if self.drawing is not None:
            self.drawing.refresh(session)
            self.update()

    def read_out(self) -> str:
        """What is under the pointer, or ""."""
        if self.drawing is None or self._pointer is None:
            return ""
        return self.drawing.words_at(self._pointer, QRectF(self.rect()), self._look.theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The drawing, and over it the read-out."""
        if self.drawing is None:
            return
        theme, painter = self._look.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        self.drawing.paint(painter, QRectF(self.rect()), theme)
        painter.restore()
        words = self.read_out()
        if words and self._pointer is not None:
            paint_read_out(painter, words, self._pointer, QRectF(self.rect()), theme)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The read-out follows the pointer."""
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._pointer = None
        self.update()
