"""Opening: ``undertow DOCUMENT``, and the usage."""
from __future__ import annotations

from pathlib import Path

from gui.command_line.terms import Parser

_EPILOG = "Without a window: undertow train DOCUMENT, check DOCUMENT or export DOCUMENT; each explains --help."


def document_to_open(arguments: list[str]) -> Path | None:
    """What the window should open. Prints the usage or a sentence, and raises SystemExit, where asked."""
    parser = Parser(prog="undertow", description="Build a network and watch it learn, in a window.", epilog=_EPILOG)
    parser.add_argument("document", type=Path, nargs="?", metavar="DOCUMENT", help="the document to open")
    named: Path | None = parser.parse_args(arguments).document
    return named
