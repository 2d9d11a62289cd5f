"""Walking: the keyboard goes from node to node along the edges, and nudges."""
from __future__ import annotations

from typing import TYPE_CHECKING

from engine.graph import Node
from gui.canvas import edits

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_NUDGE = 4.0


def walk(view: CanvasView, step: tuple[int, int]) -> None:
    """Left and right along the edges, up and down to the nearest node; from nowhere to the first."""
    graph, selected = view.editor.graph, sorted(view.editor.selection)
    if not graph.nodes:
        return
    if not selected:
        view.editor.select([graph.order[0]])
        return
    here = graph.by_id[selected[0]]
    across = step[0]
    linked = [edge.target for edge in graph.consumers[here.id]] if across > 0 else graph.sources(here.id)
    candidates = [graph.by_id[id] for id in linked] if across else []
    candidates = candidates or [node for node in graph.nodes if _lies(here, node, step)]
    if candidates:
        nearest = min(candidates, key=lambda node: abs(node.at[0] - here.at[0]) + abs(node.at[1] - here.at[1]))
        view.editor.select([nearest.id])
        view.reveal([nearest.id])


def nudge(view: CanvasView, step: tuple[int, int]) -> None:
    """A little way, the whole run of it one undo step."""
    ids = sorted(view.editor.selection)
    if ids:
        after = edits.nudge(view.editor.document, ids, (step[0] * _NUDGE, step[1] * _NUDGE))
        view.editor.edit(after, f"Nudge {edits.counted(view.editor.graph, ids)}", "nudge " + " ".join(ids))


def _lies(here: Node, node: Node, step: tuple[int, int]) -> bool:
    """Whether a node lies on the side that the step goes to."""
    axis = 0 if step[0] else 1
    return (node.at[axis] - here.at[axis]) * step[axis] > 0
