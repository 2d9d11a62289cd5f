"""Cursor: a place in the tokens of a text, and the sentences that say what is wrong there."""
from __future__ import annotations

from engine.expression.tokens import ExpressionError, Token, marked
from engine.watching.names import Names
from engine.watching.tokens import tokens

_LONGEST = 24


class Cursor:
    """Goes from token to token. ``whose`` is the beginning of each sentence, ``names`` what the text may name."""

    def __init__(self, text: str, names: Names, whose: str) -> None:
        self.text, self.names, self._whose = text, names, whose
        self._tokens = tokens(text, whose)
        self._ends = {token.at + len(token.typed) for token in self._tokens}
        self._at = 0

    @property
    def next(self) -> Token:
        """The token that comes; at last the one of kind "end", again and again."""
        return self._tokens[self._at]

    @property
    def is_at_end(self) -> bool:
        """Whether nothing comes any more."""
        return self.next.kind == "end"

    def take(self) -> Token:
        """The next token, and go past it."""
        token = self.next
        self._at += token.kind != "end"
        return token

    def is_sign(self, *signs: str) -> bool:
        """Whether one of these signs comes."""
        return self.next.kind == "sign" and self.next.text in signs

    def take_name(self) -> str:
        """The longest name of a node that stands here without quotes, and go past it; "" and stay where none does."""
        if self.next.kind != "word":
            return ""
        name = self.names.begins(self.text, self.next.at, self._ends)
        end = self.next.at + len(name)
        while name and not self.is_at_end and self.next.at < end:
            self.take()
        return name

    def is_part(self) -> bool:
        """Whether a word comes that has "of" behind it, with or without a place in brackets, as W [2, 1] of Linear."""
        at = self._at + (self.next.kind == "word")
        if at == self._at:
            return False
        if self._tokens[at].text == "[":
            while self._tokens[at].kind != "end" and self._tokens[at].text != "]":
                at += 1
            at += self._tokens[at].kind != "end"
        return self._tokens[at].kind == "word" and self._tokens[at].text.casefold() == "of"

    def wrong(self, words: str, token: Token, is_unfinished: bool = False) -> ExpressionError:
        """The error that says this of a token."""
        return ExpressionError(f"{self._whose} {words}: {marked(self.text, token.at)}.", token.at, is_unfinished)

    def missing(self, wanted: str, token: Token) -> ExpressionError:
        """The error where a token is another than wanted, or the text ends too early."""
        is_end = token.kind == "end"
        but = "the text ends there" if is_end else f"is given {clipped(token.typed)}"
        return self.wrong(f"wants {wanted} here, but {but}", token, is_end)


def clipped(typed: str) -> str:
    """A piece of the text, short enough for a sentence."""
    shown = typed if len(typed) <= _LONGEST else typed[: _LONGEST - 1] + "…"
    return "".join(sign if sign.isprintable() else "□" for sign in shown)
