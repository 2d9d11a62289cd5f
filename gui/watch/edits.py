"""Edits of the watch list, each one step to undo; and what of a layer can be put into it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.element import Element
from engine.inquiry.location import Location
from engine.present import Present
from engine.watching.names import Names
from engine.watching.text import text
from engine.watching.tree import Numbers, Size, Tree, Watched, is_condition, leaves
from engine.watching.watch_list import MOST
from gui.editor import Editor
from gui.lighting import Cell, Light

MOST_NUMBERS = 64
"""So many numbers can be watched together; of more there is the norm."""
_FEW = 16


def watch(editor: Editor, tree: Tree, names: Names, instead_of: int | None = None) -> None:
    """Put a quantity or condition into the list, at its end or in the place of another; or say why not."""
    watched, words = editor.document.watched, text(tree, names)
    others = [each.tree for place, each in enumerate(watched) if place != instead_of]
    if tree in others:
        editor.refuse(f"{words} is in the watch list already.")
    elif isinstance(tree, Numbers) and names.count(tree) > MOST_NUMBERS:
        count = f"{names.count(tree):,} numbers, and up to {MOST_NUMBERS} can be watched together"
        editor.refuse(f"{words} is {count}: watch a row, a column or its norm ‖{words}‖.")
    elif instead_of is not None:
        _put(editor, (*watched[:instead_of], Watched(tree), *watched[instead_of + 1 :]), f"Watch {words}")
    elif len(watched) >= MOST:
        editor.refuse(f"The watch list holds {MOST} entries and is full: remove one first.")
    else:
        _put(editor, (*watched, Watched(tree)), f"{'Break when' if is_condition(tree) else 'Watch'} {words}")


def remove(editor: Editor, place: int, names: Names) -> None:
    """Take an entry out of the list."""
    watched = editor.document.watched
    _put(editor, watched[:place] + watched[place + 1 :], f"Stop watching {text(watched[place].tree, names)}")


def move(editor: Editor, place: int, by: int) -> int:
    """Move an entry up (−1) or down (1) in the list, as far as it goes; gives its new place."""
    watched = list(editor.document.watched)
    new = min(max(place + by, 0), len(watched) - 1)
    watched.insert(new, watched.pop(place))
    _put(editor, tuple(watched), "Move in the watch list")
    return new


def switch(editor: Editor, place: int, is_on: bool) -> None:
    """Let a condition stop the training, or not."""
    watched = list(editor.document.watched)
    watched[place] = replace(watched[place], is_on=is_on)
    _put(editor, tuple(watched), "Turn a condition on" if is_on else "Turn a condition off")


def numbers_at(location: Location) -> Numbers:
    """The number at a location, as the watch list says it."""
    element = location.element
    if isinstance(element, Element):
        return Numbers(element.node, "gradient" if location.is_gradient else "value", (*element.index, element.example))
    return Numbers(element.node, "∂" * location.is_gradient + element.name, element.index)


def rows_of(numbers: Numbers, present: Present) -> Iterator[tuple[str, Tree]]:
    """What can be watched where a number is: itself, its row, its column, the norm of all; each in a few words."""
    shape = Names.of(present).by_id[numbers.node].shapes.get(numbers.part, ())
    yield "this number", numbers
    if len(shape) == 2 and min(shape) > 1:
        row, column = numbers.index
        yield f"row {(row or 0) + 1}", replace(numbers, index=(row,))
        yield f"column {(column or 0) + 1}", replace(numbers, index=(None, column))
    if len(shape) and max(shape) > 1:
        yield "the norm of all", Size(replace(numbers, index=()))


def offers(names: Names, id: str) -> Iterator[tuple[str, Tree]]:
    """What there is to watch of a layer, each as it is written: of few numbers themselves, of all others the norm."""
    known = names.by_id[id]
    for part in known.shapes:
        numbers = Numbers(id, part)
        count = names.count(numbers)
        if count > 1:
            yield f"‖{known.symbol(part)}‖, the norm", Size(numbers)
        if 0 < count <= _FEW:
            yield f"{known.symbol(part)}, " + ("the number" if count == 1 else f"the {count} numbers"), numbers


def light_of(tree: Tree) -> Light:
    """The nodes and the single numbers that an entry reads."""
    read = [leaf for leaf in leaves(tree) if isinstance(leaf, Numbers)]
    cells = (Cell(each.node, each.part, tuple(at for at in each.index if at is not None)) for each in read)
    return Light(frozenset(each.node for each in read), cells=frozenset(cells))


def _put(editor: Editor, watched: tuple[Watched, ...], words: str) -> None:
    editor.edit(replace(editor.document, watched=watched), words)
