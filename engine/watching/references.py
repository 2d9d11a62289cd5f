"""References: how a text says which numbers of a network it means: W of Linear [2, 1], ∂L/∂W₁, Tanh, loss."""
from __future__ import annotations

import difflib

from engine.expression.tokens import Token
from engine.watching.cursor import Cursor, clipped
from engine.watching.names import Known
from engine.watching.tree import COUNTS, Count, Index, Numbers

_COUNTS = {"l": "loss", **{name: name for name in COUNTS}}
_MOST_OFFERED = 3


def reference(cursor: Cursor, is_gradient: bool = False) -> Count | Numbers:
    """What is named next; with ``is_gradient``, it stands behind ∂L/∂. Raises ExpressionError."""
    token = cursor.next
    if cursor.is_part():
        return _part(cursor, is_gradient)
    name = cursor.take_name()
    if token.kind == "word" and not name:
        if token.text.casefold() in _COUNTS and not is_gradient:
            return Count(_COUNTS[cursor.take().text.casefold()])
        return _parameter(cursor, is_gradient)
    known = _only_one(cursor, name, token) if name else _known(cursor)
    return _numbers(cursor, known, "gradient" if is_gradient else "value", _index(cursor), token)


def _part(cursor: Cursor, is_gradient: bool) -> Numbers:
    """A symbol, "of" and a node; the place may stand before or after that."""
    symbol = cursor.take()
    index = _index(cursor)
    cursor.take()
    known = _known(cursor)
    part = known.part(symbol.text, is_gradient)
    if not part:
        has = ", ".join(dict.fromkeys([*known.parameters, known.letter]))
        raise cursor.wrong(f"knows no {clipped(symbol.typed)} of {clipped(known.name)}, which has {has}", symbol)
    return _numbers(cursor, known, part, index or _index(cursor), symbol)


def _parameter(cursor: Cursor, is_gradient: bool) -> Numbers:
    """A parameter without its node: W where only one has a W, or W₁ for that of the first."""
    token = cursor.take()
    name, owners = cursor.names.with_parameter(token.text)
    if len(owners) == 1:
        return _numbers(cursor, owners[0], "∂" * is_gradient + name, _index(cursor), token)
    if owners:
        phrases = [f"{name} of {cursor.names.phrase(each.id)}" for each in owners[:_MOST_OFFERED]]
        raise cursor.wrong(f"finds {name} in several layers; say {' or '.join(phrases)}", token, cursor.is_at_end)
    known = [*COUNTS, *(each.name for each in cursor.names.by_id.values())]
    close = difflib.get_close_matches(token.text, known, 1)
    known_words = "it knows loss, iteration, epoch, what the layers have, and dL/d of that"
    advice = f"did you mean {close[0]}?" if close else known_words
    is_begun = cursor.is_at_end and any(each.casefold().startswith(token.text.casefold()) for each in known)
    raise cursor.wrong(f"knows no {clipped(token.typed)}; {advice}", token, is_begun)


def _known(cursor: Cursor) -> Known:
    """The node that is named next, with or without quotes, or by its id behind #."""
    token = cursor.next
    if cursor.is_sign("#"):
        cursor.take()
        if cursor.next.kind not in ("word", "quoted"):
            raise cursor.missing("an id after #", cursor.next)
        id = cursor.take().text
        return cursor.names.by_id.get(id) or Known(id, f"#{id}", is_there=False)
    name = cursor.take_name()
    if not name and token.kind not in ("quoted", "word"):
        raise cursor.missing("the name of a layer", token)
    return _only_one(cursor, name or cursor.take().text, token)


def _only_one(cursor: Cursor, name: str, token: Token) -> Known:
    called = cursor.names.called(name)
    if len(called) == 1:
        return called[0]
    if called:
        ids = " or ".join(cursor.names.phrase(each.id) for each in called[:_MOST_OFFERED])
        raise cursor.wrong(f"finds several layers called {clipped(name)}; rename one, or say {ids}", token)
    known = [each.name for each in cursor.names.by_id.values()]
    close = difflib.get_close_matches(name, known, 1) or known[:1]
    advice = f"; did you mean {clipped(close[0])}?" if close else ""
    raise cursor.wrong(f"knows no layer called {clipped(name)}{advice}", token, cursor.is_at_end)


def _index(cursor: Cursor) -> Index:
    """A place such as [2, 1] or [:, 3], counted from 1 there and from 0 in what is given; () where none stands."""
    found: list[int | None] = []
    while cursor.is_sign("," if found else "["):
        cursor.take()
        token = cursor.take()
        is_place = token.kind == "number" and token.text.isdigit() and len(token.text) < 10 and int(token.text) > 0
        if not is_place and token.text != ":":
            raise cursor.missing("a whole number from 1 on, or : for all of them,", token)
        found.append(int(token.text) - 1 if is_place else None)
    if found:
        if not cursor.is_sign("]"):
            raise cursor.missing("a ] that ends what began with [", cursor.next)
        cursor.take()
    while found and found[-1] is None:
        found.pop()
    return tuple(found)


def _numbers(cursor: Cursor, known: Known, part: str, index: Index, at: Token) -> Numbers:
    """The numbers asked for, if there are such; of a node that is not known, nobody can tell."""
    if known.is_there:
        symbol = f"{known.symbol(part)} of {clipped(known.name)}"
        if part not in known.shapes:
            raise cursor.wrong(f"finds no {symbol}, since none is computed", at)
        shape = known.shapes[part]
        if len(index) > len(shape) or any(
            place is not None and place >= size for place, size in zip(index, shape, strict=False)
        ):
            sizes = "×".join(map(str, shape)) or "a single number"
            place = ", ".join(":" if each is None else f"{each + 1}" for each in index)
            raise cursor.wrong(f"finds no place [{place}] in {symbol}, which is {sizes}", at)
    return Numbers(known.id, part, index)
