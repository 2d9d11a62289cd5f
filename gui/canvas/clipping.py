"""Clipping: part of a network as text for the clipboard, and back, in the words of the document files."""
from __future__ import annotations

import json
from collections.abc import Iterable

from engine.files import FileError, graph_from_json, graph_to_json
from engine.graph import Graph, GraphError
from engine.knobs import KnobError
from gui.canvas.edits import piece

FORMAT = "undertow-piece"
MOST_LETTERS = 20_000_000
_FOREIGN = "The clipboard holds no layers: copy some on the canvas first, then paste."


def to_text(graph: Graph, ids: Iterable[str]) -> str:
    """These nodes and the edges among them as JSON."""
    return json.dumps({"format": FORMAT, "network": graph_to_json(piece(graph, ids))}, ensure_ascii=False)


def why_not(text: str) -> str:
    """Why a text can't be pasted, as far as its first letters tell; "" where it may be."""
    return "" if text.startswith('{"format": "' + FORMAT) else _FOREIGN


def from_text(text: str) -> Graph:
    """The graph in a text made by ``to_text``. Raises GraphError with one sentence for anything else."""
    if len(text) > MOST_LETTERS:
        raise GraphError("The clipboard holds too much text to be layers; copy some on the canvas first, then paste.")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GraphError(_FOREIGN) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise GraphError(_FOREIGN)
    try:
        return graph_from_json(told.get("network"))
    except (FileError, GraphError, KnobError) as error:
        raise GraphError(f"The copied layers can't be pasted: {error}") from error
