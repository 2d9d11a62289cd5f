"""Records: what a run computed, written down for others to read: as CSV or, exactly and compactly, as NPZ."""
from __future__ import annotations

from pathlib import Path

ENDINGS = (".csv", ".npz")


def is_archive(path: Path) -> bool:
    """Whether a record goes there as NPZ; its ending says so, and anything else is CSV."""
    return path.suffix.lower() == ".npz"
