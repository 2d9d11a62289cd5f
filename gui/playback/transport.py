"""Transport: step, back, train, and how far a step goes; below them the track of the pass."""
from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.moment import GRANULARITIES
from gui.paint.icons import icon
from gui.playback.player import Player
from gui.playback.track import PhaseTrack
from gui.settings import Settings
from gui.stylesheet import set_look
from gui.theme import Look, Theme


class Transport(QWidget):
    """The row under the canvas. A button that can't do anything now is grey and its tooltip says why."""

    def __init__(self, player: Player, look: Look, settings: Settings) -> None:
        super().__init__()
        self._player, self._look, self._settings = player, look, settings
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.start_button = self._button("", "To the start of the run", player.to_start)
        self.back_button = self._button("", "Step back", player.back)
        self.step_button = self._button("Step", "Step", player.step, "primary")
        self.train_button = self._button("Train", "Train or pause", player.toggle)
        self.sizes = QButtonGroup(self)
        self.track = PhaseTrack(player, look)
        self._lay_out()
        self.sizes.buttonClicked.connect(self._choose)
        settings.changed.connect(lambda *_: self._refresh())
        for signal in (player.moved, player.session_changed, player.playing_changed):
            signal.connect(lambda *_: self._refresh())
        look.changed.connect(self._on_look)
        self._on_look(look.theme)

    def _button(self, words: str, name: str, run: object, look: str = "") -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if look:
            set_look(button, look)
        button.clicked.connect(lambda: run())  # type: ignore[operator]
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.start_button, self.back_button, self.step_button, self.train_button):
            row.addWidget(button)
        row.addSpacing(8)
        by = QLabel("by")
        set_look(by, "secondary")
        row.addWidget(by)
        for name in GRANULARITIES:
            segment = QPushButton(name.capitalize())
            segment.setCheckable(True)
            segment.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            segment.setToolTip(f"A step goes to the end of the {name}")
            set_look(segment, "segment")
            self.sizes.addButton(segment)
            row.addWidget(segment)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self._column.addWidget(self.track)

    def _choose(self, button: QAbstractButton) -> None:
        self._settings.set("step_granularity", button.text().lower())

    def _refresh(self) -> None:
        session, theme = self._player.session, self._look.theme
        is_playing = self._player.is_playing
        self.train_button.setText("Pause" if is_playing else "Train")
        self.train_button.setIcon(icon("pause" if is_playing else "train", theme))
        reasons = {
            self.start_button: (session.why_not_back, "To the start of the run (Home)"),
            self.back_button: (session.why_not_back, "Step back (Shift+Space)"),
            self.step_button: (session.why_not_step, "Step (Space)"),
            self.train_button: ("" if is_playing else session.why_not_train, "Train or pause (F5)"),
        }
        for button, (reason, words) in reasons.items():
            button.setEnabled(not reason)
            button.setToolTip(reason or words)
        for segment in self.sizes.buttons():
            segment.setChecked(segment.text().lower() == self._player.granularity)

    def _on_look(self, theme: Theme) -> None:
        size = QSize(theme.px(14), theme.px(14))
        for button, name in ((self.start_button, "first"), (self.back_button, "back"), (self.train_button, "train")):
            button.setIcon(icon(name, theme))
            button.setIconSize(size)
        self.step_button.setIcon(icon("step", theme, theme.accent_ink))
        self.step_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.step_button.setMinimumWidth(theme.px(84))
        words = QFontMetrics(theme.font("text", bold=True))
        for segment in self.sizes.buttons():
            # The chosen one is set in bold, which is wider than what the button reckons with.
            segment.setMinimumWidth(words.horizontalAdvance(segment.text()) + theme.px(26))
        self._column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(8))
        self._column.setSpacing(theme.px(6))
        self._refresh()
