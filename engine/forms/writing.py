"""Writing: a line of an equation with the indices of one of its forms, in pieces that know their terms."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.equation import Equation, Term
from engine.forms.axes import Axes, Axis
from engine.forms.letters import Letters, letters_of
from engine.forms.reading import Place, Reading, read
from engine.forms.tokens import TRANSPOSED, tokens

FORMS = ("matrix", "vector", "scalar")
_LOW = dict(zip("jiklmnpst", "ⱼᵢₖₗₘₙₚₛₜ", strict=True))
# An index stands at the letter, before a power or the bracket that closes an argument.
_STEM = re.compile(r"(.*?)([)⁰¹²³⁴-⁹]*)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a line, and the term it stands for, or None."""

    text: str
    term: Term | None = None


def pieces(
    equation: Equation, line: str, form: str, examples: int, parameters: frozenset[str]
) -> tuple[Piece, ...]:
    """A line of an equation in one of the FORMS.

    ``matrix`` is the line as it stands. ``vector`` says the same of one example's columns, ``scalar`` of single
    numbers. Where a line can't be written so, it stays as it is. See ``read`` for the other arguments.
    """
    reading = None if form == "matrix" else read(equation, line, examples, parameters)
    letters = letters_of(reading, parameters) if reading is not None else None
    if reading is None or letters is None:
        found = tokens(line, (*equation.given, *equation.results))
        return tuple(Piece(each.text, each.term) for each in found)
    return tuple(piece for piece in _Writer(reading, letters, form, parameters).pieces() if piece.text)


class _Writer:
    """Writes a reading in one form, "vector" or "scalar"."""

    def __init__(self, reading: Reading, letters: Letters, form: str, parameters: frozenset[str]) -> None:
        self._reading, self._letters = reading, letters
        self._is_scalar = form == "scalar"
        terms = [place.token.term for place in reading.places if place.token.term is not None]
        # The numbers of a matrix W are called w, where nothing else is.
        symbols = {term.symbol for term in terms}
        self._small = {each: each.lower() for each in parameters if len(each) == 1 and each.lower() not in symbols}

    def pieces(self) -> Iterator[Piece]:
        """The pieces, from left to right."""
        opening = self._sigma(self._reading.outer)
        is_bracketed = bool(opening) and any(each.token.text in "+−" for each in self._right)
        skips_gap = False
        for place in self._reading.places:
            if place is self._right[0] and opening:
                yield Piece(opening + "(" * is_bracketed)
            if not (skips_gap and place.token.text.isspace()):
                yield from self._written(place)
            skips_gap = self._swallows_gap(place)
        if is_bracketed:
            yield Piece(")")

    # inside

    @property
    def _right(self) -> tuple[Place, ...]:
        return self._reading.places[self._reading.start :]

    def _written(self, place: Place) -> Iterator[Piece]:
        text, term = place.token.text, place.token.term
        if term is not None:
            if place.before and (self._is_scalar or place.before[0].is_examples):
                yield Piece(self._sigma(place.before))
            yield Piece(self._term(place, term), term)
        elif text == "Σ":
            yield Piece(self._sigma(place.sums).rstrip())
        elif text == "⊙" and self._is_scalar:
            yield Piece("·")
        elif not (place.is_product and self._swallows_gap(place)):
            yield Piece(text)

    def _swallows_gap(self, place: Place) -> bool:
        """Whether the gap behind a token goes with it: it is not written, or written without one."""
        if place.is_product:
            return self._is_scalar or self._is_over_examples(place)
        return (place.token.text == "Σ" and not place.sums) or (place.token.text == "softmax" and self._is_scalar)

    def _is_over_examples(self, sign: Place) -> bool:
        product = next(each for each in self._reading.products if each.sign is sign)
        return product.inner is not None and product.inner.is_examples

    def _term(self, place: Place, term: Term) -> str:
        axes, token = place.axes or Axes(), place.token
        features, example = self._index(axes.features), self._index((axes.example,))
        symbol = self._symbol(term)
        if token.is_raised:
            sign = token.text[:-1].replace("⁻", "−")
            low = (features if self._is_scalar else "") + example
            whole = f"({sign}{_indexed(symbol, low)})" if sign else _indexed(symbol, low)
            return f"^{whole}" if low else token.text
        if not self._is_scalar:
            whole = _indexed(symbol, example) + token.marks
            if token.is_transposed:
                return f"({whole}){TRANSPOSED}" if token.text[0] == "(" else whole + TRANSPOSED
            return whole
        if place.is_list:
            return f"({_indexed(symbol, example)}){features}"
        return _indexed(symbol, features + example) + token.marks

    def _symbol(self, term: Term) -> str:
        """What the term is called in this form."""
        start = term.symbol.find("/∂") + 2 if term.symbol.startswith("∂") else 0
        name = term.symbol[start:]
        return term.symbol[:start] + self._small.get(name, name) if self._is_scalar else term.symbol

    def _index(self, axes: Iterable[Axis | None]) -> str:
        return "".join(_LOW[self._letters.index[axis.root]] for axis in axes if axis is not None)

    def _sigma(self, axes: Sequence[Axis]) -> str:
        """The sign of a sum over these axes, and a gap; "" where there are none."""
        if not axes:
            return ""
        if self._is_scalar:
            return f"Σ{self._index(axes)} "
        examples, others = [axis for axis in axes if axis.is_examples], [axis for axis in axes if not axis.is_examples]
        return f"Σ{self._index(examples)} " * bool(examples) + "Σ " * bool(others)


def _indexed(symbol: str, index: str) -> str:
    """A symbol with an index, which stands before a power or the bracket that closes an argument."""
    found = _STEM.fullmatch(symbol)
    assert found is not None, "the pattern takes any symbol"
    return found[1] + index + found[2] if index else symbol
