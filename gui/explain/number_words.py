"""Number words: what is said of one number: what it is, how it was made, and where the way back to its origin ends."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.equation import Term
from engine.inquiry.location import Location, locate
from engine.inquiry.record import Number
from engine.present import Present
from gui.lighting import Cell, Light
from gui.paint.numbers import short

if TYPE_CHECKING:
    # Imported when the first number is opened.
    from engine.inquiry.origins import Origins

# Terms of a sum that are lit.
_MOST_LIT = 64
# Numbers that are looked for among the operands.
_MOST_MADE_OF = 256
# Letters of a symbol that is put together.
_LONGEST = 12
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def symbol_of(number: Number, has_place: bool = True) -> str:
    """Its symbol with its place below: W₃₁ or z₁₂,₃; of a number on the way how it is made of such symbols: 1 − a₃²."""
    name = number.name
    if name.symbol:
        places = [str(axis + 1).translate(_SMALL) for axis in name.index if has_place]
        return name.symbol + ("" if all(len(place) == 1 for place in places) else ",").join(places)
    if number.rule is not None and number.count == 1:
        symbols = [symbol_of(each, has_place) for each in number.term(0)]
        made = number.rule.term.format(*symbols)
        return made if all(symbols) and len(made) <= _LONGEST else "…"
    return short(number.value) if not number.count else "Σ" if number.is_sum else "max"


def full_name(number: Number) -> str:
    """What it is and where it stands, in words; of a number on the way also how it is made."""
    symbol = "" if number.name.symbol or not number.count else symbol_of(number)
    return f"{symbol}, {number.name.words}" if symbol not in ("", "…") else number.name.words


def kind_of(number: Number) -> str:
    """Its colours: "gradient" or "value"."""
    equation = number.equation
    is_gradient = equation is not None and equation.phase == "backward"
    return "gradient" if is_gradient or Term(number.name.symbol, number.spot.owner).is_gradient else "value"


def is_by_example(number: Number) -> bool:
    """Whether its terms go through the examples of the batch."""
    return number.count > 1 and _examples(number, 0) != _examples(number, 1)


def mean_of(number: Number) -> int | None:
    """Which of its factors is the sum over the examples that it is the mean of: that sum times 1/32, or none."""
    if number.how == "a product":
        one, other = number.term(0)
        for place, (each, share) in enumerate(((one, other), (other, one))):
            if is_by_example(each) and share.name.kind == "constant" and "/" in share.name.symbol:
                return place
    return None


def how(number: Number, present: Present) -> str:
    """How it was made; of a mean or a sum over the batch, over how many examples."""
    place, over = mean_of(number), f"over {present.plan.examples:,} examples"
    if place is not None:
        share = number.term(0)[1 - place].name.symbol
        return f"the mean {over}: {number.term(0)[place].how}, times {share}"
    if not is_by_example(number):
        return number.how
    sent = [each for each in number.term(0) if kind_of(each) == "gradient"]
    losses = (node for node in present.document.graph.nodes if node.layer.family == "Losses")
    if sent and present.symbol == "L" and any(node.id in present.plan.values for node in losses):
        # The loss is the mean over its examples, once, and its gradients are those of a mean.
        symbol = symbol_of(sent[0], has_place=False)
        return f"{number.how} {over}; their mean's 1/{present.plan.examples:,} is in each {symbol} already"
    return f"{number.how} {over}"


def counted(number: Number, listed: Number, seen: int) -> str:
    """What stands above the list of its terms, of which the first are seen."""
    if not listed.count:
        return ""
    if listed.count == 1:
        return "Made of" if len(listed.values) > 1 else "Made from"
    what = "" if not is_by_example(listed) else "Example by example" if listed is number else "The sum, by example"
    count = f"{seen} of {listed.count:,} terms" if seen < listed.count else f"{listed.count:,} terms"
    return f"{what} · {count}" if what else count


def _examples(number: Number, place: int) -> list[int | None]:
    return [factor.name.example for factor in number.term(place)]


def ending(number: Number, updates: int) -> str:
    """Where the way back ends, in a sentence, for a number that was made of no other; ``updates`` came before it."""
    kind = number.name.kind
    if number.count:
        return ""
    if kind == "data":
        return "It is a number of the data: the way back ends here."
    if kind == "parameter":
        left = "at its start value" if not updates else f"as update {updates:,} left it"
        return f"It is a parameter, {left}: the way back ends here for this pass."
    if kind == "remembered":
        return "It was kept from the passes before: the way back ends here for this pass."
    if kind == "drawn":
        return "It was drawn at random for this pass: the way back ends here."
    return "It is a constant: the way back ends here."


def location_of(present: Present, origins: Origins, number: Number) -> Location | None:
    """Its location, if it has one and no other number stands there by now."""
    place = origins.place(number)
    return None if place is None else locate(present, *place)


def made_of(number: Number) -> list[Number]:
    """The numbers that its equation made it of: its factors; in place of one on the way, what that is made of."""
    found: list[Number] = []
    open_ones = [number]
    while open_ones and len(found) < _MOST_MADE_OF:
        each = open_ones.pop()
        for factor in (factor for place in range(min(each.count, _MOST_MADE_OF)) for factor in each.term(place)):
            is_on_the_way = factor.equation is number.equation and factor.count
            (open_ones if is_on_the_way else found).append(factor)
    return found


def light_of(present: Present, origins: Origins, number: Number) -> Light:
    """What is lit for a number that is open: itself, the numbers that it was made of, and the edges between.

    Of a long sum, the first terms: no card shows more examples.
    """
    terms = (number.term(place) for place in range(min(number.count, _MOST_LIT)))
    numbers = [number, *(factor for term in terms for factor in term)]
    places = [location_of(present, origins, each) for each in numbers]
    nodes = {_node_of(each, place) for each, place in zip(numbers, places, strict=True)} - {""}
    here = _node_of(number, places[0])
    edges = {edge for edge in present.document.graph.edges if here in (edge.source, edge.target)}
    return Light(
        frozenset(nodes),
        frozenset(edge for edge in edges if {edge.source, edge.target} <= nodes),
        frozenset(Cell.of(place) for place in places if place is not None),
    )


def _node_of(number: Number, location: Location | None) -> str:
    """The node that made it, which for a gradient is not the one whose it is; of what was there before, whose it is."""
    if number.equation is not None and number.equation.node:
        return number.equation.node
    return number.name.node if location is None else location.node
