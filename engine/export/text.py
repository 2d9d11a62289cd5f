"""Text: lines of a script as pieces in which numbers are still numbers, so that what depends on N can be told apart."""
from __future__ import annotations

import math
from collections.abc import Sequence

from engine.export.names import ExportError

Piece = str | int | float
Line = list[Piece]


def together(lines: Sequence[Line], others: Sequence[Line], sizes: tuple[int, int]) -> list[str]:
    """The same lines, written once for batches of ``sizes[0]`` and once for ``sizes[1]`` examples, for any N.

    Where the two differ in a number, it is written as what depends on N. Raises ExportError where they differ in
    anything else.
    """
    if [len(line) for line in lines] != [len(line) for line in others]:
        raise ExportError("The equations of this network differ with the size of a batch, so no script fits them all.")
    pairs = zip(lines, others, strict=True)
    return ["".join(_piece(a, b, sizes) for a, b in zip(line, other, strict=True)) for line, other in pairs]


def joined(parts: Sequence[Line], between: str) -> Line:
    """The parts as one line, with ``between`` between them."""
    whole: Line = []
    for number, part in enumerate(parts):
        whole += [between, *part] if number else part
    return whole


def tuple_of(sizes: Sequence[int]) -> Line:
    """A shape as Python writes it; a single size stands alone."""
    if len(sizes) == 1:
        return [sizes[0]]
    return ["(", *joined([[size] for size in sizes], ", "), ")"]


def _piece(a: Piece, b: Piece, sizes: tuple[int, int]) -> str:
    if a == b:
        return a if isinstance(a, str) else repr(a)
    if isinstance(a, int) and isinstance(b, int):
        return _whole(a, b, sizes)
    if isinstance(a, float) and isinstance(b, float):
        return _fraction(a, b, sizes)
    raise ExportError("The equations of this network differ with the size of a batch, so no script fits them all.")


def _whole(a: int, b: int, sizes: tuple[int, int]) -> str:
    each, rest = divmod(b - a, sizes[1] - sizes[0])
    start = a - each * sizes[0]
    if rest:
        raise ExportError(f"A size of {a} for {sizes[0]} examples and {b} for {sizes[1]} follows no simple rule.")
    times = "N" if each == 1 else f"{each} * N"
    return times if not start else f"{times} {'+' if start > 0 else '-'} {abs(start)}"


def _fraction(a: float, b: float, sizes: tuple[int, int]) -> str:
    """c / n, or c n / (n − 1) as a variance has it, with n = k N."""
    for over in (1.0, -1.0, 2.0, -2.0):
        each = round(over / a / sizes[0]) if a else 0
        if each > 0 and (over / (each * sizes[0]), over / (each * sizes[1])) == (a, b):
            return f"{over:g} / " + ("N" if each == 1 else f"({each} * N)")
    each = round((a / sizes[0] - b / sizes[1]) / (a - b)) or 1
    n, m = (each * size for size in sizes)
    share = float(f"{a * (n - 1) / n:.12g}")
    if math.isclose(share * n / (n - 1), a, rel_tol=1e-14) and math.isclose(share * m / (m - 1), b, rel_tol=1e-14):
        count = "N" if each == 1 else f"({each} * N)"
        return f"{share!r} * {count} / max({count} - 1, 1)"
    raise ExportError(f"A number of {a:g} for {sizes[0]} examples and {b:g} for {sizes[1]} follows no simple rule.")
