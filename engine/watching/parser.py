"""Parser: the text of a quantity or condition to its tree, by how strongly its words and signs bind.

Top-down operator precedence, Pratt 1973: or, and, then comparisons, sums and products. Nothing is ever evaluated.
"""
from __future__ import annotations

from engine.expression.tokens import Token
from engine.watching.cursor import Cursor, clipped
from engine.watching.names import Names
from engine.watching.references import reference
from engine.watching.tree import (
    Comparison,
    Count,
    Joined,
    Negative,
    Number,
    Numbers,
    Operation,
    Size,
    Tree,
    is_condition,
    leaves,
)

_DEEPEST = 20
_SIGNS = {**dict.fromkeys("<>≤≥=", 3), "+": 10, "−": 10, "·": 20, "/": 20}
_WORDS = {"or": 1, "and": 2}
_CLOSING = {"(": ")", "|": "|", "‖": "‖"}


def parse(text: str, names: Names, whose: str = "A watch") -> Tree:
    """The tree of ``text``, its names understood by ``names``: a quantity, or a condition.

    Raises ExpressionError, whose sentence begins with ``whose`` and shows where reading stopped, and nothing else.
    """
    return _Parser(Cursor(text, names, whose)).whole()


def parse_condition(text: str, names: Names, whose: str) -> Tree:
    """The same where only a condition will do."""
    parser = _Parser(Cursor(text, names, whose))
    tree = parser.whole()
    if not is_condition(tree):
        raise parser.cursor.missing("a comparison such as < 0.1", parser.cursor.next)
    return tree


class _Parser:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._depth = 0

    def whole(self) -> Tree:
        cursor = self.cursor
        if cursor.is_at_end:
            raise cursor.wrong("wants something such as loss < 0.1 but is given nothing", cursor.next, True)
        tree = self._expression(0)
        end = cursor.next
        if cursor.is_sign(","):
            raise cursor.wrong("wants decimals with a point, as in 0.1", end)
        if end.kind != "end":
            raise cursor.wrong(f"wants a sign such as < or an end here, but is given {clipped(end.typed)}", end)
        return tree

    def _expression(self, least: int) -> Tree:
        """An operand and all that follows it by signs that bind at least as strongly as ``least``."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.cursor.wrong("goes too deep here; use several conditions", self.cursor.next)
        first = self.cursor.next
        tree = self._operand()
        while (strength := self._strength()) and strength >= least:
            sign, start = self.cursor.take(), self.cursor.next
            right = self._expression(strength + 1)
            word = sign.text.casefold()
            if word in _WORDS:
                tree = Joined(word, self._condition(tree, first, word), self._condition(right, start, word))
            elif is_condition(tree):
                raise self.cursor.wrong("compares twice; write both comparisons with and between them", sign)
            else:
                tree = self._combined(sign, self._number(tree, first), self._number(right, start))
        self._depth -= 1
        return tree

    def _strength(self) -> int:
        token = self.cursor.next
        if token.kind == "word":
            return _WORDS.get(token.text.casefold(), 0)
        return _SIGNS.get(token.text, 0) if token.kind == "sign" else 0

    def _combined(self, sign: Token, left: Tree, right: Tree) -> Tree:
        if _SIGNS[sign.text] > _SIGNS["<"]:
            if sign.text == "/" and right == Number(0.0):
                raise self.cursor.wrong("divides by 0 here", sign)
            return Operation(sign.text, left, right)
        tree = Comparison(sign.text, left, right)
        if next(leaves(tree), None) is None:
            raise self.cursor.wrong("compares two numbers that never change", sign)
        if sign.text == "=" and not (_is_whole(left) and _is_whole(right)):
            raise self.cursor.wrong("wants < or > here, since such a number is hardly ever met exactly", sign)
        return tree

    def _condition(self, tree: Tree, at: Token, word: str) -> Tree:
        if not is_condition(tree):
            raise self.cursor.wrong(f"wants a condition such as loss < 0.1 on both sides of {word}", at)
        return tree

    def _number(self, tree: Tree, at: Token) -> Tree:
        """The tree, if it is a single number."""
        if is_condition(tree):
            raise self.cursor.wrong("wants a number here, but is given a condition", at)
        if isinstance(tree, Numbers) and (count := self.cursor.names.count(tree)) > 1:
            words = f"wants one number here, but these are {count:,}; say which, as in [1, 1], or put ‖ ‖ around them"
            raise self.cursor.wrong(words, at)
        return tree

    # operands

    def _operand(self) -> Tree:
        cursor, token = self.cursor, self.cursor.next
        if token.kind == "number":
            return Number(float(cursor.take().text))
        if token.kind == "derivative":
            cursor.take()
            return reference(cursor, is_gradient=True)
        if cursor.is_sign("−", "+"):
            cursor.take()
            start = cursor.next
            of = self._number(self._expression(_SIGNS["·"] + 1), start)
            return Negative(of) if token.text == "−" else of
        if cursor.is_sign(*_CLOSING):
            cursor.take()
            return self._bracket(token)
        if token.kind in ("word", "quoted") or cursor.is_sign("#"):
            return self._call() or reference(cursor)
        raise cursor.missing("a number, loss or the name of a layer", token)

    def _call(self) -> Tree | None:
        """norm( ) or abs( ), which say the same: how large something is."""
        word = self.cursor.next
        if word.text.casefold() not in ("norm", "abs") or word.kind != "word" or self.cursor.names.called(word.text):
            return None
        self.cursor.take()
        if not self.cursor.is_sign("("):
            raise self.cursor.missing(f"brackets after {word.typed}, as in {word.typed}(loss),", self.cursor.next)
        self.cursor.take()
        return self._bracket(word)

    def _bracket(self, opening: Token) -> Tree:
        start, closing = self.cursor.next, _CLOSING.get(opening.text, ")")
        tree = self._expression(_SIGNS["+"] if closing != ")" else 0)
        if not self.cursor.is_sign(closing):
            raise self.cursor.missing(f"a {closing} that ends what began with {opening.typed}", self.cursor.next)
        self.cursor.take()
        if opening.text == "(":
            return tree
        return Size(tree if isinstance(tree, Numbers) else self._number(tree, start))


def _is_whole(tree: Tree) -> bool:
    """Whether it counts something, or is a whole number."""
    if isinstance(tree, Number):
        return tree.value.is_integer()
    return isinstance(tree, Count) and tree.name != "loss"
