"""Names: what the numbers of a network are called in a quantity or condition: layers, and the parts of each."""
from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from engine.watching.tree import Index, Numbers

if TYPE_CHECKING:
    from engine.present import Present

KEYWORDS = frozenset(("loss", "l", "iteration", "epoch", "norm", "abs", "and", "or", "of", "value", "gradient"))
_JOINTS = frozenset(("and", "or", "of"))
# Words with spaces or hyphens between them: any other name needs quotes.
_PLAIN = re.compile(r"[^\W\d]\w*(?:[ -]\w+)*")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_COUNTED = re.compile(r"(.*?)_?([1-9][0-9]{0,3})")

Shape = tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Known:
    """A node: its ``letter`` for what it gives, and the shape of each of its parts, by the names that trees use.

    Of one that is not there, only known by its id, any symbol may be a part.
    """

    id: str
    name: str
    letter: str = "y"
    shapes: Mapping[str, Shape] = dataclasses.field(default_factory=dict)
    is_there: bool = True

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(part for part in self.shapes if part not in ("value", "gradient") and not part.startswith("∂"))

    def part(self, symbol: str, is_gradient: bool) -> str:
        """The part that a symbol such as W or z, or ∂L/∂ of it, stands for; "" if none."""
        if not is_gradient and symbol in ("value", "gradient"):
            return symbol
        if symbol in self.parameters or not self.is_there:
            return "∂" * is_gradient + symbol
        return ("gradient" if is_gradient else "value") if symbol == self.letter else ""

    def symbol(self, part: str) -> str:
        """How a part is written: W, ∂L/∂W, z, ∂L/∂z."""
        if part in ("value", "gradient"):
            return self.letter if part == "value" else f"∂L/∂{self.letter}"
        return f"∂L/∂{part[1:]}" if part.startswith("∂") else part


class Names:
    """The nodes of a network by what they are called. Without any, only ids are understood, written #id."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self.by_id = {each.id: each for each in known}
        self._exact: dict[str, list[Known]] = {}
        self._alike: dict[str, list[Known]] = {}
        for each in self.by_id.values():
            self._exact.setdefault(each.name, []).append(each)
            self._alike.setdefault(each.name.casefold(), []).append(each)
        self._longest = max((len(each.name) for each in self.by_id.values()), default=0)

    @classmethod
    def of(cls, session: Present) -> Names:
        """What there is in a session."""
        return cls(_known(session, id) for id in session.document.graph.by_id)

    def called(self, name: str) -> list[Known]:
        """All nodes with this very name, or else, if it is a word, with one that differs only in capitals."""
        return self._exact.get(name) or (self._alike.get(name.casefold(), []) if len(name) > 1 else [])

    def begins(self, text: str, at: int, ends: Collection[int]) -> str:
        """The longest name without quotes that stands in ``text`` from ``at`` to one of ``ends``; "" if none does."""
        spans = (text[at:end] for end in sorted(ends, reverse=True) if at < end <= at + self._longest)
        return next((name for name in spans if _is_plain(name) and self.called(name)), "")

    def count(self, numbers: Numbers) -> int:
        """How many numbers these are; 0 where that is not known."""
        known = self.by_id.get(numbers.node)
        shape = known.shapes.get(numbers.part) if known else None
        return 0 if shape is None else math.prod(shape_left(shape, numbers.index))

    def with_parameter(self, word: str) -> tuple[str, list[Known]]:
        """The parameter that a word such as W, W₁ or W1 means, and the nodes: W₁ is that of the first node with a W."""
        owners = [each for each in self.by_id.values() if word in each.parameters]
        counted = _COUNTED.fullmatch(word.translate(_LOWERED))
        if owners or counted is None:
            return word, owners
        name, place = counted[1], int(counted[2])
        return name, [each for each in self.by_id.values() if name in each.parameters][place - 1 : place]

    def phrase(self, id: str) -> str:
        """How a node is written so that it is understood again: by its name, in quotes if need be, or by its id."""
        known = self.by_id.get(id)
        if known is None or len(self.called(known.name)) > 1:
            return "#" + (id if re.fullmatch(r"[A-Za-z]\w*", id, re.ASCII) else quoted(id))
        return known.name if _is_plain(known.name) else quoted(known.name)

    def shorthand(self, id: str, part: str) -> str:
        """A parameter without its node: W where only one has a W, else W₁ for that of the first; "" for other parts."""
        symbol = part.removeprefix("∂")
        owners = [each.id for each in self.by_id.values() if symbol in each.parameters]
        if id not in owners:
            return ""
        short = symbol + (str(owners.index(id) + 1).translate(_SUBSCRIPTS) if len(owners) > 1 else "")
        is_free = not self.called(short) and self.with_parameter(short)[1] == [self.by_id[id]]
        return ("∂L/∂" if part != symbol else "") + short if is_free and short.casefold() not in KEYWORDS else ""

    def phrases(self) -> list[str]:
        """All that can be named, as it is written: for a list to choose from."""
        found = ["loss", "iteration", "epoch"]
        for each in self.by_id.values():
            found += [f"{each.symbol(part)} of {self.phrase(each.id)}" for part in each.shapes]
        return found


def shape_left(shape: Shape, index: Index) -> Shape:
    """The shape of what a place leaves of an array."""
    return (*(n for n, at in zip(shape, index, strict=False) if at is None), *shape[len(index) :])


def quoted(name: str) -> str:
    """A name in quotes, those in it doubled."""
    return '"' + name.replace('"', '""') + '"'


def _is_plain(name: str) -> bool:
    words = re.split(r"[ -]", name.casefold())
    return bool(_PLAIN.fullmatch(name)) and name.casefold() not in KEYWORDS and not _JOINTS.intersection(words)


def _known(session: Present, id: str) -> Known:
    node = session.document.graph.by_id[id]
    shapes: dict[str, Shape] = {}
    for part, array in (("value", session.values_of(id)), ("gradient", session.gradient_of(id))):
        if array is not None:
            shapes[part] = array.shape
    for name, parameter in session.parameters_of(id).items():
        shapes[name] = shapes[f"∂{name}"] = parameter.value.shape
    letter = node.layer.formula.split(" = ")[0] if " = " in node.layer.formula else "y"
    return Known(id, node.name, letter, shapes)
