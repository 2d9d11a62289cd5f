"""Knobs: the settings of a layer, optimizer or dataset, declared once as fields of a frozen dataclass."""
from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
_KNOWN: dict[type, tuple[Knob, ...]] = {}
_WANTED = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


class KnobError(ValueError):
    """A knob was given a value it can't take; the message is a sentence for the learner."""


@dataclasses.dataclass(frozen=True)
class Knob:
    """One setting: all that a settings page needs to draw it and a file reader needs to check it.

    ``read``, for a text that has to say something, raises KnobError where it does not; it is given the text, and the
    words that its sentence begins with.
    """

    name: str
    label: str
    type: Any
    default: Any
    low: float | None = None
    high: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()
    longest: int | None = None
    words: str = ""
    read: Callable[[str, str], object] | None = None
    only: tuple[str, tuple[Any, ...]] | None = None

    def matters(self, owner: Any) -> bool:
        """Whether it has an effect there: ``only`` names another knob, and the values of that one for which it has."""
        return self.only is None or getattr(owner, self.only[0]) in self.only[1]

    def check(self, owner: str, value: object) -> Any:
        """``value`` as this knob keeps it (an int given for a float becomes a float, a list a tuple).

        Raises KnobError with a sentence that names the owner, what is wanted and what was given.
        """
        if typing.get_origin(self.type) is tuple:
            return self._check_each(owner, value)
        return self._check_one(owner, self.type, value)

    def _check_each(self, owner: str, value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise KnobError(f"{owner}: {self.label} wants a list but is given {short(value)}.")
        if self.longest is not None and len(value) > self.longest:
            raise KnobError(f"{owner}: {self.label} wants at most {self.longest} of them but is given {len(value):,}.")
        item = typing.get_args(self.type)[0]
        return tuple(self._check_one(owner, item, each) for each in value)

    def _check_one(self, owner: str, kind: Any, value: object) -> Any:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            try:
                value = float(value)
            except OverflowError:
                value = math.inf
        if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
            raise KnobError(f"{owner}: {self.label} wants {_WANTED[kind]} but is given {short(value)}.")
        if self.choices and value not in self.choices:
            raise KnobError(f"{owner}: {self.label} is one of {', '.join(self.choices)}, not {short(value)}.")
        if kind in (int, float):
            self._check_limits(owner, typing.cast(float, value))
        if self.read is not None:
            self.read(typing.cast(str, value), f"{owner}: {self.label}")
        return value

    def _check_limits(self, owner: str, value: float) -> None:
        wants = []
        if self.low is not None and value < self.low:
            wants.append(f"at least {self.low:g}")
        if self.above is not None and value <= self.above:
            wants.append(f"more than {self.above:g}")
        if self.high is not None and value > self.high:
            wants.append(f"at most {self.high:g}")
        if wants:
            raise KnobError(f"{owner}: {self.label} wants {wants[0]} but is given {_plain(value)}.")


def _plain(value: float) -> str:
    try:
        return f"{value:g}"
    except OverflowError:
        return short(value)


def short(value: object) -> str:
    """A value as a sentence can hold it, in the words of a file."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def knob(
    default: Any,
    label: str,
    *,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    choices: tuple[str, ...] = (),
    longest: int | None = None,
    words: str = "",
    read: Callable[[str, str], object] | None = None,
    only: tuple[str, tuple[Any, ...]] | None = None,
    kw_only: bool = False,
) -> Any:
    """A dataclass field that is a knob: its default, its label, limits (``above`` excludes the limit) and a tooltip.

    ``longest`` is the most that a list may hold; for ``read``, see Knob. With ``only=("mode", ("a", "b"))`` the knob
    has an effect only where the knob ``mode`` is a or b. ``kw_only`` puts it after the others, also after those of
    the kinds below.
    """
    told = {"label": label, "low": low, "high": high, "above": above, "choices": choices, "longest": longest}
    metadata = told | {"words": words, "read": read, "only": only}
    return dataclasses.field(default=default, kw_only=kw_only, metadata=metadata)


def knobs(kind: type) -> tuple[Knob, ...]:
    """The knobs a kind declares, in the order of declaration; those for names alone, which a family shares, last."""
    if kind not in _KNOWN:
        types = typing.get_type_hints(kind)
        fields = sorted(dataclasses.fields(kind), key=lambda field: bool(field.kw_only))
        made = (Knob(f.name, type=types[f.name], default=f.default, **f.metadata) for f in fields if f.metadata)
        _KNOWN[kind] = tuple(made)
    return _KNOWN[kind]


def with_knobs(kind: type[T], values: Mapping[str, object], **others: Any) -> T:
    """An instance of ``kind`` with these knobs, every value checked, and with ``others`` that are no knobs.

    Raises KnobError with one sentence.
    """
    declared = {each.name: each for each in knobs(kind)}
    owner = getattr(kind, "title", kind.__name__)
    for name in values:
        if name not in declared:
            known = ", ".join(declared) or "none at all"
            raise KnobError(f"{owner} has no knob called {short(name)}; it has {known}.")
    return kind(**others, **{name: declared[name].check(owner, value) for name, value in values.items()})


def knob_values(instance: Any) -> dict[str, Any]:
    """The knobs of an instance by name, for showing and for saving."""
    return {each.name: getattr(instance, each.name) for each in knobs(type(instance))}
