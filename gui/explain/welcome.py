"""Welcome: what the Explain page says before the first step. No Qt in here."""

from __future__ import annotations

from engine.document import Document
from engine.present import Present
from engine.session import Session

_STEPS = (
    "Press Space, or Step below the network: values flow forward, one layer at a time, until the loss says how wrong"
    " the network is. Then gradients flow back and tell each parameter which way to move.\n\n"
    "One iteration has five phases:\n"
    "Batch: the next examples come in.\n"
    "Forward: each layer computes its value.\n"
    "Loss: one number for how wrong that was.\n"
    "Backward: each layer computes its gradients.\n"
    "Update: the optimizer moves the parameters.\n\n"
    "This page explains each step as it happens. Shift+Space takes it back."
)

_STEPS_OF_A_DERIVATIVE = (
    "Press Space, or Step below the network: values flow forward to {0}, one layer at a time and no further. Then the"
    " gradients of {0} flow back to what was asked for; what does not lie between is left out.\n\n"
    "The run waits where it is: Escape, or Close above the network, shows it again."
)


def welcome(session: Present, document: Document) -> tuple[str, str, str]:
    """Title, what the network is, and what to do."""
    nodes = len(document.graph.nodes)
    if not nodes:
        return (
            "An empty canvas",
            "",
            "Drag a layer from the left onto the canvas, or double-click there to search for one.",
        )
    if session.why_not_step:
        return "Nothing to step through yet", "", session.why_not_step
    if not isinstance(session, Session):
        place, steps = f"∂{session.symbol} · {session.pass_words}", _STEPS_OF_A_DERIVATIVE.format(session.symbol)
        return "Ready for the first step", place, steps
    notes = f"{document.notes}\n\n" if document.notes else ""
    missing = f"{session.plan.why_no_loss}\n\n" if session.plan.loss is None else ""
    return "Ready for the first step", counted(session, document), missing + notes + _STEPS


def counted(session: Present, document: Document) -> str:
    """How large the network is."""
    nodes, parameters = len(document.graph.nodes), session.weights.parameters.size
    return f"{nodes} layer{'s' * (nodes != 1)} · {parameters:,} parameter{'s' * (parameters != 1)}"
