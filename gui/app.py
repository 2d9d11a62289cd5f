"""App: starts Qt, opens the first window, and says sentences instead of tracebacks."""
from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path

# One BLAS thread: two of them beside a busy window are many times slower. Read when NumPy is first imported.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
# What is imported stays: looking through it for garbage would only hold up the start.
gc.disable()

from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from engine import files  # noqa: E402
from engine.resources import resource  # noqa: E402
from gui.paint.typesetter import Typesetter  # noqa: E402
from gui.settings import Settings  # noqa: E402
from gui.theme import Look, load_fonts  # noqa: E402
from gui.window import Window  # noqa: E402

gc.enable()

# Milliseconds until formulas are set in type: the window has been painted and the chart is there.
_WARM_UP = 400
FIRST = "examples/04-two-moons.undertow"


def make_window(look: Look, settings: Settings) -> Window:
    """A window with the small working network that a newcomer sees first."""
    opened = files.read(resource(FIRST))
    window = Window(opened.document, look, settings, opened.trained)
    window.files.title = Path(FIRST).stem.lstrip("0123456789-")
    window.files.take_as_saved()
    window.view.fit()
    return window


def main(arguments: list[str] | None = None) -> int:
    """Run the app, with a document if one is named. Gives the exit status."""
    names = sys.argv[1:] if arguments is None else arguments
    # And so does what is made while starting, which would hold up frames later, too.
    gc.disable()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Undertow")
    app.setOrganizationName("Undertow")
    app.setDesktopFileName("undertow")
    load_fonts()
    settings = Settings()
    look = Look(settings.get("theme_mode"), settings.get("scale"))
    window = make_window(look, settings)
    sys.excepthook = lambda kind, error, trace: _tell(window, error)
    window.restoreGeometry(settings.get("window_geometry"))
    window.show()
    for name in names[:1]:
        window.files.open(Path(name))
    if not window.recovery.why_not:
        # A document that was asked for is not pushed aside by one that was not.
        window.say(window.recovery.bring_back() if not names else window.recovery.waits)
    typesetter = Typesetter(window)
    window.store.use(typesetter)
    app.aboutToQuit.connect(typesetter.close)
    QTimer.singleShot(_WARM_UP, partial(warm_up, window))
    gc.freeze()
    gc.enable()
    return app.exec()


def warm_up(window: Window) -> None:
    """Have the formulas of the first network set while nobody waits, so that the first steps show them at once."""
    window.explain_page.prepare()


def _tell(window: Window, error: BaseException) -> None:
    """Something unforeseen: the work stays open, the person is told, the trace goes to the terminal."""
    sys.__excepthook__(type(error), error, error.__traceback__)
    window.say(f"Something went wrong inside Undertow ({error}). Your work is still here; please save it.")
