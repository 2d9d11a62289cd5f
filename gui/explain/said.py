"""Said: the sentence about the step that just happened, announced to a screen reader too, and what is wrong there."""
from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.inspector.refresh import Refresh
from gui.playback.player import Player
from gui.sentences import sentence
from gui.stylesheet import set_look


class SaidView(QWidget):
    """``words`` tell the step; the ``finding``, on a card, what keeps its node from learning, and what one might try.

    ``general`` is the label with what holds for every step of this sort; it stands back while there is more to say.
    """

    def __init__(self, player: Player, general: QLabel) -> None:
        super().__init__()
        self._player, self._general = player, general
        self.words, self.finding, self._card = sentence(), sentence("error"), QFrame()
        set_look(self._card, "card")
        QVBoxLayout(self._card).addWidget(self.finding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self._card)
        self._refresh = Refresh(self, player, self._show)

    def _show(self) -> None:
        # Imported when first needed: a window that opens says nothing yet.
        from engine.saying.sentences import say_latest

        shown, latest = self._player.shown, self._player.shown.latest
        # Of trouble, the page has said all there is to say.
        text = "" if shown.trouble else " ".join(map(str, say_latest(shown)))
        if text != self.words.text():
            self.words.setText(text)
            if text and not self._player.is_playing and QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.words, text))
        self.words.setVisible(bool(text))
        look = "secondary" if text else ""
        if self._general.property("look") != look:
            set_look(self._general, look)
        node = "" if latest is None or shown.trouble else shown.equations[latest].node
        findings = self._player.health.findings.get(node, ())
        self.finding.setText(str(findings[0]) if findings else "")
        self._card.setVisible(bool(findings))
