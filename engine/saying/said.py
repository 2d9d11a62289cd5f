"""Said and Template: a sentence with named places, and what fills them, kept apart so that it can be translated."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from string import Formatter
from typing import Union

from engine.decimals import short

# What fills a place: a number is written short, a count with commas, a phrase told in turn.
Filling = Union[float, int, str, "Said"]
Translation = Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Template:
    """An English sentence or phrase with {places}. The English is what a translation knows it by."""

    text: str

    @property
    def places(self) -> frozenset[str]:
        """The names of its places."""
        return _places(self.text)

    def __call__(self, **values: Filling) -> Said:
        """The sentence with these values in its places. Raises ValueError where they are not the very places."""
        if self.places != values.keys():
            raise ValueError(f"The template wants {sorted(self.places)} but is given {sorted(values)}: {self.text!r}")
        return Said(self, values)

    def translated(self, translation: Translation) -> str:
        """Its text in another language, or in English where there is none. Raises ValueError for other places."""
        text = translation.get(self.text, self.text)
        if _places(text) != self.places:
            raise ValueError(f"A translation wants the places {sorted(self.places)} but is given {text!r}.")
        return text


@dataclasses.dataclass(frozen=True, eq=False)
class Said:
    """A template and what fills its places. ``str`` tells it in English."""

    template: Template
    values: Mapping[str, Filling]

    def __str__(self) -> str:
        return self.told({})

    def told(self, translation: Translation) -> str:
        """The sentence in the language of a translation: templates by their English."""
        text = self.template.translated(translation)
        return text.format(**{name: _told(value, translation) for name, value in self.values.items()})


def _told(value: Filling, translation: Translation) -> str:
    if isinstance(value, Said):
        return value.told(translation)
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else short(value)


def _places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
