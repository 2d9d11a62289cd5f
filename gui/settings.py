"""Every setting of the app, declared once: its name, default, words and what it may be."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

RECENT_FILES = 10


@dataclass(frozen=True)
class Setting:
    """One setting. The type of its default is its type; `words` say on screen what it does."""

    name: str
    default: Any
    words: str
    choices: tuple[Any, ...] = ()
    limits: tuple[float, float] | None = None

    def check(self, value: Any) -> Any:
        """`value` as this setting keeps it; raises ValueError with a sentence where it may not be that."""
        kind = type(self.default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise ValueError(f"{self.name} is a {kind.__name__}; it was given {value!r}.")
        if kind is tuple and not all(isinstance(entry, str) for entry in value):
            raise ValueError(f"{self.name} is a list of texts; it was given {value!r}.")
        if self.choices and value not in self.choices:
            raise ValueError(f"{self.name} is one of {', '.join(map(str, self.choices))}; it was given {value!r}.")
        if self.limits and not self.limits[0] <= value <= self.limits[1]:
            low, high = self.limits
            raise ValueError(f"{self.name} lies between {low:g} and {high:g}; it was given {value!r}.")
        return value

    def write(self, value: Any) -> str:
        """A checked value as the text that is stored."""
        return json.dumps(base64.b64encode(value).decode() if isinstance(value, bytes) else value)

    def read(self, stored: object) -> Any:
        """The value in a stored text; the default where there is none, or one that may not be."""
        try:
            value = json.loads(str(stored))
            if isinstance(self.default, bytes):
                value = base64.b64decode(value, validate=True)
            elif isinstance(self.default, tuple):
                value = tuple(value)
            return self.check(value)
        except (ValueError, TypeError):
            return self.default


_DECLARED = (
    Setting("theme_mode", "system", "Light or dark, or as the system is", choices=("system", "light", "dark")),
    Setting("scale", 1.0, "How large everything is drawn", limits=(0.8, 2.5)),
    Setting("wheel_zooms", True, "The wheel zooms the canvas; otherwise it moves it"),
    Setting("reduced_motion", False, "Show each step at once, without movement"),
    Setting("animation_speed", 1.0, "How fast steps play, as a multiple", limits=(0.25, 8.0)),
    Setting("recent_files", (), "The documents opened last, newest first"),
    Setting("code_form", "numpy", "The Code page shows NumPy or PyTorch", choices=("numpy", "pytorch")),
    Setting("window_geometry", b"", "Where the window was"),
    Setting("window_state", b"", "How the panes were arranged"),
    Setting("hidden_panes", (), "The parts of the window that are put away"),
    Setting(
        "step_granularity",
        "layer",
        "How far one step goes",
        choices=("term", "equation", "layer", "phase", "iteration", "epoch"),
    ),
    Setting(
        "equation_form",
        "matrix",
        "Whether equations speak of matrices, of one example's vectors, or of single numbers",
        choices=("matrix", "vector", "scalar"),
    ),
    Setting("log_loss", False, "Draw the loss on a logarithmic scale"),
)
SETTINGS = {setting.name: setting for setting in _DECLARED}


class Settings(QObject):
    """Reads and keeps the settings; a stored value that may not be is read as the default."""

    changed = Signal(str, object)

    def __init__(self, store: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store or QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Undertow", "Undertow")

    def get(self, name: str) -> Any:
        """The value of a declared setting; KeyError for any other name."""
        setting = SETTINGS[name]
        return setting.read(self._store.value(name)) if self._store.contains(name) else setting.default

    def set(self, name: str, value: Any) -> None:
        """Keep a value and tell who listens; ValueError, and nothing kept, where it may not be that."""
        setting = SETTINGS[name]
        value = setting.check(value)
        if value == self.get(name):
            return
        self._store.setValue(name, setting.write(value))
        self.changed.emit(name, value)

    def reset(self, name: str) -> None:
        """Go back to the default."""
        self.set(name, SETTINGS[name].default)

    def add_recent_file(self, path: Path) -> None:
        """Put a document first in the list of recent ones."""
        newest = str(path.resolve())
        others = [entry for entry in self.get("recent_files") if entry != newest]
        self.set("recent_files", (newest, *others)[:RECENT_FILES])
