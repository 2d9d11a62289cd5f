"""Status line: what the network is and where its run stands; in between, what was just said."""
from __future__ import annotations

from collections import deque

from PySide6.QtWidgets import QLabel, QMainWindow, QStatusBar

from engine.document import Document
from engine.session import Session
from gui.explain.welcome import counted
from gui.gradient_badge import GradientBadge
from gui.notice import Notice
from gui.stylesheet import set_look
from gui.theme import Look

_KEPT = 50


class StatusLine(QStatusBar):
    """Left the network, or what is wrong with its run; right the moment. A sentence takes the left side for a while."""

    def __init__(self, window: QMainWindow, look: Look) -> None:
        super().__init__(window)
        window.setStatusBar(self)
        self._look = look
        self._trouble = ""
        self.said: deque[str] = deque(maxlen=_KEPT)
        self.network_words, self.run_words = QLabel(), QLabel()
        self.addWidget(self.network_words, 1)
        self.badge = GradientBadge()
        self.addPermanentWidget(self.badge)
        self.addPermanentWidget(self.run_words)
        self.setSizeGripEnabled(False)
        self.messageChanged.connect(lambda words: self.network_words.setVisible(not words))
        self.notice = Notice(window, look)

    def say(self, sentence: str) -> None:
        """Show a sentence long enough to read it, and keep it for Help ▸ What was said."""
        if not self.said or self.said[-1] != sentence:
            self.said.append(sentence)
        self.showMessage(sentence, 4000 + 60 * len(sentence))
        self.notice.say(sentence, self.badge.x() - self._look.theme.px(16))

    def show_run(self, session: Session, document: Document, is_saved: bool) -> None:
        """Where the run stands now."""
        # Trouble stays in sight as long as it holds, after the sentence that told of it is gone, and no longer.
        if not session.trouble and self._trouble and self.currentMessage() == self._trouble:
            self.clearMessage()
        self._trouble = session.trouble
        if bool(session.trouble) != (self.network_words.property("look") == "error"):
            set_look(self.network_words, "error" if session.trouble else "")
        self.network_words.setText(session.trouble or counted(session, document))
        self.network_words.setToolTip(session.trouble)
        self.badge.refresh(session)
        place = f"iteration {session.moment.iteration:,} · epoch {session.epoch:,}"
        self.run_words.setText(f"{place} · seed {document.seed} · {'saved' if is_saved else 'not saved'}")
