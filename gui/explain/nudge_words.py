"""Nudge words: what a number that is nudged is called, and what is said of it. No Qt in here."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.element import Element
from engine.graph import Graph
from engine.inquiry.location import Location, number_at
from engine.session import Session
from engine.stepping import Stepping
from gui.inspector.typed import MOST
from gui.paint.numbers import MINUS, short

if TYPE_CHECKING:
    from engine.inquiry.nudge import Nudge

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def symbol_of(location: Location, graph: Graph) -> str:
    """What a number is called beside its gradient: W₂₁, with the place counted from 1."""
    element = location.element
    letter = graph.by_id[element.node].layer.letter if isinstance(element, Element) else element.name
    places = [str(at + 1) for at in element.index]
    if all(len(place) == 1 for place in places):
        lowered = "".join(places).translate(_LOWERED)
        return f"{letter}{lowered}"
    return f"{letter}[{', '.join(places)}]"


def standing(shown: Stepping, location: Location, nudge: Nudge) -> str:
    """What one should know of the number that is nudged."""
    if isinstance(location.element, Element):
        return "Held at the number tried, whatever feeds it."
    now = number_at(shown, Location(location.element))
    if now is None or now == nudge.here:
        return ""
    return f"This is the pass that is shown; its update has made the number {short(now)} since."


def why_not_keep(shown: Stepping, location: Location) -> str:
    """Why the number can't be typed in: a sentence, or ""."""
    element = location.element
    if isinstance(element, Element):
        is_data = shown.document.graph.by_id[element.node].layer.reads_data
        made = "comes from the data" if is_data else "is computed"
        return f"It {made}, so it can be tried but not kept. Change a parameter."
    if not isinstance(shown, Session):
        return "A derivative is shown, of a pass that is over. Show the run again, and keep it there."
    size = shown.parameters_of(element.node)[element.name].value.size
    return "An array of this size is not typed number by number." if size > MOST else ""


def three_digits(number: float) -> str:
    """As people write it in a sentence: 0.000254, −1.23e−6."""
    digits, _, power = f"{number:.3g}".partition("e")
    return (f"{digits}e{int(power)}" if power else digits).replace("-", MINUS)


def signed(number: float, gap: str = "") -> str:
    """The same with its sign, and perhaps a ``gap`` after that."""
    return f"{MINUS if number < 0 else '+'}{gap}{three_digits(abs(number))}"
