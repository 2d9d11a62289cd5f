"""Parameters of the present moment of a run, as CSV or NPZ."""
from __future__ import annotations

from pathlib import Path

from engine.records import is_archive
from engine.records.archive import open_archive
from engine.records.sheet import open_sheet
from engine.session import Session


def write_parameters(path: Path, session: Session) -> None:
    """Every parameter by node and name, and what layers remember. Raises OSError.

    An archive holds each under id.name (``linear1.W``) and the updates made under ``iteration``.
    """
    found = [
        (node, name, held.value)
        for node in session.document.graph.nodes
        for name, held in session.parameters_of(node.id).items()
    ]
    if is_archive(path):
        with open_archive(path) as archive:
            archive.put_alone("iteration", session.moment.iteration)
            for node, name, value in found:
                archive.put((node.id, name), value, id=node.id, node=node.name, parameter=name)
        return
    with open_sheet(path, ("id", "node", "parameter")) as sheet:
        for node, name, value in found:
            sheet.put((node.id, node.name, name), value)
