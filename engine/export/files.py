"""Files: a script and the .npz beside it, put in place together."""
from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.export.names import ExportError
from engine.export.script import Script


def write_script(path: Path, script: Script) -> tuple[Path, ...]:
    """Write the script to ``path`` and its arrays beside it; gives both paths.

    Raises OSError, and ExportError where an .npz is in the way that belongs to no script.
    """
    beside = path.with_suffix(".npz")
    if beside.exists() and not path.exists():
        raise ExportError(
            f"{beside.name} is there already, without a {path.name}, and would be overwritten. Choose another name."
        )
    arrays = io.BytesIO()
    np.savez(arrays, allow_pickle=False, **script.arrays)
    put({beside: arrays.getvalue(), path: script.text.encode("utf-8")})
    return path, beside


def put(contents: Mapping[Path, bytes]) -> None:
    """Write files, each at once or not at all, and none before all are written out. Raises OSError."""
    made: list[tuple[str, Path]] = []
    try:
        for path, content in contents.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
            made.append((name, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o644)
        for name, path in made:
            os.replace(name, path)
    except BaseException:
        for name, _ in made:
            Path(name).unlink(missing_ok=True)
        raise
