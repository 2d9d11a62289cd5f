"""Files of the window: open, save, recent ones, and examples."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from engine import files
from engine.document import Document
from engine.trained import Trained
from gui.examples import example_name

if TYPE_CHECKING:
    from gui.data.page import DataPage
    from gui.window import Window

SUFFIX = ".undertow"
TABLES, TEXT = (".csv", ".tsv"), ".txt"
KIND = f"Undertow documents (*{SUFFIX})"


class Files(QObject):
    """Which file the window shows, whether it is saved, and every way in and out.

    A file that can't be opened or written is told by ``failed`` in one sentence, and nothing that is open changes.
    """

    named = Signal()
    failed = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self.title = "untitled"
        self._saved: tuple[Document, int] | None = None
        window.editor.changed.connect(lambda *_: self.named.emit())
        window.player.playing_changed.connect(lambda _: self.named.emit())

    @property
    def is_saved(self) -> bool:
        """Whether the file holds what the window shows, the training included."""
        return self._saved == (self._window.editor.document, self._window.player.session.moment.iteration)

    # in

    def new(self) -> None:
        """An empty canvas, after asking about unsaved changes."""
        if self.may_leave():
            self._show(Document(), None, None, "untitled")

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self.folder(), KIND)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Open a document. Gives whether it is open now."""
        if not self.may_leave():
            return False
        try:
            opened = files.read(path)
        except (files.FileError, OSError) as error:
            self.failed.emit(_sentence(error, path))
            return False
        self._show(opened.document, opened.trained, path, path.stem)
        self._window.settings.add_recent_file(path)
        return True

    def show_unsaved(self, opened: files.Opened, title: str) -> None:
        """Show work that is in no file of the person's own; it counts as changed until it is saved."""
        self._show(opened.document, opened.trained, None, title)
        self._saved = None
        self.named.emit()

    def open_dropped(self, paths: list[Path]) -> None:
        """Open a document, a table or a text that was dropped on the window; a sentence says what else can't be."""
        if len(paths) != 1:
            self.failed.emit(f"{len(paths)} files were dropped; drop one document, table or text at a time.")
        elif not paths[0].is_file():
            self.failed.emit("What was dropped is no file on this computer; drop a document, a CSV file or a text.")
        elif paths[0].suffix.lower() in TABLES:
            self._data_page().open_csv(paths[0])
        elif paths[0].suffix.lower() == TEXT:
            self._data_page().open_text(paths[0])
        elif paths[0].suffix.lower() == SUFFIX:
            self.open(paths[0])
        else:
            self.failed.emit(
                f"{paths[0].name} can't be opened; drop a document ({SUFFIX}), a table ({', '.join(TABLES)}) or a"
                f" text ({TEXT})."
            )

    def ask_example(self) -> None:
        """Show the examples, to choose one."""
        from gui.gallery import Gallery

        Gallery(self._window).open()

    def open_example(self, path: Path) -> None:
        """Open a copy of an example; saving asks for a name, so the example stays as it is."""
        if self.may_leave():
            opened = files.read(path)
            self._show(opened.document, opened.trained, None, example_name(path))

    # out

    def save(self) -> bool:
        """Write to the file it came from, or ask for one. Gives whether it is saved now."""
        return self.write(self.path) if self.path else self.ask_save()

    def ask_save(self, with_training: bool = True) -> bool:
        """Ask for a file and write to it."""
        start = str(Path(self.folder()) / (self.title + SUFFIX))
        name, _ = QFileDialog.getSaveFileName(self._window, "Save as", start, KIND)
        if not name:
            return False
        path = Path(name) if name.endswith(SUFFIX) else Path(name + SUFFIX)
        return self.write(path) if with_training else self._put(path, None)

    def write(self, path: Path) -> bool:
        """Write the document with its training to ``path`` and go on with that file."""
        player = self._window.player
        player.pause()
        session = player.session
        trained = session.trained() if session.savable.iteration else None
        if not self._put(path, trained):
            return False
        self.path, self.title = path, path.stem
        self._saved = self._window.editor.document, session.moment.iteration
        self._window.settings.add_recent_file(path)
        self.named.emit()
        return True

    def ask_picture(self) -> None:
        """Ask for a file and draw the canvas and the loss into it."""
        start = str(Path(self.folder()) / (self.title + ".png"))
        name, _ = QFileDialog.getSaveFileName(self._window, "Save a picture", start, "Pictures (*.png *.svg)")
        if name:
            from gui.picture import draw

            try:
                draw(self._window.player.session, Path(name))
            except (OSError, ValueError) as error:
                self.failed.emit(_sentence(error, Path(name)))

    def may_leave(self) -> bool:
        """Whether what is open may be replaced: it is saved, or the person said what to do with it."""
        # Otherwise the run would go on behind the question, and what is asked about would change.
        self._window.player.pause()
        if self.is_saved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(f"Save the changes to {self.title}?")
        box.setInformativeText("Otherwise they are lost.")
        choice = QMessageBox.StandardButton
        box.setStandardButtons(choice.Save | choice.Discard | choice.Cancel)
        answer = box.exec()
        return self.save() if answer == choice.Save else answer == choice.Discard

    def take_as_saved(self) -> None:
        """What is open now counts as unchanged."""
        self._saved = self._window.editor.document, self._window.player.session.moment.iteration
        self.named.emit()

    def _show(self, document: Document, trained: Trained | None, path: Path | None, title: str) -> None:
        self._window.player.trained_start = trained
        self.path, self.title = path, title
        # What was said about another document holds no more.
        self._window.statusBar().clearMessage()
        self._window.editor.open(document)
        self.take_as_saved()
        # The nodes are laid out in the next turn of the event loop; only then is their extent known.
        QTimer.singleShot(0, self._window.view.fit)

    def _data_page(self) -> DataPage:
        """The data page, brought to the front."""
        window = self._window
        if not window.panes.is_shown("left"):
            window.panes.toggle("left")
        window.left.setCurrentWidget(window.data_page)
        return window.data_page

    def _put(self, path: Path, trained: Trained | None) -> bool:
        try:
            files.write(path, self._window.editor.document, trained)
        except (files.FileError, OSError) as error:
            self.failed.emit(_sentence(error, path))
            return False
        return True

    def folder(self) -> str:
        """Where a file chooser starts."""
        return str(self.path.parent) if self.path else str(Path.home())


def _sentence(error: Exception, path: Path) -> str:
    if isinstance(error, OSError):
        return f"{path.name} can't be used: {error.strerror or error}. Choose another place or check the name."
    return str(error)
