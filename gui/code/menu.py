"""Menu of the code: what a right click on a line offers."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from gui.code.view import CodeView


def menu_at(view: CodeView, place: QPoint) -> QMenu:
    """The menu for a place in the viewport."""
    block, menu, clipboard = view.cursorForPosition(place).block(), QMenu(view), QGuiApplication.clipboard()
    piece = view.piece_at(block)
    menu.addAction("Copy", view.copy).setEnabled(view.textCursor().hasSelection())
    these = menu.addAction("Copy these calls", lambda: clipboard.setText(view.lines_of(piece)))
    menu.addAction("Copy all", lambda: clipboard.setText(view.toPlainText()))
    menu.addAction("Select all", view.selectAll)
    menu.addSeparator()
    there = menu.addAction("Go there", lambda: view.ask_for(block))
    for action in (these, there):
        action.setEnabled(piece >= 0)
    return menu
