"""Motion: whether things may move on the screen, or only be elsewhere."""
from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from gui.settings import Settings


def is_reduced(settings: Settings) -> bool:
    """Whether nothing is to travel, because the user wants it so, here or in the system as far as Qt can tell."""
    return bool(settings.get("reduced_motion")) or _is_reduced_by(QGuiApplication.styleHints().accessibility())


def _is_reduced_by(hints: object) -> bool:
    # Qt tells from version 6.12 on; zero is no preference.
    preference = getattr(hints, "motionPreference", None)
    return preference is not None and preference().value != 0
