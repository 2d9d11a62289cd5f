"""Recovery: a copy of unsaved work beside the settings, and the way back to it after a crash or a power cut."""
from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal

from engine import files
from engine.document import Document
from engine.trained import Trained
from engine.trouble import is_finite

if TYPE_CHECKING:
    from gui.window import Window

EVERY_MS = 2000
# More numbers than this take longer to write than a frame may; they wait until the training pauses.
_MOST_WHILE_TRAINING = 20_000
# A copy while training costs a moment each time, and training is not typing.
_TICKS_WHILE_TRAINING = 5


class Recovery(QObject):
    """Writes what is not saved, at most two seconds after an edit; removes it when it is saved or given up.

    Each window has a copy of its own, ``TITLE~ID.undertow``, and holds ``ID.lock`` while it lives. A copy whose lock
    nobody holds is left over from a program that ended without a goodbye.
    """

    failed = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._id = uuid.uuid4().hex[:12]
        self._lock: QLockFile | None = None
        self._written: tuple[Document, int] | None = None
        self._ticks = 0
        self._has_failed = False
        # Looked for once: what other programs leave behind later is for the next start.
        self._left = self._left_over()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    def keep(self) -> None:
        """Write the copy, if there is something that is neither saved nor in it."""
        window, session = self._window, self._window.player.session
        self._ticks += 1
        if window.files.is_saved:
            self.clear()
            return
        document, iteration = window.editor.document, session.moment.iteration
        if self._written and self._written[0] is document:
            is_large = session.weights.parameters.size > _MOST_WHILE_TRAINING
            waits = window.player.is_playing and (is_large or self._ticks % _TICKS_WHILE_TRAINING)
            if waits or self._written[1] == iteration:
                return
        try:
            self._write(document)
            self._written = document, iteration
        except OSError as error:
            if not self._has_failed:
                self.failed.emit(
                    f"No copy for emergencies can be written in {folder()}: {error.strerror}. Save often."
                )
            self._has_failed = True

    def clear(self) -> None:
        """Nothing needs to be kept any more."""
        if self._written:
            self._written = None
            for path in self._copies(self._id):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """The window leaves in peace: no copy and no lock stay behind."""
        self._timer.stop()
        self.clear()
        if self._lock:
            self._lock.unlock()

    @property
    def why_not(self) -> str:
        """Why there is nothing to bring back; "" if there is."""
        return "" if self._left else "There is no unsaved work to recover: every window was closed in order."

    waits = "Undertow had ended without saving; File ▸ Recover unsaved work brings back what was open."

    def bring_back(self) -> str:
        """Open the newest work that was left over, as unsaved. Gives a sentence to say."""
        left = self._left = self._left_over()
        if not left or not self._window.files.may_leave():
            return self.why_not
        newest = self._left.pop(0)
        title, _, id = newest.stem.rpartition("~")
        lock = _lock_of(id)
        if not lock.tryLock(0):
            return "Another window has just taken that work."
        try:
            opened = files.read(newest)
        except (files.FileError, OSError) as error:
            aside = newest.with_suffix(".unreadable")
            newest.replace(aside)
            lock.unlock()
            return f"Unsaved work can't be brought back: {error} It is kept as {aside}."
        self.close()
        self._id, self._lock, self._written = id, lock, (opened.document, -1)
        self._timer.start()
        self._window.files.show_unsaved(opened, title)
        more = f" {len(left)} more in File ▸ Recover unsaved work." if left else ""
        return f"Undertow had ended without saving; {title} is here again as it was. Save it to keep it.{more}"

    # inside

    def _write(self, document: Document) -> None:
        folder().mkdir(parents=True, exist_ok=True)
        if self._lock is None:
            self._lock = _lock_of(self._id)
            self._lock.tryLock(0)
        session = self._window.player.session
        # Amid an update some parameters are new and some old, and half an update is no place to go on from.
        latest, run = session.latest, session.run
        is_whole = latest is None or session.equations[latest].phase != "update" or not session.moment.done
        update = run.update_of(run.iteration)
        is_worth_it = is_whole and run.iteration and is_finite(session.weights.everything, update.memory)
        trained = Trained.of(run.iteration, session.weights, update) if is_worth_it else None
        path = folder() / f"{self._window.files.title[:60]}~{self._id}.undertow"
        files.write(path, document, trained)
        for other in self._copies(self._id):
            if other != path:
                other.unlink(missing_ok=True)

    def _left_over(self) -> list[Path]:
        """The copies of programs that are no more, newest first."""
        found = []
        for path in folder().glob("*~*.undertow"):
            id = path.stem.rpartition("~")[2]
            lock = _lock_of(id)
            if id != self._id and lock.tryLock(0):
                lock.unlock()
                found.append(path)
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)

    @staticmethod
    def _copies(id: str) -> list[Path]:
        return list(folder().glob(f"*~{id}.undertow*"))


def folder() -> Path:
    """Where the copies are."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(data) / "Undertow" / "recovery"


def _lock_of(id: str) -> QLockFile:
    lock = QLockFile(str(folder() / f"{id}.lock"))
    # Not by age, only by whether the program that made it still runs.
    lock.setStaleLockTime(0)
    return lock
