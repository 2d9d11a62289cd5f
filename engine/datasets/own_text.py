"""Own text: a text of the learner's own, kept whole inside the document, read character by character."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from engine.knobs import KnobError, with_knobs
from engine.tables.characters import LONGEST_CONTEXT, Characters

MOST_CHARACTERS = 1_000_000
# As many as Embedding has places for.
MOST_DIFFERENT = 1_000


@dataclasses.dataclass(frozen=True)
class OwnText(Characters):
    """The text of a file, and the file's name. Raises KnobError when made wrongly."""

    title: ClassVar[str] = "Own text"
    words: ClassVar[str] = "A text of your own, kept in the document: the last few characters say which comes next."
    place: ClassVar[int] = 91
    from_file: ClassVar[bool] = True

    text: str = dataclasses.field(kw_only=True, repr=False)
    source: str = dataclasses.field(default="", kw_only=True)

    def __post_init__(self) -> None:
        count, different = len(self.text), len(set(self.text))
        if not LONGEST_CONTEXT < count <= MOST_CHARACTERS:
            raise KnobError(
                f"{self.title} wants {LONGEST_CONTEXT + 1} to {MOST_CHARACTERS:,} characters but is given {count:,};"
                f" choose a {'longer' if count <= LONGEST_CONTEXT else 'shorter'} text."
            )
        if different > MOST_DIFFERENT:
            raise KnobError(
                f"{self.title} wants at most {MOST_DIFFERENT:,} different characters but is given {different:,}; choose"
                " a text in another script."
            )
        try:
            (self.text + self.source).encode()
        except UnicodeEncodeError:
            raise KnobError(f"{self.title} wants readable characters but is given halves of some.") from None

    def letters(self) -> str:
        """The text as it was read."""
        return self.text

    def to_json(self) -> dict[str, Any]:
        """The knobs, the text, and the file's name."""
        return {**super().to_json(), "text": self.text, "source": self.source}

    @classmethod
    def from_json(cls, values: object) -> Self:
        """The dataset that ``to_json`` wrote. Raises KnobError with one sentence."""
        if not isinstance(values, Mapping):
            raise KnobError(f"{cls.title} wants its settings by name but is given {type(values).__name__}.")
        told = {"source": "", **values}
        if "text" not in told:
            raise KnobError(f"{cls.title} wants text, which is missing.")
        texts = {name: told.pop(name) for name in ("text", "source")}
        for name, value in texts.items():
            if not isinstance(value, str):
                raise KnobError(f"{cls.title}: {name} wants a text but is given {type(value).__name__}.")
        return with_knobs(cls, told, **texts)
