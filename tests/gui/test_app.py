"""The start of the app: what has to wait until the network is on the screen, and what is made ready after that."""
from __future__ import annotations

import subprocess
import sys

from gui.app import warm_up
from gui.explain.lines import Lines

START = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
import gui.app as app

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            scene = watched.parent().canvas
            print(len(scene.nodes), *(name for name in ("pyqtgraph", "ziamath", "contourpy") if name in sys.modules))
            QApplication.exit(0)
        return False

watch, make = Watch(), app.make_window

def made(*arguments):
    window = make(*arguments)
    window.view.viewport().installEventFilter(watch)
    return window

app.make_window = made
app.main([])
"""


def test_the_network_is_painted_before_the_large_libraries_are_imported() -> None:
    ran = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.split() == ["9"]


def test_the_formulas_of_the_first_steps_are_set_before_they_are_wanted(window, qtbot) -> None:
    ready: set[str] = set()
    window.store.ready.connect(ready.add)
    warm_up(window)
    session = window.player.session
    wanted = {line.marked for line in Lines().of(session, session.equations, "matrix")}
    assert len(wanted) > 10
    qtbot.waitUntil(lambda: ready >= wanted, timeout=30_000)
    for _ in range(3):
        window.player.step("layer")
    card = window.explain_page.cards[0]
    assert card.text_shown == "z = W x + b"
    assert not card.term_rect(0).isEmpty()
