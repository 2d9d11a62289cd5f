"""Watch page: the watch list, and the field where an entry is typed."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from engine.document import Document
from engine.expression.tokens import ExpressionError
from engine.watching.names import Names
from engine.watching.text import text
from engine.watching.tree import Numbers, Size, Tree, is_condition
from gui.editor import Editor
from gui.inspector.refresh import Refresh
from gui.paint.icons import icon
from gui.playback.player import Player
from gui.stylesheet import set_look
from gui.theme import Look
from gui.watch import edits
from gui.watch.field import WatchField
from gui.watch.listing import WatchList
from gui.watch.recorder import Recorder


class WatchPage(QWidget):
    """``wanted``: something was put into the list, so this page should be seen."""

    wanted = Signal()

    def __init__(self, editor: Editor, player: Player, look: Look) -> None:
        super().__init__()
        self._editor, self._player, self._look = editor, player, look
        self._edited: int | None = None
        self._names: Names | None = None
        self.field, self.add_button = WatchField(lambda: self.names), QToolButton()
        self.list = WatchList(editor, player, look)
        self._lay_out()
        self.recorder = Recorder(self, editor, player)
        self._refresh = Refresh(self, player, self.list.show_numbers)
        self._connect()
        self._on_look()
        self._name_button()
        self._show()

    def _lay_out(self) -> None:
        set_look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._top = QHBoxLayout()
        self._top.addWidget(self.field, 1)
        self._top.addWidget(self.add_button)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._top)
        self._box.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.field.entered.connect(self._on_entered)
        self.field.refused.connect(self.list.say)
        self.field.left.connect(self._leave)
        self.field.textChanged.connect(self._name_button)
        self.add_button.clicked.connect(self.field.take)
        self.list.edit_asked.connect(self._edit)
        self.list.break_asked.connect(self._break_at)
        self.recorder.filled.connect(self._refresh.ask)
        self._editor.changed.connect(self._on_changed)
        self._editor.opened.connect(self._show)
        self._player.session_changed.connect(self._show)
        self._look.changed.connect(self._on_look)

    @property
    def names(self) -> Names:
        """What everything is called now; in a large network it takes a while to find out, so not before it is asked."""
        if self._names is None:
            self._names = Names.of(self._player.session)
        return self._names

    # asked from elsewhere

    def ask(self, words: str = "", instead_of: int | None = None) -> None:
        """Let an entry be typed, beginning with these words; it may take the place of another."""
        self.wanted.emit()
        self._edited = instead_of
        self.field.setText(words)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def watch(self, tree: Tree) -> None:
        """Put something into the list."""
        edits.watch(self._editor, tree, self.names)

    def offer(self, choices: list[tuple[str, Tree]], at: QPoint) -> QMenu:
        """A menu of what can be watched where a number is, at a place of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, tree in choices:
            menu.addAction(f"Watch {words}").triggered.connect(partial(self.watch, tree))
        menu.addSeparator()
        menu.addAction("Break when it crosses…").triggered.connect(partial(self._break_at, choices[0][1]))
        menu.popup(at)
        return menu

    # the list

    def _on_changed(self, before: Document, after: Document) -> None:
        if before.watched != after.watched or before.graph is not after.graph:
            self._show()
        if len(after.watched) > len(before.watched):
            self.wanted.emit()
            self.list.ensureWidgetVisible(self.list.rows[len(after.watched) - 1])

    def _show(self, *_: object) -> None:
        self._names = None
        self.list.show_entries(self.names if self._editor.document.watched else Names())

    def _edit(self, place: int) -> None:
        self.ask(text(self._editor.document.watched[place].tree, self.names), instead_of=place)
        self.field.selectAll()

    def _break_at(self, tree: Tree) -> None:
        """A condition that only lacks its number."""
        are_several = isinstance(tree, Numbers) and self.names.count(tree) > 1
        self.ask(f"{text(Size(tree) if are_several else tree, self.names)} > ")

    # the field

    def _on_entered(self, tree: Tree) -> None:
        before = self._editor.document.watched
        edits.watch(self._editor, tree, self.names, self._edited)
        if self._editor.document.watched != before:
            self._leave()
            self.field.clear()

    def _leave(self) -> None:
        self._edited = None
        self.list.say("")

    def _name_button(self) -> None:
        """The button says what Enter would do."""
        try:
            is_break = is_condition(self.field.read())
        except ExpressionError:
            is_break = False
        words = "Break when this comes true" if is_break else "Watch this"
        self.add_button.setToolTip(words)
        self.add_button.setAccessibleName(words)

    # look

    def _on_look(self) -> None:
        px = self._look.theme.px
        self._box.setContentsMargins(px(10), px(8), px(6), px(6))
        self._box.setSpacing(px(6))
        self._top.setSpacing(px(6))
        self.add_button.setIcon(icon("plus", self._look.theme))
