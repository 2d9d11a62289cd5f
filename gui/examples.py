"""Examples: the documents that come with Undertow, in the order of the menu."""
from __future__ import annotations

from pathlib import Path

from engine.resources import resource

_KEPT_LARGE = {"xor": "XOR"}


def examples() -> tuple[Path, ...]:
    """The example documents, in the order of the menu."""
    return tuple(sorted(resource("examples").glob("*.undertow")))


def example_title(path: Path) -> str:
    """``01-linear-regression.undertow`` as "Linear regression"."""
    words = example_name(path).replace("-", " ")
    return _KEPT_LARGE.get(words, words[:1].upper() + words[1:])


def example_name(path: Path) -> str:
    """``01-linear-regression.undertow`` as "linear-regression", which a copy of it is called."""
    return path.stem.lstrip("0123456789-")
