"""Poem: Lewis Carroll's Jabberwocky, shipped with the app, character by character."""
from __future__ import annotations

import dataclasses
from typing import ClassVar

from engine.resources import resource
from engine.tables.characters import Characters


@dataclasses.dataclass(frozen=True)
class Poem(Characters):
    """A text short enough to be learned by heart. Source: Through the Looking-Glass (1871), see resources/datasets."""

    title: ClassVar[str] = "Poem"
    words: ClassVar[str] = "Lewis Carroll's Jabberwocky, character by character: the last few say which comes next."
    place: ClassVar[int] = 84

    def letters(self) -> str:
        """The poem."""
        return resource("datasets/jabberwocky.txt").read_text(encoding="utf-8")
