"""What holds for every test: no display, one BLAS thread, reproducible cases, settings of its own; and the window."""

import os

# Qt and the BLAS library read these when they are first imported, so they come before any import that leads there.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.app import make_window
from gui.settings import Settings
from gui.theme import Look, load_fonts
from gui.window import Window

settings.register_profile(
    "undertow",
    derandomize=True,
    deadline=None,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("undertow")


@pytest.fixture(autouse=True)
def settings_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own for settings and data: no test sees the user's, or another test's."""
    folder = tmp_path_factory.mktemp("settings")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(folder / variable.lower()))
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(kind, scope, str(folder))
    return folder


@pytest.fixture(autouse=True)
def deleted_means_gone() -> Iterator[None]:
    """Carry out what `deleteLater` was asked for in a test before the next one starts."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def keys_are_up() -> Iterator[None]:
    """Qt goes on believing that a key such as Alt is down until the next event tells otherwise: tell it."""
    yield
    if QApplication.instance() is not None and QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Alt)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The window as a newcomer sees it, 1280 × 800, without movement; it is left without a question."""
    load_fonts()
    settings = Settings()
    settings.set("reduced_motion", True)
    window = make_window(Look("light"), settings)
    qtbot.addWidget(window, before_close_func=lambda w: w.files.take_as_saved())
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(lambda: window.view.viewport().width() > 400)
    return window
