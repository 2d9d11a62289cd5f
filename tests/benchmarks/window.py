"""The window: how long a frame takes, how much of the engine's speed is left beside it, and how soon it is there."""
from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine import files
from engine.document import Document
from engine.layer import layer_kinds
from engine.resources import resource
from engine.session import Session
from gui.canvas.edits import tidy
from gui.canvas.metrics import OPEN_ABOVE
from gui.paint.typeset import lay_out
from gui.settings import Settings
from gui.theme import Look, load_fonts
from gui.window import Window
from tests.benchmarks.timing import Row
from tests.engine.networks import chain, moons

_SECONDS = 4.0

_FIRST_PAINT = """
import time
from PySide6.QtCore import QEvent, QObject, QTimer
import gui.app as app
from PySide6.QtWidgets import QApplication
painted = []
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            if not painted:
                # Queued first of all, so it runs as soon as everything is painted and flushed.
                QTimer.singleShot(0, tell)
            painted.append(watched)
        return False
def tell():
    assert window.view.viewport() in painted and window.view.canvas.nodes
    print(time.time())
    QApplication.exit(0)
watch = Watch()
make = app.make_window
def made(*arguments):
    global window
    window = make(*arguments)
    for widget in (window, window.view.viewport()):
        widget.installEventFilter(watch)
    return window
app.make_window = made
app.main([])
"""


def rows() -> Iterator[Row]:
    """(what, ratio or figure, goal, in numbers)."""
    load_fonts()
    yield _first_paint()
    for nodes, goal in ((50, 3.0), (200, 6.0)):
        yield from _frames(nodes, goal)
    yield from _movement(200)
    yield from _live()
    yield _digits()
    yield _terms()
    yield _memory()


def _first_paint() -> Row:
    """From the start of the process to the network on the screen."""
    took = []
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(6):
        start = time.time()
        command = [sys.executable, "-c", _FIRST_PAINT]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
        took.append(float(ran.stdout.split()[0]) - start)
    # The first start may still have to compile the sources.
    told = f"best {min(took):.2f} s of 5"
    return "seconds to the first painted window", statistics.median(took[1:]), 0.5, told


def _window(document: Document) -> Window:
    store = QSettings(os.path.join("/tmp", f"undertow-benchmark-{os.getpid()}.ini"), QSettings.Format.IniFormat)
    window = Window(document, Look("light"), Settings(store))
    window.resize(1280, 800)
    window.show()
    QApplication.processEvents()
    window.view.fit()
    return window


def _long_network(nodes: int) -> Document:
    """So many nodes in a row, tidied."""
    linear, tanh = layer_kinds()["Linear"], layer_kinds()["Tanh"]()
    layers = [layer for _ in range(nodes // 2 - 1) for layer in (linear(8), tanh)]
    graph = chain(layer_kinds()["Input"](), *layers[:-1], linear(1), layer_kinds()["MeanSquaredError"]())
    return tidy(moons(graph=graph), aspect=1.6)


def _wide_window(nodes: int) -> Window:
    """A long network in a window with room for a canvas of 1280 × 800, all of it in view."""
    window = _window(_long_network(nodes))
    window.resize(window.width() + 1280 - window.view.width(), window.height() + 800 - window.view.height())
    return _fitted(window)


def _large_window(document: Document) -> Window:
    """A document in a window of 1920 × 1080, all of it in view."""
    window = _window(document)
    window.resize(1920, 1080)
    return _fitted(window)


def _fitted(window: Window) -> Window:
    QApplication.processEvents()
    window.view.fit()
    QApplication.processEvents()
    window.player.session.train(1)
    return window


def _close(window: Window) -> None:
    window.files.take_as_saved()
    window.close()


def _frames(nodes: int, goal: float) -> Iterator[Row]:
    """Frames of the canvas with every heat map changing, 1280 × 800: all nodes in view, then in full detail."""
    window = _wide_window(nodes)
    view = window.view
    for where, zoom in ((f"all {nodes} nodes", view.zoom), (f"{nodes} nodes at 60 %", 0.6)):
        view.zoom_to(zoom)
        # The zoom comes to rest.
        QTest.qWait(300)
        view.viewport().repaint()
        took = []
        for _ in range(60):
            window.player.session.train(1)
            start = time.perf_counter()
            view.canvas._on_moved()
            view.viewport().repaint()
            took.append((time.perf_counter() - start) * 1e3)
        yield f"ms for a frame of {where}", statistics.median(took), goal, f"worst of 60: {max(took):.1f} ms"
    view.fit()
    took = []
    for step in range(60):
        start = time.perf_counter()
        view.zoom_at(view.viewport().rect().center(), 1.03 if step < 30 else 1 / 1.03)
        view.viewport().repaint()
        took.append((time.perf_counter() - start) * 1e3)
    yield f"ms for a step of zooming, {nodes} nodes", statistics.median(took), 16, f"worst of 60: {max(took):.1f} ms"
    yield _step_painted(window, f"{nodes} nodes")
    _close(window)


def _movement(nodes: int) -> Iterator[Row]:
    """Frames in a window of 1920 × 1080 while steps play, the view is zoomed and moved; beside an empty canvas."""
    empty = _large_window(Document())
    plain = statistics.median(_painted(empty, (lambda: None for _ in range(60))))
    _close(empty)
    window = _large_window(_long_network(nodes))
    view = window.view
    middle = view.viewport().rect().center()
    ways = {
        "a step by layer": _played(window, "layer"),
        "a step by iteration": _played(window, "iteration"),
        "zooming": (partial(view.zoom_at, middle, 1.03 if step % 60 < 30 else 1 / 1.03) for step in range(240)),
        "moving": (partial(view.pan_by, _pan(step)) for step in range(240)),
        "zooming into a neuron": _into_neuron(window),
        "training in open layers": _open_layers(window),
        "moving among open layers": (partial(view.pan_by, _pan(step)) for step in range(240)),
    }
    for what, changes in ways.items():
        # What the canvas gets ready while nobody does anything.
        QTest.qWait(600)
        took = sorted(_painted(window, changes))
        late = took[int(0.99 * len(took))]
        told = f"median {statistics.median(took):.1f} ms, worst of {len(took)}: {took[-1]:.1f} ms"
        yield f"ms for a frame of {what}, {nodes} nodes, a window of 1920 × 1080, the 99th of 100", late, 17, told
        yield f"a frame of {what}: × an empty canvas", statistics.median(took) / plain, None, f"empty {plain:.2f} ms"
    view.fit()
    QTest.qWait(600)
    yield _step_painted(window, f"{nodes} nodes, a window of 1920 × 1080")
    _close(window)


def _into_neuron(window: Window) -> Iterator[Callable[[], object]]:
    """From cards to the sum in one neuron, and out again."""
    view = window.view
    view.zoom_to(1.2)
    view.centre_on(["n101"])
    middle = view.viewport().rect().center()
    for step in range(240):
        yield partial(view.zoom_at, middle, 1.06 if step % 120 < 60 else 1 / 1.06)


def _pan(step: int) -> QPointF:
    """To and fro, 30 frames each way, and a little down or up."""
    sign = 1 if step % 60 < 30 else -1
    return QPointF(24 * sign, 6 * sign)


def _open_layers(window: Window) -> Iterator[Callable[[], object]]:
    """As many open layers in view as there can be, every number of them another in each frame."""
    window.view.zoom_to(OPEN_ABOVE)
    window.view.centre_on(["n101"])

    def change() -> None:
        window.player.session.train(1)
        window.view.canvas._on_moved()

    yield from (change for _ in range(240))


def _painted(window: Window, changes: Iterator[Callable[[], object]]) -> list[float]:
    """Milliseconds for each change and the frame of the canvas after it."""
    took = []
    for change in changes:
        start = time.perf_counter()
        change()
        window.view.viewport().repaint()
        took.append((time.perf_counter() - start) * 1e3)
    return took


def _played(window: Window, by: str) -> Iterator[Callable[[], object]]:
    """The frames of a few steps at the usual speed."""
    pulses = window.view.canvas.pulses
    window.settings.set("reduced_motion", False)
    for _ in range(6):
        window.player.step(by)
        pulses.clock.pause()
        # How soon the step itself is painted, in all panes, is measured elsewhere.
        QApplication.processEvents()
        for milliseconds in range(0, pulses.clock.duration(), 16):
            yield partial(pulses.clock.setCurrentTime, milliseconds)
        pulses.finish()


def _step_painted(window: Window, what: str) -> Row:
    """From the key to the painted window."""
    # The app sets a first formula in type soon after its start; the others take a tenth of that.
    lay_out("x")
    took = []
    for _ in range(30):
        start = time.perf_counter()
        QTest.keyClick(window.view, Qt.Key.Key_Space)
        window.view.viewport().repaint()
        QApplication.processEvents()
        took.append((time.perf_counter() - start) * 1e3)
    assert window.player.session.moment.done
    return f"ms for a step painted, {what}", statistics.median(took), 33, f"worst of 30: {max(took):.1f} ms"


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
    _close(window)
    told = f"{live:,.0f} of {speed:,.0f} a second"
    yield "training with the window live: share of training alone", live / speed, 0.7, told
    between = sorted(1e3 * (after - before) for before, after in pairwise(frames))
    late = between[int(0.99 * len(between))]
    yield "frames a second meanwhile", len(frames) / _SECONDS, 60, f"{len(frames)} in {_SECONDS:g} s"
    yield "ms between two frames, the 99th of 100", late, 20, f"worst {between[-1]:.1f} ms"


def _digits() -> Row:
    """Train pressed on the example of digits, until 97 % of the training examples are right."""
    window = _window(files.read(resource("examples/06-digits.undertow")).document)
    session, right = window.player.session, 0.0
    start = asked = time.perf_counter()
    window.player.train()
    while right < 0.97 and window.player.is_playing:
        QApplication.processEvents()
        if time.perf_counter() - asked > 0.1:
            asked = time.perf_counter()
            score = session.score("train")
            right = score.accuracy or 0.0 if score else 0.0
    took = time.perf_counter() - start
    window.player.pause()
    told = f"{right:.1%} after {session.moment.iteration:,} iterations"
    _close(window)
    return "seconds of Train until digits are 97 % right", took, 10, told


def _terms() -> Row:
    """From the click on a number of the digits network to its painted terms, each at another moment."""
    window = _window(files.read(resource("examples/06-digits.undertow")).document)
    session, page, rng = window.player.session, window.number_page, np.random.default_rng(0)
    # As for a step: the first formula is set in type, and the page has been there.
    lay_out("x")
    session.train(1)
    page.ask(session.parameters_of("linear1")["W"].grad, (0, 0))
    QApplication.processEvents()
    took = []
    for _ in range(30):
        session.train(1)
        window.player.moved.emit()
        QApplication.processEvents()
        arrays = [term.array for equation in session.equations for term in equation.results]
        array = arrays[rng.integers(len(arrays))]
        index = tuple(int(rng.integers(size)) for size in array.shape)
        start = time.perf_counter()
        page.ask(array, index)
        page.terms.repaint()
        QApplication.processEvents()
        took.append((time.perf_counter() - start) * 1e3)
        assert page.number is not None
        page.close_number()
    _close(window)
    told = f"worst of 30: {max(took):.1f} ms"
    return "ms to open the terms of a number of the digits", statistics.median(took), 50, told


def _memory() -> Row:
    """Snapshots of 100,000 iterations, in MB, against the budget."""
    session = Session(moons())
    session.train(100_000)
    used = session.history.bytes / 2**20
    return "MB of history after 100,000 iterations", used, 256, f"a snapshot every {session.history.spacing} iterations"
