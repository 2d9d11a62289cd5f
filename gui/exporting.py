"""Exporting: a document as a script or a model that other programs run, for the command line and the File menu."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.export.names import ExportError, comment
from engine.session import Session

# What writes a form is imported when it is wanted: all of it together would hold up the first window.


def _torch(session: Session, path: Path) -> tuple[Path, ...]:
    from engine.export.files import write_script
    from engine.export.torch_script import torch_script

    return write_script(path, torch_script(session))


def _numpy(session: Session, path: Path) -> tuple[Path, ...]:
    from engine.export.files import write_script
    from engine.export.numpy_script import numpy_script

    return write_script(path, numpy_script(session))


def _onnx(session: Session, path: Path) -> tuple[Path, ...]:
    from engine.export.onnx_graph import onnx_graph
    from gui.onnx_file import write_onnx

    return write_onnx(path, onnx_graph(session), comment(path.stem))


# By the name on the command line: how the suffix must be, and what writes it.
FORMS: dict[str, tuple[str, Callable[[Session, Path], tuple[Path, ...]]]] = {
    "pytorch": (".py", _torch),
    "numpy": (".py", _numpy),
    "onnx": (".onnx", _onnx),
}


def export_to(form: str, session: Session, path: Path) -> str:
    """Write what ``form`` names to ``path``; gives a sentence. The session is one that nobody has moved yet.

    Raises ExportError and OSError; then nothing is written.
    """
    suffix, write = FORMS[form]
    if path.suffix != suffix:
        raise ExportError(f"An export to {form} goes into a file that ends in {suffix}, but {path.name} is given.")
    if not path.parent.is_dir():
        raise ExportError(f"{path} can't be written: there is no folder {path.parent}.")
    return f"Wrote {' and '.join(each.name for each in write(session, path))}."
