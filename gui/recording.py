"""Recording: the numbers of a run into files that other programs read, from File ▸ Export."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from engine.records import ENDINGS
from gui.in_slices import InSlices

if TYPE_CHECKING:
    from gui.window import Window

# What writes a file is imported when it is wanted: all of it together would hold up the first window.
_KINDS = "CSV, for a spreadsheet (*.csv);;NPZ, for NumPy (*.npz)"


def export_parameters(window: Window) -> None:
    """Ask for a file and write the parameters as they are now."""
    from engine.records.parameters import write_parameters

    _export(window, "parameters", lambda path: write_parameters(path, window.player.session))


def export_losses(window: Window) -> None:
    """Ask for a file and write the loss of every iteration so far."""
    from engine.records.losses import write_losses

    _export(window, "loss history", lambda path: write_losses(path, window.player.session.history))


def export_trace(window: Window) -> None:
    """Ask for a file and write every equation of the iteration shown, with its numbers."""
    from engine.records.trace_file import why_too_long

    window.player.pause()
    session = window.player.session
    iteration = session.run.shown + 1
    path = _ask(window, f"Export the step trace of iteration {iteration:,}", f"iteration {iteration}")
    if path is None:
        return
    too_long = why_too_long(session.run, path, iteration, iteration)
    if too_long:
        window.files.failed.emit(too_long)
    elif window.findChild(Tracing) is None:
        Tracing(window, path, iteration)


def no_parameters(window: Window) -> str:
    """Why there are no parameters to export."""
    has_any = window.player.session.weights.everything.size
    return "" if has_any else "This network has no parameters: put in a layer that learns."


def no_losses(window: Window) -> str:
    """Why there is no loss history to export."""
    has_any = window.player.session.history.losses.size
    return "" if has_any else "No iteration has been run yet: step, or train."


def nothing_to_trace(window: Window) -> str:
    """Why there is no step trace to export."""
    return "" if window.player.session.equations else window.player.session.why_not_step


class Tracing(InSlices):
    """The writing of one iteration's trace."""

    def __init__(self, window: Window, path: Path, iteration: int) -> None:
        from engine.records.trace import Trace
        from engine.records.trace_file import write_trace

        trace = Trace(window.player.session, iteration, iteration)
        self._path, self._iteration = path, iteration
        self._writing = write_trace(path, trace, window.editor.graph)
        self._written, self._total = 0, trace.numbers
        words = "Writing every equation with its numbers"
        super().__init__(window, "Export the step trace", words, self._total)

    def advance(self) -> str:
        try:
            self._written = next(self._writing)
        except StopIteration:
            return f"{self._path.name} has the step trace of iteration {self._iteration:,} now."
        except OSError as error:
            return _sentence(error, self._path)
        return ""

    def so_far(self) -> tuple[int, str]:
        return self._written, f"{self._written:,} of {self._total:,} numbers written"

    def stop(self) -> str:
        self._writing.close()
        return f"The export was stopped; {self._path.name} was not written."


def _export(window: Window, what: str, write: Callable[[Path], None]) -> None:
    window.player.pause()
    path = _ask(window, f"Export the {what}", what)
    if path is None:
        return
    try:
        write(path)
    except OSError as error:
        window.files.failed.emit(_sentence(error, path))
    else:
        window.say(f"{path.name} has the {what} now.")


def _ask(window: Window, title: str, what: str) -> Path | None:
    """The file to write to; without an ending of ours it gets that of the kind chosen."""
    start = str(Path(window.files.folder()) / f"{window.files.title} {what}.csv")
    name, kind = QFileDialog.getSaveFileName(window, title, start, _KINDS)
    if not name:
        return None
    return Path(name) if Path(name).suffix.lower() in ENDINGS else Path(name + (".npz" if "npz" in kind else ".csv"))


def _sentence(error: OSError, path: Path) -> str:
    return f"{path.name} can't be written: {error.strerror or error}. Choose another place or check the name."
