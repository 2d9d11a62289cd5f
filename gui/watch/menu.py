"""Menu: what there is to watch of a layer, or of a number that is pointed at, to choose from."""
from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import QMenu

from engine.present import Present
from engine.watching.names import Names
from engine.watching.tree import Numbers, Tree
from gui.editor import Editor
from gui.lighting import Cell
from gui.watch import edits


def fill(menu: QMenu, editor: Editor, present: Present, id: str, cell: Cell | None = None) -> None:
    """Offer the number of the layer that is pointed at, if one is, then its norms and what it has few numbers of."""
    menu.setToolTipsVisible(True)
    names = Names.of(present)
    if cell is not None:
        offer(menu, editor, names, edits.rows_of(Numbers(id, cell.part, cell.index), present))
        menu.addSeparator()
    offer(menu, editor, names, edits.offers(names, id))
    if menu.isEmpty():
        nothing = menu.addAction("Nothing yet")
        nothing.setEnabled(False)
        nothing.setToolTip(present.document.shapes.problems.get(id, "This layer has no numbers yet."))


def offer(menu: QMenu, editor: Editor, names: Names, choices: Iterable[tuple[str, Tree]]) -> None:
    """One entry for each choice, by its words."""
    for words, tree in choices:
        menu.addAction(words[0].upper() + words[1:] if words[1:2].islower() else words).triggered.connect(
            partial(_watch, editor, tree, names)
        )


def _watch(editor: Editor, tree: Tree, names: Names, _checked: bool = False) -> None:
    edits.watch(editor, tree, names)
