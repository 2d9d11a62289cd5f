"""Trace file: a step trace as CSV, one row for each number, or as NPZ, one array for each term of an equation."""
from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np

from engine.equation import Equation
from engine.graph import Graph
from engine.records import is_archive
from engine.records.archive import Archive, open_archive
from engine.records.sheet import open_sheet
from engine.records.trace import Ran, Trace, numbers_of, stretches
from engine.run import Run

# As many rows as a spreadsheet shows, and as many numbers as fill 400 MB.
MOST_ROWS, MOST_NUMBERS = 1_000_000, 50_000_000
_COLUMNS = ("iteration", "equation", "phase", "id", "node", "symbols", "sentence", "role", "array")


def why_too_long(run: Run, path: Path, first: int, last: int) -> str:
    """A sentence if the trace of these iterations would have more numbers than such a file takes, else ""."""
    most, numbers, fit = MOST_NUMBERS if is_archive(path) else MOST_ROWS, 0, 0
    for each in stretches(run, first, last):
        if numbers + each.numbers > most:
            fit += (most - numbers) // numbers_of(each.equations)
            return _too_long(path, last - first + 1, fit, most)
        numbers, fit = numbers + each.numbers, fit + each.last - each.first + 1
    return ""


def _too_long(path: Path, count: int, fit: int, most: int) -> str:
    takes = "An .npz file takes" if is_archive(path) else "A .csv file takes, like a spreadsheet,"
    helps = f"trace the first {fit:,} of them" if fit else "make the batches smaller"
    other = "" if is_archive(path) else f", or take an .npz file, which holds {MOST_NUMBERS:,}"
    which = f"{count:,} iterations" if count != 1 else "one iteration"
    return f"A trace of {which} has too many numbers. {takes} up to {most:,}: {helps}{other}."


def write_trace(path: Path, trace: Trace, graph: Graph) -> Generator[int]:
    """Write it, and give after each equation how many numbers were written. Closed early, it leaves no file.

    An archive stacks the iterations: ``pass1.e03.given.x`` is the x that equation 3 was given, its first axis the
    iterations that ``pass1.iterations`` counts. Iterations with other equations, as those of a short last batch, are
    another pass. Where the run met trouble, the equations after it are an iteration shorter. Raises OSError.
    """
    return (_write_archive if is_archive(path) else _write_sheet)(path, trace, graph)


def _write_sheet(path: Path, trace: Trace, graph: Graph) -> Generator[int]:
    written = 0
    with open_sheet(path, _COLUMNS) as sheet:
        for ran in trace.steps():
            labels = (ran.iteration, *_labels(ran.number, ran.equation, graph).values())
            for role, symbol, array in ran.terms:
                sheet.put((*labels, role, symbol), array)
                written += array.size
            yield written


def _write_archive(path: Path, trace: Trace, graph: Graph) -> Generator[int]:
    stacks, written = _Stacks(trace, graph), 0
    with open_archive(path) as archive:
        for ran in trace.steps():
            stacks.put(ran)
            written += sum(array.size for _, _, array in ran.terms)
            yield written
        stacks.write(archive)


class _Stacks:
    """Every array of every equation, over the iterations."""

    def __init__(self, trace: Trace, graph: Graph) -> None:
        self._graph = graph
        self._room: dict[int, int] = {}
        for each in trace.stretches:
            self._room[each.pass_number] = self._room.get(each.pass_number, 0) + each.last - each.first + 1
        self._iterations: dict[int, list[int]] = {number: [] for number in self._room}
        self._stacks: dict[tuple[int, int, int], tuple[np.ndarray, Ran]] = {}
        self._filled: dict[tuple[int, int, int], int] = {}

    def put(self, ran: Ran) -> None:
        """Copy what the equation was given and what it gave."""
        iterations = self._iterations[ran.pass_number]
        if ran.number == 1:
            iterations.append(ran.iteration)
        for place, (_, _, array) in enumerate(ran.terms):
            key = ran.pass_number, ran.number, place
            if key not in self._stacks:
                self._stacks[key] = np.empty((self._room[ran.pass_number], *array.shape)), ran
            self._stacks[key][0][len(iterations) - 1] = array
            self._filled[key] = len(iterations)

    def write(self, archive: Archive) -> None:
        """Put all of them in, as far as they are filled."""
        for number, iterations in self._iterations.items():
            archive.put_alone(f"pass{number}.iterations", np.array(iterations, dtype=np.int64))
        for key in sorted(self._stacks):
            stack, ran = self._stacks[key]
            role, symbol, _ = ran.terms[key[2]]
            labels = {"pass": ran.pass_number, **_labels(ran.number, ran.equation, self._graph)}
            archive.put(
                (f"pass{ran.pass_number}", f"e{ran.number:02}", role, symbol),
                stack[: self._filled[key]], **labels, role=role, array=symbol,
            )  # fmt: skip


def _labels(number: int, equation: Equation, graph: Graph) -> dict[str, object]:
    node = graph.by_id.get(equation.node)
    return {
        "equation": number,
        "phase": equation.phase,
        "id": equation.node,
        "node": node.name if node else "",
        "symbols": "; ".join(equation.symbols),
        "sentence": equation.words,
    }
