"""Export dialog: File ▸ Export ▸ PyTorch script, NumPy script, ONNX model."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from engine.export.names import ExportError
from engine.session import Session
from gui.exporting import FORMS, export_to
from gui.onnx_file import why_no_onnx

if TYPE_CHECKING:
    from gui.window import Window

_TITLES = {
    "pytorch": ("Export a PyTorch script", "Python scripts (*.py)"),
    "numpy": ("Export a NumPy script", "Python scripts (*.py)"),
    "onnx": ("Export an ONNX model", "ONNX models (*.onnx)"),
}


def export_as(form: str) -> Callable[[Window], None]:
    """A command that asks for a file and writes the network there, as it is after the last whole iteration."""

    def run(window: Window) -> None:
        window.player.pause()
        title, kinds = _TITLES[form]
        ending = FORMS[form][0]
        start = str(Path(window.files.folder()) / f"{window.files.title}_{form}{ending}")
        name, _ = QFileDialog.getSaveFileName(window, title, start, kinds)
        if not name:
            return
        path = Path(name) if name.endswith(ending) else Path(name + ending)
        try:
            window.say(export_to(form, _as_it_is(window), path))
        except ExportError as refusal:
            window.files.failed.emit(str(refusal))
        except OSError as error:
            window.files.failed.emit(
                f"{path.name} can't be written: {error.strerror or error}. Choose another place or check the name."
            )

    return run


def why_not_export(form: str) -> Callable[[Window], str]:
    """Why there is no network to export, or nothing to write it with."""

    def why_not(window: Window) -> str:
        return window.player.session.why_not_train or (why_no_onnx() if form == "onnx" else "")

    return why_not


def _as_it_is(window: Window) -> Session:
    """A session of its own that begins where the one in the window was last between two iterations."""
    return Session(window.editor.document, window.player.session.trained())
