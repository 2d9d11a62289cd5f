"""Walk view: the number that a walk by term is at: its addends so far, their sum, and the one that comes next."""
from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout

from engine.present import Present
from gui.lighting import NOTHING, Cell, Light, Lighting
from gui.paint.icons import icon
from gui.paint.numbers import short
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look, Theme

if TYPE_CHECKING:
    from engine.inquiry.walk import Walk

_ROWS = 3
"""So many addends before the present one are shown; the others are counted."""


class WalkView(QFrame):
    """A card on the Explain page, there only while steps by term are under way."""

    def __init__(self, player: Player, look: Look, lighting: Lighting) -> None:
        super().__init__()
        self._player, self._look, self._lighting = player, look, lighting
        self._light = NOTHING
        set_look(self, "card")
        self.title, self.place, self.terms = QLabel(), QLabel(), QLabel()
        self.title.setWordWrap(True)
        self.terms.setTextFormat(Qt.TextFormat.RichText)
        for label in (self.title, self.terms, self.place):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_look(self.place, "secondary")
        self.next_button = QToolButton()
        self.next_button.setAccessibleName("Next number")
        self.next_button.setToolTip("Finish this number and begin the next one (F8)")
        set_look(self.next_button, "plain")
        self.next_button.clicked.connect(lambda: player.walking.next_number())
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.next_button)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.title)
        self._box.addLayout(row)
        self._box.addWidget(self.terms)
        self.setVisible(False)
        for signal in (player.moved, player.session_changed, player.playing_changed):
            signal.connect(self._show)
        look.changed.connect(self._on_look)
        self._on_look(look.theme)

    def _show(self, *_: object) -> None:
        walk = self._player.walking.walk
        self.setVisible(walk is not None)
        self._keep_lit(NOTHING if walk is None else _light_of(walk, self._player.shown))
        if walk is None:
            return
        self.title.setText(f"{walk.made.name.words}, {walk.made.how}" if walk.made.how else walk.made.name.words)
        forms = self._player.walking.forms
        self.place.setText(forms[0] if forms else "")
        self.place.setVisible(bool(forms))
        self.next_button.setVisible(bool(forms))
        self.terms.setText(_table(walk, self._look.theme))
        self.terms.setAccessibleName(said(walk))
        self.next_button.setEnabled(not self._player.walking.why_not_next)

    def _keep_lit(self, light: Light) -> None:
        """Light this in the place of what was lit before; what others lit since is theirs."""
        if light != NOTHING or self._lighting.kept == self._light != NOTHING:
            self._lighting.keep(light)
        self._light = light

    def _on_look(self, theme: Theme) -> None:
        self._box.setContentsMargins(theme.px(14), theme.px(10), theme.px(10), theme.px(8))
        self._box.setSpacing(theme.px(4))
        self.next_button.setIcon(icon("step", theme))
        self.next_button.setIconSize(QSize(theme.px(12), theme.px(12)))
        self._show()


def _light_of(walk: Walk, shown: Present) -> Light:
    """The number that is made, and those that the present step makes it of."""
    # Imported when first asked for: a window that opens needs none.
    from engine.inquiry.location import locate

    places = ((walk.result.array, walk.index), *walk.sources())
    locations = (locate(shown, *place) for place in places)
    return Light(cells=frozenset(Cell.of(location) for location in locations if location is not None))


def said(walk: Walk) -> str:
    """The present step in words, for a screen reader."""
    now = walk.addend(walk.done - 1, short)
    if walk.count == 1:
        return f"{now.text} = {short(now.value)}"
    next_one = f"; next: {walk.addend(walk.done, short).text}" if walk.done < walk.count else ""
    return f"{now.text} = {short(now.value)}; the sum so far is {short(walk.so_far)}{next_one}"


def _table(walk: Walk, theme: Theme) -> str:
    """The addends as rows, how each is made and what it is; below them their sum, and what comes next."""
    first = max(0, walk.done - 1 - _ROWS)
    faint, hue = theme.hint, theme.readable(theme.hue("gradient" if walk.result.is_gradient else "value"))
    rows = [_row(f"{first:,} before", "", faint)] if first else []
    rows += [_step(walk, place, theme.ink) for place in range(first, walk.done - 1)]
    rows.append(_step(walk, walk.done - 1, hue, f"font-weight:600;background-color:{theme.accent_soft.name()}"))
    if walk.count > 1 and walk.is_addend(walk.done - 1):
        words = "sum" if walk.done == walk.count else "sum so far"
        rows.append(_row(words, f"= {short(walk.so_far)}", hue, "font-weight:600"))
    if walk.done < walk.count:
        rows.append(_row(f"next: {_text(walk, walk.done)}", "", theme.readable(theme.accent)))
    left = walk.count - walk.done - 1
    if left > 0:
        rows.append(_row(f"{left:,} more", "", faint))
    font = theme.font("number")
    look = f"font-family:{font.family()};font-size:{font.pixelSize()}px"
    return f'<table cellspacing="0" style="{look}">{"".join(rows)}</table>'


def _text(walk: Walk, place: int) -> str:
    return ("+ " if walk.is_addend(place) and place else "") + walk.addend(place, short).text


def _step(walk: Walk, place: int, colour: QColor, look: str = "") -> str:
    return _row(_text(walk, place), f"= {short(walk.addend(place, short).value)}", colour, look)


def _row(text: str, value: str, colour: QColor, look: str = "") -> str:
    style = f"padding:2px 4px;color:{colour.name()};{look}"
    if not value:
        return f'<tr><td colspan="2" style="{style}">{escape(text)}</td></tr>'
    cells = f'<td align="right" style="{style}">{escape(text)}</td><td style="{style}">{escape(value)}</td>'
    return f"<tr>{cells}</tr>"
