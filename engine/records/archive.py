"""Archive: an NPZ file of named arrays with an index of what each of them is."""
from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from engine.whole_file import whole_file

_SPELLED = {"∂": "d", "\u0302": "_hat", "\u0304": "_bar"}
_LONGEST = 60


class Archive:
    """Arrays under keys of letters, digits, points and underscores, whatever the names they are made from.

    ``index.key`` lists the keys; the other arrays called index. say of each, in the same order, what it is, in the
    very words: names and symbols are as they were.
    """

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self._keys: set[str] = set()
        self._index: list[dict[str, object]] = []

    def put(self, names: tuple[str, ...], array: np.ndarray, /, **labels: object) -> None:
        """Write an array under a key made of these names; the labels go into the index."""
        key = self._free(".".join(_spelled(name) for name in names))
        self._write(key, array)
        self._index.append({"key": key, **labels})

    def put_alone(self, key: str, array: object) -> None:
        """Write an array that the index leaves out, under the very key."""
        self._write(self._free(key), np.asarray(array))

    def put_index(self) -> None:
        """Write the index, in the end."""
        for label in self._index[0] if self._index else ():
            self._write(f"index.{label}", np.array([row[label] for row in self._index]))

    def _free(self, wanted: str) -> str:
        key, number = wanted, 1
        while key in self._keys:
            number += 1
            key = f"{wanted}_{number}"
        self._keys.add(key)
        return key

    def _write(self, key: str, array: np.ndarray) -> None:
        with self._zip.open(f"{key}.npy", "w", force_zip64=True) as member:
            np.lib.format.write_array(member, array, allow_pickle=False)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """An archive that is there once all went well. Raises OSError."""
    with whole_file(path, "wb") as file, zipfile.ZipFile(file, "w") as zipped:
        archive = Archive(zipped)
        yield archive
        archive.put_index()


def _spelled(name: str) -> str:
    for sign, letters in _SPELLED.items():
        name = name.replace(sign, letters)
    spelled = re.sub(r"\W+", "_", name).strip("_")[:_LONGEST]
    # Empty where nothing of it can be spelled; and the index has its word to itself.
    return spelled if spelled not in ("", "index") else f"{spelled}_"
