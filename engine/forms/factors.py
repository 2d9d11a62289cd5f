"""Factors: a backward line split by the chain rule, into what came from above and the node's own derivative."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.equation import Term
from engine.forms.reading import OF_ONE_NUMBER
from engine.forms.writing import Piece

_OPENS, _CLOSES, _PRODUCTS = "([", ")]", ("⊙", "·")


@dataclass(frozen=True, eq=False)
class Factors:
    """``above`` is the gradient of the node's own result; ``own`` the pieces of what it is multiplied by.

    ``own`` is empty where the gradient goes in otherwise, as into each number of a Softmax. ``own_symbol`` is what
    calculus calls it, such as ∂a/∂z, and ``sums`` the sign of the sum over both, or "".
    """

    above: Term
    own: tuple[Piece, ...]
    own_symbol: str
    sums: str


def factors(pieces: Sequence[Piece], above: Term) -> Factors:
    """Split a line in any form, in which the term ``above`` stands."""
    start = next(place for place, piece in enumerate(pieces) if piece.text.strip() in ("=", "←")) + 1
    result = pieces[0].term.symbol if pieces[0].term is not None else pieces[0].text
    symbol = f"∂{above.symbol.rpartition('/∂')[2]}/∂{result.rpartition('/∂')[2]}"
    right = pieces[start:]
    places = [place for place, piece in enumerate(right) if piece.term is above]
    if len(places) != 1 or not _is_product(right, places[0]) or _has_words(right):
        return Factors(above, (), symbol, "")
    sums = [piece for piece in right if piece.text.startswith("Σ")]
    before, after = (
        _stripped([piece for piece in side if piece not in sums])
        for side in (right[: places[0]], right[places[0] + 1 :])
    )
    return Factors(above, tuple(_joined(before, after)), symbol, "".join(piece.text for piece in sums).strip())


def of_the_start(pieces: Sequence[Piece], start: Term) -> Factors:
    """A line of the loss itself: what comes from above is 1, its derivative by itself, and the rest its own."""
    at = next(place for place, piece in enumerate(pieces) if piece.text.strip() in ("=", "←")) + 1
    symbol = pieces[0].term.symbol if pieces[0].term is not None else pieces[0].text
    return Factors(start, tuple(_stripped(pieces[at:])), symbol, "")


def _is_product(right: Sequence[Piece], at: int) -> bool:
    """Whether the piece ``at`` that place is one factor of the whole."""
    depth, is_first = 0, True
    for place, piece in enumerate(right):
        if piece.term is None:
            depth += sum((sign in _OPENS) - (sign in _CLOSES) for sign in piece.text)
        if depth == 0 and not is_first and piece.text in ("+", "−"):
            return False
        if place == at and depth:
            return False
        is_first = is_first and not piece.text.strip()
    return True


def _has_words(right: Sequence[Piece]) -> bool:
    """Whether it tells in words what it does with its terms, which is no factor."""
    words = (piece.text for piece in right if piece.term is None and piece.text.isalpha() and piece.text.isascii())
    return any(len(word) > 1 and word not in OF_ONE_NUMBER for word in words)


def _joined(before: list[Piece], after: list[Piece]) -> list[Piece]:
    """What stood on both sides of a factor, without the sign that bound it, and a 1 where nothing is left."""
    if after and after[0].text in _PRODUCTS:
        after = _stripped(after[1:])
    elif before and before[-1].text in _PRODUCTS:
        before = _stripped(before[:-1])
    is_bare = all(piece.text == "−" for piece in before)
    if is_bare and (not after or after[0].text == "/"):
        before = [*before, Piece("1")]
    has_gap = before and after and before[-1].text != "−"
    return [*before, *([Piece(" ")] if has_gap else []), *after]


def _stripped(pieces: Sequence[Piece]) -> list[Piece]:
    kept = list(pieces)
    while kept and not kept[0].text.strip():
        kept = kept[1:]
    while kept and not kept[-1].text.strip():
        kept = kept[:-1]
    return kept
