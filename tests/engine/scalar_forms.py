"""What a line in single numbers says, worked out with loops over its indices: it shares nothing with the engine."""
from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.equation import Term
from engine.forms.writing import Piece

Env = Mapping[str, int]
Rule = Callable[[Env], float]
FUNCTIONS: dict[str, Callable[..., float]] = {
    "log": math.log, "tanh": math.tanh, "sin": math.sin, "cos": math.cos, "√": math.sqrt, "max": max, "min": min,
    "sign": lambda u: float(np.sign(u)), "σ": lambda u: 1 / (1 + math.exp(-u)),
    "Φ": lambda u: (1 + math.erf(u / math.sqrt(2))) / 2, "φ": lambda u: math.exp(-u * u / 2) / math.sqrt(2 * math.pi),
}  # fmt: skip
_SIGNS = ("+", "−", ",", "<", ">", "≤", "≥", "if", "else")


@dataclass
class Line:
    """A line in the form of single numbers: its result at given indices, by loops."""

    shape: tuple[int, ...]
    term: Term
    letters: str
    rule: Rule

    def at(self, index: tuple[int, ...]) -> float:
        return self.rule(dict(zip(self.letters, index, strict=True)))


def line_of(pieces: Iterable[Piece], arrays: Mapping[int, np.ndarray], constants: Mapping[str, float]) -> Line:
    """``arrays`` are the numbers of each term, by the id of its array; ``constants`` those of the other letters."""
    reader = _Reader(list(pieces), arrays, constants)
    return reader.line()


def _low(text: str) -> str:
    marks = [unicodedata.decomposition(char) for char in text]
    return "".join(chr(int(mark.split()[1], 16)) for mark in marks if mark.startswith("<sub>"))


class _Reader:
    def __init__(self, pieces: list[Piece], arrays: Mapping[int, np.ndarray], constants: Mapping[str, float]) -> None:
        self.arrays, self.constants, self.sizes = arrays, constants, {}
        self.parts: list[str | Piece] = []
        for piece in pieces:
            found = re.findall(r"\d+|Σ[^\s(]*|[A-Za-z]{2,}|\S", piece.text)
            self.parts += [piece] if piece.term is not None else found
        self.at = 0

    def line(self) -> Line:
        head = self.take()
        assert isinstance(head, Piece) and head.term is not None
        self.note(head)
        assert self.take() in ("=", "←")
        rule = self.expression("")
        assert self.at == len(self.parts), self.parts[self.at :]
        return Line(np.squeeze(head.term.array).shape, head.term, _low(head.text), rule)

    def peek(self) -> str | Piece:
        return self.parts[self.at] if self.at < len(self.parts) else ""

    def take(self) -> str | Piece:
        self.at += 1
        return self.parts[self.at - 1]

    def note(self, piece: Piece) -> np.ndarray:
        """Each letter stands for an axis of one size wherever it is."""
        assert piece.term is not None
        array, letters = np.squeeze(self.arrays[id(piece.term.array)]), _low(piece.text)
        assert len(letters) == array.ndim, f"{piece.text} has an array of {array.shape}"
        for letter, size in zip(letters, array.shape, strict=True):
            assert self.sizes.setdefault(letter, size) == size, f"{letter} in {piece.text}"
        return array

    def expression(self, end: str) -> Rule:
        if self.peek() == "−":
            self.take()
            first = self.term(end)
            rule: Rule = lambda env: -first(env)  # noqa: E731
        else:
            rule = self.term(end)
        while self.peek() != end and self.peek() in _SIGNS[:2]:
            sign = 1 if self.take() == "+" else -1
            rule = self.added(rule, sign, self.term(end))
        if self.peek() == "if":
            self.take()
            condition = self.condition(",")
            assert [self.take(), self.take()] == [",", "else"]
            other = self.expression(end)
            return lambda env, yes=rule: yes(env) if condition(env) else other(env)
        return rule

    def added(self, one: Rule, sign: int, other: Rule) -> Rule:
        return lambda env: one(env) + sign * other(env)

    def term(self, end: str) -> Rule:
        rule: Rule = lambda env: 1.0  # noqa: E731
        while self.peek() not in ("", end, *_SIGNS):
            head = self.peek()
            if isinstance(head, str) and head.startswith("Σ"):
                rule = self.times(rule, self.summed(end))
            elif head == "/":
                self.take()
                rule = self.times(rule, self.factor(), is_over=True)
            elif head == "·":
                self.take()
            else:
                rule = self.times(rule, self.factor())
        return rule

    def times(self, one: Rule, other: Rule, is_over: bool = False) -> Rule:
        return lambda env: one(env) / other(env) if is_over else one(env) * other(env)

    def summed(self, end: str) -> Rule:
        letters = _low(str(self.take()))
        body = self.term(end)
        assert letters, "a sum says over what"
        ranges = [range(self.sizes[letter]) for letter in letters]
        places = [dict(zip(letters, index, strict=True)) for index in np.ndindex(*(len(each) for each in ranges))]
        return lambda env: math.fsum(body({**env, **place}) for place in places)

    def factor(self) -> Rule:
        part = self.take()
        if isinstance(part, Piece):
            return self.number(part)
        if part.startswith("Σ"):
            self.at -= 1
            return self.summed("")
        if part in ("(", "[", "|"):
            rule = self.bracket(part)
        elif part == "softmax":
            return self.softmax()
        elif part in FUNCTIONS:
            rule = self.applied(FUNCTIONS[part])
        elif part.isdigit():
            rule = lambda env: float(part)  # noqa: E731
        elif part in ("½", "e"):
            rule = lambda env: 0.5 if part == "½" else math.e  # noqa: E731
        else:
            value = self.constants[part]
            rule = lambda env: value  # noqa: E731
        return self.raised(rule)

    def bracket(self, opened: str) -> Rule:
        end = {"(": ")", "[": "]", "|": "|"}[opened]
        inner = self.condition(end) if opened == "[" else self.expression(end)
        assert self.take() == end
        return (lambda env: abs(inner(env))) if opened == "|" else inner

    def condition(self, end: str) -> Rule:
        sides, signs = [self.expression(end)], []
        while self.peek() != end:
            signs.append(str(self.take()))
            sides.append(self.expression(end))
        tests = {"<": np.less, ">": np.greater, "≤": np.less_equal, "≥": np.greater_equal}

        def holds(env: Env) -> float:
            numbers = [side(env) for side in sides]
            pairs = zip(numbers, numbers[1:], signs, strict=False)
            return float(all(tests[sign](a, b) for a, b, sign in pairs))

        return holds

    def applied(self, function: Callable[..., float]) -> Rule:
        if self.peek() != "(":
            argument = self.factor()
            return lambda env: function(argument(env))
        self.take()
        arguments = [self.expression(")")]
        while self.peek() == ",":
            self.take()
            arguments.append(self.expression(")"))
        assert self.take() == ")"
        return lambda env: function(*(each(env) for each in arguments))

    def softmax(self) -> Rule:
        piece = self.take()
        assert isinstance(piece, Piece) and piece.term is not None
        array = self.arrays[id(piece.term.array)]
        powers = np.squeeze(np.exp(array) / np.exp(array).sum(axis=0))
        # The example stands inside the brackets, the place in the list behind them.
        letters = _low(piece.text)[::-1]
        self.sizes.update(zip(letters, powers.shape, strict=True))
        return lambda env: float(powers[tuple(env[letter] for letter in letters)])

    def number(self, piece: Piece) -> Rule:
        array, letters = self.note(piece), _low(piece.text)
        rule: Rule = lambda env: float(array[tuple(env[letter] for letter in letters)])  # noqa: E731
        # A power that was written into the symbol, as in σ², belongs to its array.
        assert piece.term is not None
        marks = re.sub(r"[^²³]", "", piece.text)[len(re.sub(r"[^²³]", "", piece.term.symbol)) :]
        power = {"": 1, "²": 2, "³": 3}[marks]
        return self.raised((lambda env: rule(env) ** power) if power > 1 else rule)

    def raised(self, rule: Rule) -> Rule:
        """With the power that follows, whatever it is."""
        part = self.peek()
        if isinstance(part, str) and part in ("²", "³", "ᵖ"):
            self.take()
            power = {"²": 2.0, "³": 3.0, "ᵖ": self.constants.get("p", 0.0)}[part]
            if part == "ᵖ" and self.peek() == "⁻":
                assert [self.take(), self.take()] == ["⁻", "¹"]
                power -= 1
            return lambda env: rule(env) ** power
        if part == "^":
            self.take()
            exponent = self.factor()
            return lambda env: rule(env) ** exponent(env)
        if isinstance(part, Piece) and (part.text[0] == "^" or unicodedata.decomposition(part.text[0])[:5] == "<supe"):
            piece = self.take()
            assert isinstance(piece, Piece)
            exponent, sign = self.number(piece), -1 if set(piece.text) & set("−⁻") else 1
            return lambda env: rule(env) ** (sign * exponent(env))
        return rule
