"""Command: one thing a person can ask for, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.window import Window


def _always(window: Window) -> str:
    return ""


@dataclass(frozen=True)
class Command:
    """One thing a person can ask for. ``why_not`` gives "" when it is possible, else the reason as a sentence.

    ``menu`` is its path ("View/Colours"); ``is_on`` makes it a switch; ``ends_group`` puts a line after it.
    """

    id: str
    menu: str
    words: str
    run: Callable[[Window], object]
    keys: tuple[str, ...] = ()
    tip: str = ""
    why_not: Callable[[Window], str] = _always
    is_on: Callable[[Window], bool] | None = None
    ends_group: bool = False


def on_canvas(command: Callable[..., object]) -> Callable[[Window], object]:
    """A command of the canvas, as a command of the window."""
    return lambda window: command(window.editor, window.view)
