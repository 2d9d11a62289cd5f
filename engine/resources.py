"""Where the files that ship with the app are found, in a checkout and in an installed copy alike."""
from __future__ import annotations

import pathlib


def resource(path: str) -> pathlib.Path:
    """The file or folder ``path`` of ``resources``, which always lies beside ``engine``."""
    return pathlib.Path(__file__).parent.parent / "resources" / path
