"""Characters: what the kinds of data have in common that are a text, read character by character."""
from __future__ import annotations

import dataclasses
import unicodedata

import numpy as np

from engine.dataset import Dataset, read_only
from engine.knobs import knob
from engine.tables.table import Table

LONGEST_CONTEXT = 16
_MARKS = {" ": "␣", "\n": "↵", "\t": "⇥"}


@dataclasses.dataclass(frozen=True)
class Characters(Dataset):
    """Each place of a text is an example: the characters before it are the inputs, the one there is the target.

    All are class numbers: the place of the character among those of the whole text, sorted. Embedding takes them.
    """

    context: int = knob(
        3, "Context", low=1, high=LONGEST_CONTEXT, words="How many characters the network sees before the next one."
    )
    most: int = knob(
        2_000, "Examples", low=1, high=20_000, words="As many as the text has, from its start, but at most these."
    )

    def letters(self) -> str:
        """The text, longer than ``LONGEST_CONTEXT``."""
        raise NotImplementedError

    def make(self, rng: np.random.Generator) -> Table:
        """Columns "3 before", "2 before", "1 before" and so on, then next; nothing about them is random."""
        text = self.letters()
        known = sorted(set(text))
        examples = min(self.most, len(text) - self.context)
        part = text[: examples + self.context]
        numbers = np.searchsorted(_codes("".join(known)), _codes(part))
        names = (*(f"{place} before" for place in range(self.context, 0, -1)), "next")
        columns = np.lib.stride_tricks.sliding_window_view(numbers, examples)
        classes = tuple(character_name(each) for each in known)
        return Table(names, read_only(columns), names[:-1], names[-1:], dict.fromkeys(names, classes))


def character_name(character: str) -> str:
    """How a character is shown alone: blanks by a mark, what can't be seen by its number."""
    is_seen = character.isprintable() and not unicodedata.combining(character)
    return _MARKS.get(character) or (character if is_seen else f"U+{ord(character):04X}")


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)
