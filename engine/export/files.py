"""Files: a script and the .npz beside it, put in place together."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.export.names import ExportError
from engine.export.script import Script
from engine.whole_file import whole_file


def write_script(path: Path, script: Script) -> tuple[Path, ...]:
    """Write the script to ``path`` and its arrays beside it, both whole or neither; gives both paths.

    Raises OSError, and ExportError where an .npz is in the way that belongs to no script.
    """
    beside = path.with_suffix(".npz")
    if beside.exists() and not path.exists():
        raise ExportError(
            f"{beside.name} is there already, without a {path.name}, and would be overwritten. Choose another name."
        )
    with whole_file(path, encoding="utf-8", newline="\n") as text, whole_file(beside, "wb") as arrays:
        text.write(script.text)
        np.savez(arrays, allow_pickle=False, **script.arrays)
    return path, beside
