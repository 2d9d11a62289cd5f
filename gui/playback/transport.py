"""Transport: step, back, train, and how far a step goes; below them the track of the pass."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.paint.icons import icon
from gui.playback.player import Player
from gui.playback.track import PhaseTrack
from gui.playback.walking import STEP_SIZES, TERM
from gui.settings import Settings
from gui.stylesheet import set_look
from gui.theme import Look, Theme

_WHERE_TO = {TERM: "A step adds one product, or computes one number where nothing is added up"}
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class Transport(QWidget):
    """The row under the canvas. A button that can't do anything now is grey and its tooltip says why."""

    def __init__(self, player: Player, look: Look, settings: Settings) -> None:
        super().__init__()
        self._player, self._look, self._settings = player, look, settings
        self._tips: dict[QPushButton, str] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, "panel")
        self.start_button = self._button("", "To the start of the run", player.to_start)
        self.back_button = self._button("", "Step back", player.back)
        self.step_button = self._button("Step", "Step", player.step)
        self.train_button = self._button("Train", "Train or pause", player.toggle)
        set_look(self.step_button, "primary")
        self.sizes = QButtonGroup(self)
        self.speed_button = QPushButton()
        self.speed_button.setAccessibleName("Speed of the animation")
        self.speed_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed_button.setToolTip("How fast the steps play on the canvas; training is always as fast as it can be")
        set_look(self.speed_button, "plain")
        self.speed_button.setMenu(self._speed_menu())
        self.by_button = QPushButton()
        self.by_button.setAccessibleName("How far a step goes")
        self.by_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.by_button.setToolTip("How far a step goes, and how fast it plays")
        set_look(self.by_button, "plain")
        self.by_button.setMenu(self._by_menu())
        self.track = PhaseTrack(player, look)
        self._lay_out()
        self.sizes.buttonClicked.connect(self._choose)
        settings.changed.connect(self._show_settings)
        player.moved.connect(self._show_reasons)
        player.moved.connect(self._show_walk)
        player.session_changed.connect(self._show_reasons)
        player.playing_changed.connect(self._show_playing)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)
        self._show_settings()

    def set_tip(self, button: QPushButton, words: str) -> None:
        """What a button says while it can be pressed."""
        self._tips[button] = words
        self._show_reasons()

    def _button(self, words: str, name: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: run())
        self._tips[button] = name
        return button

    def _speed_menu(self) -> QMenu:
        menu, choices = QMenu(self), QActionGroup(self)
        for speed in SPEEDS:
            action = menu.addAction(_speed_words(speed))
            action.setCheckable(True)
            action.setData(speed)
            choices.addAction(action)
        choices.triggered.connect(lambda action: self._settings.set("animation_speed", action.data()))
        menu.aboutToShow.connect(lambda: self._check_speed(menu))
        return menu

    def _by_menu(self) -> QMenu:
        menu = QMenu(self)
        self._choices = QActionGroup(menu)
        for name in STEP_SIZES:
            action = menu.addAction(name.capitalize())
            action.setCheckable(True)
            action.setData(name)
            self._choices.addAction(action)
        self._choices.triggered.connect(lambda action: self._settings.set("step_granularity", action.data()))
        menu.addSeparator()
        speeds = self._speed_menu()
        speeds.setTitle("Speed")
        menu.addMenu(speeds)
        return menu

    def _check_speed(self, menu: QMenu) -> None:
        for action in menu.actions():
            action.setChecked(action.data() == self._settings.get("animation_speed"))

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout()
        for button in (self.start_button, self.back_button, self.step_button, self.train_button):
            row.addWidget(button)
        self._by = QLabel("by")
        set_look(self._by, "secondary")
        row.addWidget(self._by)
        row.addWidget(self.by_button)
        for name in STEP_SIZES:
            segment = QPushButton(name.capitalize())
            segment.setCheckable(True)
            segment.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            segment.setToolTip(_WHERE_TO.get(name, f"A step goes to the end of the {name}"))
            set_look(segment, "segment")
            self.sizes.addButton(segment)
            row.addWidget(segment)
        self.walk_words = _Words()
        row.addWidget(self.walk_words, 1)
        row.addWidget(self.speed_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self._column.addWidget(self.track)

    def _choose(self, button: QAbstractButton) -> None:
        self._settings.set("step_granularity", button.text().lower())

    # room

    def minimumSizeHint(self) -> QSize:
        """Room for the four buttons and one menu."""
        return QSize(self._width_of(self.by_button), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not everything fits in a row, words go, then the step sizes become a menu, then the speed joins it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        segments, speed = self.sizes.buttons(), _speed_words(self._settings.get("animation_speed"))
        self.speed_button.setText(speed)
        is_wide = self.width() >= self._width_of(*segments, self.speed_button)
        self.speed_button.setText(f"speed {speed}")
        has_words = self.width() >= self._width_of(self._by, *segments, self.speed_button)
        if is_wide and not has_words:
            self.speed_button.setText(speed)
        self._by.setVisible(has_words)
        for segment in segments:
            segment.setVisible(is_wide)
        self.by_button.setVisible(not is_wide)
        self.speed_button.setVisible(is_wide or self.width() >= self._width_of(self.by_button, self.speed_button))

    def _width_of(self, *widgets: QWidget) -> int:
        """The width of the row with these beside the four buttons."""
        row = (*self._tips, *widgets)
        margins = self._column.contentsMargins()
        widths = sum(max(each.sizeHint().width(), each.minimumWidth()) for each in row)
        return widths + len(row) * self._row.spacing() + margins.left() + margins.right()

    # showing

    def _show_settings(self, *_: object) -> None:
        for segment in self.sizes.buttons():
            segment.setChecked(segment.text().lower() == self._player.granularity)
        for action in self._choices.actions():
            action.setChecked(action.data() == self._player.granularity)
        self.by_button.setText(f"by {self._player.granularity}")
        self._fit()
        self.updateGeometry()

    def _show_walk(self) -> None:
        self.walk_words.show_forms(self._player.walking.forms)

    def _show_playing(self, is_playing: bool) -> None:
        self.train_button.setText("Pause" if is_playing else "Train")
        self.train_button.setIcon(icon("pause" if is_playing else "train", self._look.theme))
        self._show_reasons()

    def _show_reasons(self) -> None:
        session = self._player.shown
        reasons = {
            self.start_button: session.why_not_back,
            self.back_button: session.why_not_back,
            self.step_button: session.why_not_step,
            self.train_button: "" if self._player.is_playing else session.why_not_train,
        }
        for button, reason in reasons.items():
            button.setEnabled(not reason)
            button.setToolTip(reason or self._tips[button])

    def _on_look(self, theme: Theme) -> None:
        size = QSize(theme.px(14), theme.px(14))
        for button, name in ((self.start_button, "first"), (self.back_button, "back")):
            button.setIcon(icon(name, theme))
        self.step_button.setIcon(icon("step", theme, theme.accent_ink))
        self.step_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.step_button.setMinimumWidth(theme.px(84))
        for button in self._tips:
            button.setIconSize(size)
        words = QFontMetrics(theme.font("text", bold=True))
        for segment in self.sizes.buttons():
            # The chosen one is set in bold, which is wider than what the button reckons with.
            segment.setMinimumWidth(words.horizontalAdvance(segment.text()) + theme.px(12))
        self.train_button.setMinimumWidth(words.horizontalAdvance("Pause") + theme.px(46))
        self._column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(8))
        self._column.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(3))
        self._show_playing(self._player.is_playing)
        self._fit()


class _Words(QLabel):
    """Says something in as many words as there is room for; its tooltip says it in full."""

    def __init__(self) -> None:
        super().__init__()
        self._forms: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_look(self, "secondary")

    def show_forms(self, forms: tuple[str, ...]) -> None:
        """The same in fewer and fewer words; nothing where there are none."""
        self._forms = forms
        fitting = (words for words in forms if self.fontMetrics().horizontalAdvance(words) <= self.width())
        self.setText(next(fitting, ""))
        self.setToolTip(forms[0] if forms else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_forms(self._forms)


def _speed_words(speed: float) -> str:
    return f"{speed:g}×"
