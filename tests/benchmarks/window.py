"""The window: how long a frame takes, how much of the engine's speed is left beside it, and how soon it is there."""
from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from engine import files
from engine.document import Document
from engine.layer import layer_kinds
from engine.resources import resource
from engine.session import Session
from gui.settings import Settings
from gui.theme import Look, load_fonts
from gui.window import Window
from tests.engine.networks import chain, moons

Row = tuple[str, float, float | None, str]
_SECONDS = 4.0

_FIRST_PAINT = """
import sys, time
start = time.perf_counter()
from PySide6.QtCore import QEvent, QObject, QTimer
import gui.app as app
from PySide6.QtWidgets import QApplication
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.UpdateRequest:
            QTimer.singleShot(0, lambda: (print(time.perf_counter() - start, flush=True), QApplication.exit(0)))
        return False
watch = Watch()
make = app.make_window
def made(*arguments):
    window = make(*arguments)
    window.installEventFilter(watch)
    return window
app.make_window = made
app.main([])
"""


def rows() -> Iterator[Row]:
    """(what, ratio or figure, goal, in numbers)."""
    load_fonts()
    yield _first_paint()
    for nodes, goal in ((50, 3.0), (200, 6.0)):
        yield _frame(nodes, goal)
    yield from _live()
    yield _memory()


def _first_paint() -> Row:
    took = []
    for _ in range(3):
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-c", _FIRST_PAINT]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        took.append(float(ran.stdout.split()[0]))
    return "seconds to the first painted window", statistics.median(took), 0.5, f"best {min(took):.2f} s of 3"


def _window(document: Document) -> Window:
    store = QSettings(os.path.join("/tmp", f"undertow-benchmark-{os.getpid()}.ini"), QSettings.Format.IniFormat)
    window = Window(document, Look("light"), Settings(store))
    window.resize(1280, 800)
    window.show()
    QApplication.processEvents()
    window.view.fit()
    return window


def _frame(nodes: int, goal: float) -> Row:
    """A frame of the canvas with every heat map changing, 1280 × 800."""
    linear, tanh = layer_kinds()["Linear"], layer_kinds()["Tanh"]()
    layers = [layer for _ in range(nodes // 2 - 1) for layer in (linear(8), tanh)]
    graph = chain(layer_kinds()["Input"](), *layers[:-1], linear(1), layer_kinds()["MeanSquaredError"]())
    window = _window(moons(graph=graph))
    window.view.resize(1280, 800)
    window.view.fit()
    window.player.session.train(1)
    took = []
    for _ in range(60):
        window.player.session.train(1)
        start = time.perf_counter()
        window.view.canvas._on_moved()
        window.view.viewport().repaint()
        took.append((time.perf_counter() - start) * 1e3)
    window.files.take_as_saved()
    window.close()
    return f"ms for a frame of {nodes} nodes", statistics.median(took), goal, f"worst of 60: {max(took):.1f} ms"


def _live() -> Iterator[Row]:
    """Training beside the live window against training alone, and the frames meanwhile."""
    document = files.read(resource("examples/04-two-moons.undertow")).document
    alone = Session(document)
    alone.train(500)
    start = time.perf_counter()
    made = 0
    while time.perf_counter() - start < _SECONDS:
        made += alone.train(50)
    speed = made / (time.perf_counter() - start)
    window = _window(document)
    frames: list[float] = []
    window.player.moved.connect(lambda: frames.append(time.perf_counter()))
    start = time.perf_counter()
    window.player.train()
    while time.perf_counter() - start < _SECONDS:
        QApplication.processEvents()
    window.player.pause()
    live = window.player.session.moment.iteration / (time.perf_counter() - start)
    window.files.take_as_saved()
    window.close()
    told = f"{live:,.0f} of {speed:,.0f} a second"
    yield "training with the window live: share of training alone", live / speed, 0.7, told
    yield "frames a second meanwhile", len(frames) / _SECONDS, 60, f"{len(frames)} in {_SECONDS:g} s"


def _memory() -> Row:
    """Snapshots of 100,000 iterations, in MB, against the budget."""
    session = Session(moons())
    session.train(100_000)
    used = session.history.bytes / 2**20
    return "MB of history after 100,000 iterations", used, 256, f"a snapshot every {session.history.spacing} iterations"
