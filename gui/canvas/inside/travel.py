"""Travel: the keyboard's way into a layer, into one of its neurons, to the next one, and out again."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from gui.canvas import metrics
from gui.canvas.inside.compose import groups_of
from gui.canvas.inside.layout import lay_out
from gui.canvas.metrics import CARD_RECT
from gui.canvas.style import style_of
from gui.editor import Editor

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

_AROUND, _SURELY = 0.06, 1.05


def why_not_open(editor: Editor, view: CanvasView) -> str:
    """Why there is nothing to open, as a sentence; "" where there is."""
    id = _selected(editor)
    if not id:
        return "No node is selected: click the one to look into."
    if not view.canvas.inside.can_open(id):
        name = editor.graph.node(id).name
        problem = editor.document.shapes.problems.get(id, "")
        return problem or f"{name} computes pictures; its card shows them whole, and their numbers closer by."
    if where(view) == (id, "neuron"):
        return "This is a single neuron already, its sum term by term."
    return ""


def why_not_leave(editor: Editor, view: CanvasView) -> str:
    """Why there is nothing to leave."""
    return "" if where(view)[1] else "No layer is open: zoom into one, or open the selected one."


def open_selected(editor: Editor, view: CanvasView) -> None:
    """Zoom until the selected layer fills the view; where it does already, until one of its neurons does."""
    id = _selected(editor)
    if where(view) == (id, "layer"):
        view.flight.to(_neuron_rect(view, id, view.canvas.inside.row))
        say_neuron(view, id)
    else:
        _to_layer(view, id)


def leave(editor: Editor, view: CanvasView) -> None:
    """From a neuron back to its layer, from a layer back to the network."""
    id, depth = where(view)
    if depth == "neuron":
        _to_layer(view, id)
    else:
        view.flight.clock.stop()
        view.fit()
        view.hover_words.emit("")


def why_not_turn(view: CanvasView, by: int) -> str:
    """Why there is no example so much further on in the batch, as a sentence; "" where there is."""
    examples, inside = view.canvas.inside.session.plan.examples, view.canvas.inside
    if 0 <= inside.example + by < examples:
        return ""
    return "There is a single example in the batch." if examples < 2 else "There are no more examples in the batch."


def turn(view: CanvasView, by: int) -> None:
    """Show another example inside all layers."""
    inside = view.canvas.inside
    inside.show_example(inside.example + by)
    view.canvas.update()
    view.hover_words.emit(f"Example {inside.example + 1:,} of {inside.session.plan.examples:,} of the batch")


def next_neuron(view: CanvasView, step: int) -> bool:
    """Inside a neuron, go to the one below or above; False where the view is elsewhere."""
    id, depth = where(view)
    if depth != "neuron":
        return False
    inside = view.canvas.inside
    inside.row = min(max(inside.row + step, 0), inside.of(id).own.count - 1)
    view.flight.to(_neuron_rect(view, id, inside.row))
    say_neuron(view, id)
    return True


def where(view: CanvasView) -> tuple[str, str]:
    """What the view is inside of: a node's id and "layer" or "neuron"; twice "" for neither."""
    scale = view.transform().m11()
    if style_of(view.look.theme).openness(scale) < 1:
        return "", ""
    middle, inside = view.visible_centre(), view.canvas.inside
    for id, item in view.canvas.nodes.items():
        if inside.can_open(id) and CARD_RECT.translated(item.pos()).contains(middle):
            beads = _beads(view, id)
            rows = [row for row, rect in enumerate(beads) if rect.translated(item.pos()).contains(middle)]
            if rows and metrics.sum_openness(scale, beads[0].height()) > 0.5:
                inside.row = rows[0]
                return id, "neuron"
            return id, "layer"
    return "", ""


def say_neuron(view: CanvasView, id: str) -> None:
    """What the view goes to, for the status line and a screen reader."""
    inside = view.canvas.inside
    view.hover_words.emit(inside.neuron_words(id, inside.row))


def _to_layer(view: CanvasView, id: str) -> None:
    card, size = CARD_RECT.translated(view.canvas.nodes[id].pos()), view.viewport().size()
    # Where the whole card would be too small to be open, a part around its middle fills the view.
    least = _SURELY * style_of(view.look.theme).opens_at
    share = min(1.0, size.width() / (least * card.width()), size.height() / (least * card.height()))
    aside, down = card.width() * (1 - share) / 2, card.height() * (1 - share) / 2
    view.flight.to(card.adjusted(aside, down, -aside, -down))
    view.hover_words.emit(view.canvas.inside.summary(id))


def _neuron_rect(view: CanvasView, id: str, row: int) -> QRectF:
    beads = _beads(view, id)
    rect = beads[min(row, len(beads) - 1)].translated(view.canvas.nodes[id].pos())
    around = _AROUND * rect.width()
    return rect.adjusted(-around, -around, around, around)


def _beads(view: CanvasView, id: str) -> tuple[QRectF, ...]:
    return lay_out(groups_of(view.canvas.inside.of(id)))[-1].beads


def _selected(editor: Editor) -> str:
    return next((node.id for node in editor.graph.nodes if node.id in editor.selection), "")
