"""Commands of the watch list: watch what is pointed at or selected, and type a condition to stop at."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from engine.watching.tree import Numbers
from gui.watch import menu

if TYPE_CHECKING:
    from gui.window import Window


def bring(window: Window) -> None:
    """Put the watch list where it can be seen."""
    for name in ("plots", "beside"):
        if not window.panes.is_shown(name):
            window.panes.toggle(name)
    window.beside.setCurrentWidget(window.watch_page)


def break_when(window: Window) -> None:
    """Let a condition be typed."""
    window.watch_page.ask()


def watch_here(window: Window) -> None:
    """The number under the pointer or the cursor; else what there is of the selected layer; else let it be typed."""
    editor, page = window.editor, window.values_page
    lit = list(editor.lighting.light.cells)
    if page.grid.hasFocus() and (choices := page.choices()):
        window.watch_page.watch(choices[0][1])
    elif len(lit) == 1:
        window.watch_page.watch(Numbers(lit[0].node, lit[0].part, lit[0].index))
    elif len(editor.selection) == 1:
        chooser = QMenu(window)
        chooser.setToolTipsVisible(True)
        menu.fill(chooser, editor, window.player.session, next(iter(editor.selection)))
        middle = window.view.mapToGlobal(window.view.rect().center())
        chooser.popup(QCursor.pos() if window.view.underMouse() else middle)
    else:
        window.watch_page.ask()
