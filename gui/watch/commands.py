"""Commands of the watch list: watch what is pointed at or selected, and type a condition to stop at."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from engine.watching.tree import Numbers
from gui.canvas.picking import cell_at
from gui.lighting import Cell
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
    cell = _pointed(window)
    if page.grid.hasFocus() and (choices := page.choices()):
        window.watch_page.watch(choices[0][1])
    elif cell is not None:
        window.watch_page.watch(Numbers(cell.node, cell.part, cell.index))
    elif len(editor.selection) == 1:
        chooser = QMenu(window)
        menu.fill(chooser, editor, window.player.session, next(iter(editor.selection)))
        middle = window.view.mapToGlobal(window.view.rect().center())
        chooser.popup(QCursor.pos() if window.view.underMouse() else middle)
    else:
        window.watch_page.ask()


def _pointed(window: Window) -> Cell | None:
    """The number under the pointer on the canvas, or the only one that is lit."""
    view, lit = window.view, window.editor.lighting.light.cells
    at = view.mapToScene(view.viewport().mapFromGlobal(QCursor.pos()))
    found = cell_at(view.canvas, view.canvas.hit(at), at) if view.underMouse() else None
    return found or (next(iter(lit)) if len(lit) == 1 else None)
