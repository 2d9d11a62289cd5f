"""Exporting: ``undertow export``."""
from __future__ import annotations

import argparse
from pathlib import Path

from engine import files
from engine.session import Session
from gui.command_line.terms import Parser, carry_out
from gui.exporting import FORMS, export_to


def export(arguments: list[str]) -> int:
    """``undertow export``. Gives 0, or 2 for bad input."""
    parser = Parser(
        prog="undertow export",
        description="Write a document as a script or a model that runs without Undertow. A script begins where the"
        " document is, prints iteration,loss as undertow train --csv writes it, and has its data in an .npz file"
        " beside it. What is there under these names is overwritten.",
    )
    parser.add_argument("document", type=Path, metavar="DOCUMENT")
    parser.add_argument("--to", choices=FORMS, required=True, help="what to write")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="where: .py, or .onnx for a model")
    return carry_out(parser, _export, arguments)


def _export(asked: argparse.Namespace) -> int:
    opened = files.read(asked.document)
    print(export_to(asked.to, Session(opened.document, opened.trained), asked.output))
    return 0
