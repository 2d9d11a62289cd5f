"""Parser: the text of an expression to its tree, by the strength with which its signs bind; nothing is ever evaluated.

Top-down operator precedence, Pratt 1973. Powers bind most, then products, then sums: −x² is −(x²), x^2^3 is x^(2^3).
"""
from __future__ import annotations

import difflib
import functools
import math
from fractions import Fraction

from engine.expression.calls import constant
from engine.expression.functions import ALSO_CALLED, FUNCTIONS
from engine.expression.tokens import ExpressionError, Token, marked, tokens
from engine.expression.tree import Call, Name, Negative, Number, Operation, Tree, has_x, number

_DEEPEST = 30
_STRENGTH = {"+": 10, "−": 10, "·": 20, "/": 20, "^": 30}
_NAMES = {"x": "x", "e": "e", "π": "π", "pi": "π"}
_MOST_PIECES, _LONGEST_NAME = 8, 24
_VALUE = "a number, x or ("


@functools.lru_cache(maxsize=512)
def parse(text: str, whose: str) -> Tree:
    """The tree of ``text``. Raises ExpressionError, whose sentence begins with ``whose``, such as "f(x)"."""
    return _Parser(text, whose).whole()


class _Parser:
    def __init__(self, text: str, whose: str) -> None:
        self._text, self._whose = text, whose
        self._tokens = tokens(text, whose)
        self._at = 0
        self._depth = 0

    def whole(self) -> Tree:
        if self._next.kind == "end":
            raise self._wrong("wants an expression such as x**2 but is given nothing", self._next, is_unfinished=True)
        tree = self._expression(0)
        if self._next.kind != "end":
            raise self._wrong("has a ) without a ( before it", self._next)
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _expression(self, least: int) -> Tree:
        """An operand and all that follows it by signs that bind at least as strongly as ``least``."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong("goes too deep here, with brackets in brackets; use several layers", self._next)
        tree, sign_before = self._operand(least), ""
        while (sign := self._sign(sign_before)) and _STRENGTH[sign] >= least:
            token = self._take() if self._next.kind == "sign" and self._next.text != "(" else self._next
            right = self._script() if token.kind == "script" else self._expression(_STRENGTH[sign] + (sign != "^"))
            tree, sign_before = self._checked(Operation(sign, tree, right), token), sign
        self._depth -= 1
        return tree

    def _sign(self, before: str) -> str:
        """The operation that comes next, "·" where none is written, "" at an end or a closing bracket."""
        token = self._next
        if token.kind == "end" or token.text == ")":
            return ""
        if token.kind == "script" or token.text in _STRENGTH:
            return "^" if token.kind == "script" else token.text
        if token.kind == "number":
            raise self._wrong("wants a sign such as + or * between the two", token)
        last = self._tokens[self._at - 1]
        is_close = last.kind in ("number", "name") and not token.is_after_space
        if before == "/" or (before == "^" and is_close):
            raise self._wrong("can be read in two ways here, so it wants a * or brackets", token)
        return "·"

    def _operand(self, least: int) -> Tree:
        token = self._take()
        if token.kind == "number":
            return number(Fraction(token.text))
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            return self._bracket()
        if token.text == "−":
            return Negative(self._expression(max(least, _STRENGTH["·"])))
        if token.text == "+":
            return self._expression(max(least, _STRENGTH["·"]))
        after = f" after {self._tokens[self._at - 2].typed}" if self._at > 1 else ""
        ends = token.kind == "end"
        but = "the text ends there" if ends else f"is given {token.typed}"
        raise self._wrong(f"wants {_VALUE}{after}, but {but}", token, is_unfinished=ends)

    def _bracket(self) -> Tree:
        tree = self._expression(0)
        if self._next.kind == "end":
            raise self._wrong("wants a ) for each (, but the text ends there", self._next, is_unfinished=True)
        self._take()
        return tree

    def _name(self, token: Token) -> Tree:
        if token.text in _NAMES:
            return Name(_NAMES[token.text])
        name = ALSO_CALLED.get(token.text, token.text)
        is_last = self._next.kind == "end"
        if name not in FUNCTIONS:
            may_become = any(each.startswith(token.text) for each in (*FUNCTIONS, *ALSO_CALLED, *_NAMES))
            raise self._wrong(f"knows no {_clipped(token.typed)}; {_advice(token.text)}", token, is_last and may_become)
        if self._next.text != "(":
            words = f"wants brackets after {token.typed}, as in {token.typed}(x)"
            raise self._wrong(words, self._next, is_unfinished=is_last)
        self._take()
        return self._checked(Call(name, self._bracket()), token)

    def _script(self) -> Tree:
        value = int(self._take().text)
        return Negative(Number(Fraction(-value))) if value < 0 else Number(Fraction(value))

    def _checked(self, tree: Tree, token: Token) -> Tree:
        """A tree without x is one number, and that has to be one which a computer can hold."""
        if isinstance(tree, Operation) and tree.sign == "/" and not has_x(tree.right) and not constant(tree.right):
            raise self._wrong("divides by 0 here", token)
        if has_x(tree) or math.isfinite(value := constant(tree)):
            return tree
        what = "has no value" if math.isnan(value) else "gives a number beyond what a computer can hold"
        raise self._wrong(f"{what} here", token)

    def _wrong(self, words: str, token: Token, is_unfinished: bool = False) -> ExpressionError:
        sentence = f"{self._whose} {words}: {marked(self._text, token.at)}."
        return ExpressionError(sentence, token.at, is_unfinished)


def _clipped(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _advice(name: str) -> str:
    """What someone who typed an unknown name may have meant."""
    known = (*FUNCTIONS, *ALSO_CALLED, *_NAMES)
    if (pieces := _product(name, known)) and len(pieces) <= _MOST_PIECES:
        return "a product is written " + "*".join(pieces)
    if len(name) == 1:
        return "the only variable is x"
    close = difflib.get_close_matches(name, known, 1)
    return f"did you mean {close[0]}?" if close else "it knows x, e, pi and functions such as sin, exp and log"


def _product(name: str, known: tuple[str, ...]) -> list[str]:
    """The name as known names and whole numbers side by side, such as x and sin in xsin; [] if it is none."""
    for length in range(len(name), 0, -1):
        first, rest = name[:length], name[length:]
        if first in known or first.isdigit():
            if not rest:
                return [first]
            if others := _product(rest, known):
                return [first, *others]
    return []
