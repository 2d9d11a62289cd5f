"""Pointing: what lies under a point inside an opened layer, in words, and what lights up with it."""
from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from engine.element import index_words
from engine.inquiry.feeding import joins_words
from engine.inquiry.rules import Index
from engine.stepping import Stepping
from gui.canvas.inside.contents import Column, Contents
from gui.canvas.inside.numbers import EMPTY, STALE, Numbers
from gui.canvas.inside.sheet import Bead, Button, Sheet
from gui.lighting import NOTHING, Cell, Light
from gui.paint.numbers import exact

_REACH = 5.0
"""How near to a wire the pointer may be to mean it, in pixels."""


@dataclass(frozen=True, eq=False)
class Pointed:
    """What is there: the number, if any; the button's name, if any; words for it; and what to light."""

    words: str
    light: Light = NOTHING
    numbers: Numbers | None = None
    place: int = 0
    button: str = ""


def pointed(sheet: Sheet, contents: Contents, session: Stepping, at: QPointF, scale: float) -> Pointed:
    """What lies under a point of the card, at so many pixels per unit."""
    found = sheet.find(at, _REACH / scale)
    if isinstance(found, Button):
        which = f"{found.name.capitalize()} example of the batch"
        return Pointed(which if found.is_on else f"There is no {found.name} example.", button=found.name)
    if isinstance(found, Bead):
        numbers, place = found.numbers, found.place
        name = data_name(session, numbers.node, numbers.indices[place])
        words = f"{place_words(contents, numbers, place, name)}{_number_words(session, numbers, place)}"
        return Pointed(words, Light(cells=_with_wires(contents, numbers, place)), numbers, place)
    if found is not None:
        strand, place = found
        numbers = strand.numbers
        words = place_words(contents, numbers, place)
        said = f"{words}{_number_words(session, numbers, place)}"
        if strand.other is not None and strand.other.state(session) != EMPTY:
            said += f"; {_symbol(contents, strand.other)}{_number_words(session, strand.other, place)}"
        return Pointed(said, Light(cells=frozenset({numbers.cell(place)})), numbers, place)
    return Pointed(summary(contents))


def data_name(session: Stepping, node: str, index: Index) -> str:
    """What the data calls one of the numbers that a node gives; "" for a number that is computed."""
    layer = session.document.graph.by_id[node].layer
    names = layer.row_names(session.document.header) if layer.reads_data else []
    return names[index[0]] if len(names) > index[0] else ""


def place_words(contents: Contents, numbers: Numbers, place: int, name: str = "") -> str:
    """Which number it is: "z, number 3, example 1"; behind its place its ``name``, if it has one."""
    index, symbol = numbers.indices[place], _symbol(contents, numbers)
    if numbers.part.removeprefix("∂") in {wires.weights for wires in contents.wires}:
        return f"{symbol}{index_words(index).replace(',', '', 1)}: {joins_words(index)}"
    if numbers.part not in ("value", "gradient"):
        places = [axis for axis, size in zip(index, numbers.array.shape, strict=True) if size > 1]
        return f"{symbol} of {contents.node.name}{index_words(places)}"
    where = index_words(index[:-1]) if len(numbers.array) > 1 or len(index) < 2 else ""
    example = f", example {index[-1] + 1:,}" if numbers.array.shape[-1] > 1 else ""
    return f"{symbol}{where}{f', {name}' if name else ''}{example}"


def summary(contents: Contents) -> str:
    """One sentence on what is open, and on what of a large layer is drawn."""
    own = contents.own
    sources = [each for each in contents.columns if each.role == "source"]
    feeds = " and ".join(f"{each.symbol} of {_counted(each)}" for each in sources)
    coming = f"{feeds} in, " if feeds else ""
    said = f"Inside {contents.node.name}: {coming}{own.symbol} of {_counted(own)} out"
    weighed = [contents.columns[each.source] for each in contents.wires if each.weights]
    by = own if weighed or not sources else sources[0]
    if own.more:
        said += f"; drawn are the {own.count} of the largest |{by.symbol}|"
    if weighed and weighed[0].more:
        said += f"{' and' if own.more else '; drawn are'} the {weighed[0].count} inputs of the largest |w·x|"
    return said + "."


def neuron_words(contents: Contents, session: Stepping, row: int) -> str:
    """One of the node's own numbers: "z of Linear 1, number 3, example 1: −0.44"."""
    numbers, row = contents.own.numbers, min(row, contents.own.count - 1)
    return f"{place_words(contents, numbers, row)}{_number_words(session, numbers, row)}"


def _with_wires(contents: Contents, numbers: Numbers, place: int) -> frozenset[Cell]:
    """A number and, for an output, the weights that lead to it."""
    cells = {numbers.cell(place)}
    if numbers is contents.own.numbers:
        for wires in contents.wires:
            carried = wires.forward if wires.weights else None
            if carried is not None:
                cells |= {carried.cell(k) for k, (_, end) in enumerate(wires.ends) if end == place}
    return frozenset(cells)


def _number_words(session: Stepping, numbers: Numbers, place: int) -> str:
    state = numbers.state(session)
    if state == EMPTY:
        return ": not computed yet"
    age = ", not of this pass" if state == STALE else ""
    return f": {exact(float(numbers.array[numbers.indices[place]]))}{age}"


def _symbol(contents: Contents, numbers: Numbers) -> str:
    if numbers.part not in ("value", "gradient"):
        name = numbers.part.removeprefix("∂")
        return name if name == numbers.part else contents.slope(name)
    values = [each for each in contents.columns if each.numbers.part == "value"]
    symbol = next((each.symbol for each in values if each.numbers.node == numbers.node), "")
    return contents.slope(symbol) if numbers.part == "gradient" else symbol


def _counted(column: Column) -> str:
    count = column.count + column.more
    return f"{count:,} numbers" if count > 1 else "1 number"
