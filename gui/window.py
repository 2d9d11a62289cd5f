"""Window: puts the panes together. Assembly only: what a pane does lives in the pane."""
from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QWidget

from engine.document import Document
from engine.trained import Trained
from gui import menus
from gui.canvas.view import CanvasView
from gui.checking import show_number
from gui.code.page import CodePage
from gui.data.page import DataPage
from gui.data.picture import DataPicture
from gui.editor import Editor
from gui.explain.explaining import Explaining
from gui.explain.nudge import NudgeSection
from gui.explain.number_page import NumberPage
from gui.explain.page import ExplainPage
from gui.explain.paths import PathsSection
from gui.files import Files
from gui.help import DIALOGS
from gui.inspector.settings_page import SettingsPage
from gui.inspector.values import ValuesPage
from gui.lens.lens import Lens
from gui.paint.formula import FormulaStore
from gui.palette import Palette
from gui.panes import Panes
from gui.playback.player import Player
from gui.playback.transport import Transport
from gui.plots.loss import LossPlot
from gui.plots.norms import NormsPlot
from gui.recovery import Recovery
from gui.settings import Settings
from gui.status_line import StatusLine
from gui.stylesheet import dress
from gui.theme import Look, Theme
from gui.watch.commands import bring
from gui.watch.page import WatchPage
from gui.watch.pin import Pin
from gui.window_actions import Actions


class Window(QMainWindow):
    """One document, and everything around it."""

    look: Look
    settings: Settings
    editor: Editor
    player: Player
    view: CanvasView
    lens: Lens
    files: Files
    recovery: Recovery
    panes: Panes
    status_line: StatusLine
    actions_: Actions

    def __init__(self, document: Document, look: Look, settings: Settings, trained: Trained | None = None) -> None:
        super().__init__()
        self.look = look
        self.settings = settings
        self.editor = Editor(document, self)
        self.player = Player(self.editor, settings, trained, self)
        self.store = FormulaStore(self)
        # Before any pane is made: sizes are reckoned with the fonts of the theme.
        self._dress(look.theme)
        self._make_panes()
        self.setAcceptDrops(True)
        # A graphics view would take what is dropped and do nothing with it.
        for widget in (self.view, self.view.viewport()):
            widget.setAcceptDrops(False)
        self.status_line = StatusLine(self, look)
        self.files, self.recovery = Files(self), Recovery(self)
        self.actions_ = Actions(self)
        menus.fill(self)
        self._connect()
        self.files.take_as_saved()
        # Less where the screen is smaller, with room for the frame that the system puts around a window.
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize() - QSize(8, 36)))
        self._is_arranged = False
        self.view.setFocus()

    # panes

    def _make_panes(self) -> None:
        editor, player, look, settings, store = self.editor, self.player, self.look, self.settings, self.store
        self.view = CanvasView(editor, player, look, settings)
        self.lens = Lens(self.view)
        self.palette_pane, self.data_page = Palette(editor, look), DataPage(editor, look)
        self.transport, self.loss_plot = Transport(player, look, settings), LossPlot(player, look, settings)
        self.explain_page = ExplainPage(editor, player, look, store, settings)
        self.values_page = ValuesPage(editor, player, look)
        self.number_page, self.paths = NumberPage(editor, player, look), PathsSection(editor, player, look)
        for section in (NudgeSection(editor, player, look), self.paths, Pin(editor, player)):
            self.number_page.add_section(section)
        self.explaining = Explaining(self.explain_page, self.number_page, editor, player)
        self.settings_page = SettingsPage(editor, player, look, store)
        self.data_picture = DataPicture(editor, player, look)
        self.left = _tabs(("Layers", self.palette_pane), ("Data", self.data_page))
        self.code_page, self.watch_page = CodePage(editor, player, look, settings), WatchPage(editor, player, look)
        pages = {"Explain": self.explaining, "Values": self.values_page, "Settings": self.settings_page}
        self.right_tabs = _tabs(*pages.items(), ("Code", self.code_page))
        self.beside = _tabs(("Sizes by layer", NormsPlot(editor, player, look)), ("Watch", self.watch_page))
        middle = (self.view, self.transport, self.loss_plot, self.beside)
        self.panes = Panes(settings, look.theme, self.left, middle, (self.right_tabs, self.data_picture))
        self.data_picture.emptied.connect(partial(self.panes.set_empty, "picture"))
        self.panes.set_empty("picture", self.data_picture.why_nothing())
        self.setCentralWidget(self.panes.columns)

    def _connect(self) -> None:
        editor, player, view = self.editor, self.player, self.view
        editor.refused.connect(self.say)
        player.stopped.connect(self.say)
        self.files.failed.connect(self.say)
        self.recovery.failed.connect(self.say)
        self.code_page.said.connect(self.say)
        view.hover_words.connect(self.status_line.showMessage)
        view.settings_asked.connect(self.edit_settings)
        self.explain_page.node_asked.connect(lambda id: view.reveal([id]))
        self.values_page.number_asked.connect(self.number_page.ask)
        view.number_asked.connect(self.explaining.ask_if_in_sight)
        view.paths_asked.connect(self.number_page.ask)
        view.paths_asked.connect(lambda *_: self.paths.unfold())
        view.escaped.connect(self.number_page.close_number)
        self.number_page.opened.connect(lambda: self.right_tabs.setCurrentWidget(self.explaining))
        view.space_tapped.connect(self.actions_.by_id["step"].trigger)
        self.look.changed.connect(self._on_look)
        self.files.named.connect(self._show_names)
        self.settings.changed.connect(self._on_setting)
        for signal in (editor.selection_changed, player.playing_changed, player.session_changed, editor.changed):
            signal.connect(self._refresh)
        player.moved.connect(self._on_moved)
        self.watch_page.wanted.connect(partial(bring, self))
        self.values_page.menu_asked.connect(self.watch_page.offer)
        self.palette_pane.list.lands_on = view.viewport()
        self.palette_pane.drag_moved.connect(view.preview)
        self.palette_pane.dropped.connect(view.place)
        self.palette_pane.drag_left.connect(view.end_preview)
        self.palette_pane.chosen.connect(view.add_beside_selection)
        self.status_line.badge.check_asked.connect(self.actions_.by_id["check-gradients"].trigger)
        self.status_line.badge.offender_asked.connect(partial(show_number, self))

    # what is said

    @property
    def said(self) -> deque[str]:
        """The sentences said so far, the latest last."""
        return self.status_line.said

    def say(self, sentence: str) -> None:
        """Show a sentence in the status line, long enough to read it, and keep it for Help ▸ What was said."""
        self.status_line.say(sentence)

    def show_help(self, name: str) -> None:
        """Open one of the dialogs that help: "commands", "keys", "said" or "about"."""
        DIALOGS[name](self).open()

    def edit_settings(self) -> None:
        """The settings of the selected layer, ready to be typed into."""
        self.right_tabs.setCurrentWidget(self.settings_page)
        node = self.settings_page.node_settings
        fields = [field for field in node.form.findChildren(QWidget) if field.isVisible()]
        wanted = (field for field in fields if field.focusPolicy() & Qt.FocusPolicy.TabFocus)
        next(wanted, node.name_field).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_moved(self) -> None:
        if self.player.is_playing:
            self._show_names()
        else:
            self._refresh()

    def _refresh(self, *_: object) -> None:
        self.actions_.refresh()
        self._show_names()

    def _show_names(self) -> None:
        star = "" if self.files.is_saved else " •"
        self.setWindowTitle(f"{self.files.title}{star} — Undertow")
        self.status_line.show_run(self.player.session, self.editor.document, self.files.is_saved)

    # look

    def _dress(self, theme: Theme) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress(app, theme)

    def _on_look(self, theme: Theme) -> None:
        self._dress(theme)
        self.settings.set("scale", theme.scale)
        self.panes.rescale(theme)

    def _on_setting(self, name: str, value: object) -> None:
        if name == "theme_mode":
            self.look.set_mode(str(value))
        self.actions_.refresh()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Only now have the panes the room that is to be divided."""
        super().showEvent(event)
        if not self._is_arranged:
            self._is_arranged = True
            self.panes.arrange(self.look.theme)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave only with everything saved, or on purpose."""
        if self.files.may_leave():
            self.settings.set("window_geometry", bytes(self.saveGeometry().data()))
            self.panes.remember()
            self.recovery.close()
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Any file may be dropped in: one that can't be opened is worth a sentence."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, once the drop is over: whoever it came from waits until then."""
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        QTimer.singleShot(0, partial(self.files.open_dropped, paths))


def _tabs(*pages: tuple[str, QWidget]) -> QTabWidget:
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    for title, page in pages:
        tabs.addTab(page, title)
    return tabs
