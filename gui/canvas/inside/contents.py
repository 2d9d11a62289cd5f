"""Contents: what stands inside a layer for one example: columns of numbers, and the wires between them."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.element import Element
from engine.graph import Node
from engine.inquiry.feeding import Feeding
from engine.stepping import Stepping
from gui.canvas.inside.numbers import Numbers
from gui.canvas.inside.strongest import largest, strongest_inputs, strongest_rows

Rows = dict[str, tuple[int, ...]]
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, eq=False)
class Column:
    """Numbers below each other under one ``symbol``; ``more`` of them are not drawn.

    ``role`` is "source" or "own" for values, "parameter" for what each row has of its own.
    """

    role: str
    symbol: str
    numbers: Numbers
    gradient: Numbers | None
    names: tuple[str, ...]
    more: int

    @property
    def count(self) -> int:
        """How many rows are drawn."""
        return len(self.numbers.indices)


@dataclass(frozen=True, eq=False)
class Wires:
    """Lines from rows of a source column to rows of the own column: ``ends`` are pairs of places in the two.

    ``forward`` and ``backward`` are the numbers they carry; with ``weights``, those of that parameter.
    """

    source: int
    ends: tuple[tuple[int, int], ...]
    forward: Numbers
    backward: Numbers | None
    weights: str = ""


@dataclass(frozen=True, eq=False)
class Contents:
    """All that stands inside a node. ``example`` is the one shown of ``examples``, counted from 0.

    ``rows`` are those drawn of it and of what feeds it; ``of`` is what its gradients are of: L, or another letter.
    """

    node: Node
    columns: tuple[Column, ...]
    wires: tuple[Wires, ...]
    example: int
    examples: int
    rows: Rows
    of: str

    def slope(self, symbol: str) -> str:
        """What a gradient is called: "∂L/∂z" for z."""
        return f"∂{self.of}/∂{symbol}"

    @property
    def own(self) -> Column:
        """The column of the node's own value."""
        return self.columns[-1]


def can_open(session: Stepping, id: str) -> bool:
    """Whether a node has an inside: its value is a number or a list of numbers for each example, no pictures."""
    return id in session.plan.values and len(session.plan.values[id].shape) <= 1


def contents(session: Stepping, node: Node, example: int, feeding: Feeding, kept: Contents | None = None) -> Contents:
    """What stands inside a node for an example; ``feeding`` knows the plan that is shown.

    What was ``kept`` from before is given back where it is still right.
    """
    values, graph = session.plan.values, session.document.graph
    example = min(example, session.plan.examples - 1)
    feeding_nodes = dict.fromkeys(() if node.layer.reads_parameters else graph.sources(node.id))
    sources = [id for id in feeding_nodes if can_open(session, id)]
    rows = _rows(session, node.id, sources, example, feeding.matrix(node.id))
    if kept is not None and kept.node is node and (kept.rows, kept.example) == (rows, example):
        return kept
    columns = [_column(session, id, "source", _port(session, node, id), rows[id], example) for id in sources]
    matrix = feeding.matrix(node.id)
    columns += _parameters(session, node.id, rows[node.id], matrix[0] if matrix else "") if sources else []
    columns.append(_column(session, node.id, "own", node.layer.letter, rows[node.id], example))
    wires = [
        _weights(session, node.id, place, matrix[0], rows[id], rows[node.id])
        if matrix is not None and matrix[1] == id
        else _lines(place, columns[place], columns[-1], feeding)
        for place, id in enumerate(sources)
    ]
    examples = max(values[id].examples for id in (node.id, *sources))
    return Contents(node, tuple(columns), tuple(wires), example, examples, rows, session.symbol)


def _rows(
    session: Stepping, id: str, sources: list[str], example: int, matrix: tuple[str, str] | None
) -> Rows:
    """Which rows are drawn of the node and of what feeds it."""
    numbers = {each: _at(session, each, example) for each in (id, *sources)}
    rows = {each: largest(held) for each, held in numbers.items()}
    if matrix is not None and matrix[1] in rows:
        weights = session.parameters_of(id)[matrix[0]].value
        rows[matrix[1]] = strongest_inputs(weights, numbers[matrix[1]], rows[id])
    elif sources:
        # Rows stay rows: what is drawn of a layer is drawn of the function behind it too, and of two all pairs.
        count = len(numbers[sources[0]])
        alike = [numbers[each] for each in sources if len(numbers[each]) == count]
        chosen = strongest_rows(alike)
        rows |= {each: chosen for each in numbers if len(numbers[each]) == count}
    return rows


def _at(session: Stepping, id: str, example: int) -> np.ndarray:
    """A node's numbers for an example."""
    value = session.plan.values[id]
    return np.atleast_1d(value.value[..., min(example, value.examples - 1)])


def _column(
    session: Stepping, id: str, role: str, symbol: str, rows: tuple[int, ...], example: int
) -> Column:
    value = session.plan.values[id]
    place = min(example, value.examples - 1)
    indices = tuple((row, place) if value.shape else (place,) for row in rows)
    gradient = None if value.gradient is None else Numbers(id, "gradient", value.grad, indices)
    names = numbered(symbol, rows) if value.shape else (symbol,)
    more = len(value.value) - len(rows) if value.shape else 0
    return Column(role, symbol, Numbers(id, "value", value.value, indices), gradient, names, more)


def _parameters(session: Stepping, id: str, rows: tuple[int, ...], weights: str) -> list[Column]:
    """A column for each parameter but the ``weights`` that has one number for each row, as a bias has."""
    found, shape = [], session.plan.values[id].shape
    for name, parameter in session.parameters_of(id).items():
        array = parameter.value
        if name != weights and shape and array.size == shape[0] == len(array):
            indices = tuple((row, *(0,) * (array.ndim - 1)) for row in rows)
            gradient = Numbers(id, f"∂{name}", parameter.grad, indices)
            numbers = Numbers(id, name, array, indices)
            found.append(Column("parameter", name, numbers, gradient, numbered(name, rows), 0))
    return found


def _weights(
    session: Stepping, id: str, source: int, name: str, inputs: tuple[int, ...], outputs: tuple[int, ...]
) -> Wires:
    parameter = session.parameters_of(id)[name]
    indices = tuple((j, i) for j in outputs for i in inputs)
    ends = tuple((i, j) for j in range(len(outputs)) for i in range(len(inputs)))
    backward = Numbers(id, f"∂{name}", parameter.grad, indices)
    return Wires(source, ends, Numbers(id, name, parameter.value, indices), backward, name)


def _lines(source: int, start: Column, end: Column, feeding: Feeding) -> Wires:
    """What goes where without a weight: each wire carries the number it comes from, and back the gradient of it."""
    elements = [Element(start.numbers.node, index[:-1], index[-1]) for index in start.numbers.indices]
    ends = []
    for j, index in enumerate(end.numbers.indices):
        # A single number is made of all of them; asking would follow every example of the batch.
        made_of = frozenset(elements) if end.count == 1 and not end.more else feeding.elements(end.numbers.node, index)
        ends += [(i, j) for i, element in enumerate(elements) if element in made_of]
    indices = tuple(start.numbers.indices[i] for i, _ in ends)
    forward = Numbers(start.numbers.node, "value", start.numbers.array, indices)
    backward = None
    if start.gradient is not None:
        backward = Numbers(forward.node, "gradient", start.gradient.array, indices)
    return Wires(source, tuple(ends), forward, backward)


def _port(session: Stepping, node: Node, source: str) -> str:
    feeds = session.document.graph.feeds[node.id]
    return next(port for port, id in feeds.items() if id == source)


def numbered(symbol: str, rows: tuple[int, ...]) -> tuple[str, ...]:
    """The symbol of each row, as a learner counts: x₁, x₂."""
    return tuple(symbol + str(row + 1).translate(_SUBSCRIPTS) for row in rows)
