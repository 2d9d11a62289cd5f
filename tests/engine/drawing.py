"""Hypothesis strategies for what a learner could build: any kind with any knobs, and whole networks, by discovery."""
from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, get_args, get_origin

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from engine.graph import Graph, Node
from engine.knobs import Knob, knobs, with_knobs
from engine.layer import Block, Layer, Shape, ShapeError, layer_kinds
from engine.optimizer import Optimizer, optimizer_kinds
from engine.plan import loss_nodes
from engine.shapes import infer
from engine.tables.table import Header, Table
from engine.ties import freeze, tie
from tests.engine.formulas import TAME

KINDS = layer_kinds()
NO_DATA = Header()
# Those that take any numbers, not only probabilities.
LOSSES = (
    KINDS["MeanSquaredError"](), KINDS["BinaryCrossEntropy"](input="logits"), KINDS["CrossEntropy"](input="logits"),
)  # fmt: skip
# Numbers as they come are no names.
AMOUNTS = tuple(name for name in KINDS if name != "Embedding")


def knob_values(knob: Knob, header: Header = NO_DATA) -> st.SearchStrategy[Any]:
    """Values that the knob takes, small enough for a test. Lists of texts are columns of the data."""
    if knob.choices:
        return st.sampled_from(knob.choices)
    if get_origin(knob.type) is tuple:
        item = get_args(knob.type)[0]
        if item is str:
            names = st.lists(st.sampled_from(header.names), unique=True, max_size=3) if header.names else st.just([])
            return names.map(tuple)
        return st.lists(_numbers(knob, item), max_size=3).map(tuple)
    if knob.read is not None:
        return st.sampled_from(TAME)
    return st.just(knob.default) if knob.type is str else _numbers(knob, knob.type)


def _numbers(knob: Knob, kind: type) -> st.SearchStrategy[Any]:
    if kind is bool:
        return st.booleans()
    low = max(knob.low if knob.low is not None else knob.above if knob.above is not None else -3.0, -3.0)
    high = min(knob.high, low + 4.0) if knob.high is not None else low + 4.0
    if kind is int:
        return st.integers(int(low), int(high))
    least = low + 0.001 if knob.above is not None else low
    return st.floats(least, high).map(lambda number: min(max(least, round(number, 3)), high))


Values = Callable[[Knob, Header], st.SearchStrategy[Any]]


def instances(kind: type, header: Header = NO_DATA, values: Values = knob_values) -> st.SearchStrategy[Any]:
    """A layer, optimizer or dataset of this kind with any knobs."""
    return st.fixed_dictionaries({each.name: values(each, header) for each in knobs(kind)}).map(
        lambda told: with_knobs(kind, told)
    )


def layers(
    kind: type[Layer] | None = None, header: Header = NO_DATA, values: Values = knob_values
) -> st.SearchStrategy[Layer]:
    """A layer of this kind, or of any."""
    return instances(kind, header, values) if kind else st.sampled_from(list(KINDS.values())).flatmap(
        lambda each: instances(each, header, values)
    )


def optimizers() -> st.SearchStrategy[Optimizer]:
    """Any optimizer with any knobs."""
    return st.sampled_from(list(optimizer_kinds().values())).flatmap(instances)


@st.composite
def tables(draw: Callable[..., Any]) -> Table:
    """Some examples of three features, one number to predict, and a column of three classes."""
    count = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns = np.concatenate([rng.uniform(-1.5, 1.5, (4, count)), rng.integers(0, 3, (1, count))])
    return Table(("a", "b", "c", "t", "k"), columns, ("a", "b", "c"), ("t",), {"k": ("red", "green", "blue")})


@st.composite
def graphs(
    draw: Callable[..., Any],
    header: Header,
    most: int = 12,
    kinds: Collection[str] = tuple(KINDS),
    values: Values = knob_values,
) -> Graph:
    """A network of these kinds. A node's inputs fit each other wherever any can; a few lack an input, or all.

    Some nodes are tied where they can be, and some frozen.
    """
    sources = [name for name in kinds if not KINDS[name].ports]
    graph, shapes, blocks = Graph(), {}, {}
    for number in range(draw(st.integers(3, most))):
        kind = KINDS[draw(st.sampled_from(sources if number < 2 else sorted(kinds)))]
        layer, id = draw(layers(kind, header, values)), f"n{number}"
        read = blocks if layer.reads_parameters else shapes
        given = _sources(draw, layer, read)
        fits = len(given) == len(layer.ports)
        rule = [header] if layer.reads_data else [read[each] for each in given]
        shape = shape_of(layer, rule) if fits else None
        if shape is None and not layer.ports:
            continue
        graph = graph.put(Node(id, layer, f"Node {number}", at=(120.0 * number, 0.0)))
        for source, port in zip(given, layer.ports, strict=False):
            graph = graph.join(source, id, port)
        if shape is not None:
            shapes[id], blocks[id] = shape, layer.blocks(*rule)
    return _tied_and_frozen(draw, graph, blocks)


def _tied_and_frozen(draw: Callable[..., Any], graph: Graph, blocks: dict[str, tuple[Block, ...]]) -> Graph:
    learning = [id for id, each in blocks.items() if each and not graph.by_id[id].layer.reads_parameters]
    for number, id in enumerate(learning):
        alike = [each for each in learning[:number] if blocks[each] == blocks[id]]
        if alike and draw(st.booleans()):
            graph = tie(graph, draw(st.sampled_from(alike)), [id])
        if not draw(st.integers(0, 4)):
            graph = freeze(graph, [id], True)
    return graph


def _sources(draw: Callable[..., Any], layer: Layer, shapes: dict[str, Any]) -> list[str]:
    """Nodes for the layer's ports, in order, so that its shape rule takes them; now and then one or all are missing."""
    count = len(layer.ports) if draw(st.integers(0, 9)) else draw(st.integers(0, len(layer.ports)))
    given: list[str] = []
    while len(given) < count:
        is_last = len(given) + 1 == len(layer.ports)
        fitting = [
            id for id in shapes
            if not is_last or shape_of(layer, [shapes[each] for each in (*given, id)]) is not None
        ]  # fmt: skip
        if not fitting:
            break
        given.append(draw(st.sampled_from(fitting)))
    return given


def shape_of(layer: Layer, given: list[Any]) -> Shape | None:
    """What the layer would give, None where it refuses."""
    try:
        return layer.shape(*given)
    except ShapeError:
        return None


def with_a_loss(graph: Graph, table: Table) -> Graph:
    """The graph where it has a loss; else with the sum of the means of all that feeds nothing as one."""
    shapes = infer(graph, table.header)
    if not loss_nodes(graph, shapes)[1]:
        return graph
    ends = [id for id in shapes.forms if not any(edge.target in shapes.forms for edge in graph.consumers[id])]
    for number, id in enumerate(ends):
        graph = graph.put(Node(f"mean{number}", KINDS["Mean"](), f"Mean {number}")).join(id, f"mean{number}", "x")
    for number in range(1, len(ends)):
        before = "mean0" if number == 1 else f"add{number - 1}"
        graph = graph.put(Node(f"add{number}", KINDS["Add"](), f"Add {number}"))
        graph = graph.join(before, f"add{number}", "a").join(f"mean{number}", f"add{number}", "b")
    return graph


@st.composite
def networks(draw: st.DrawFn, kinds: Collection[str] = AMOUNTS) -> tuple[Graph, Table]:
    """A network with a loss, and data for it."""
    table = draw(tables())
    graph = draw(graphs(table.header, kinds=kinds))
    forms = infer(graph, table.header).forms
    assume(forms)
    for number in range(draw(st.integers(0, 3))):
        first = draw(st.sampled_from(list(forms)))
        layer = draw(st.sampled_from([each for each in LOSSES if shape_of(each, [forms[first].shape] * 2) is not None]))
        second = draw(st.sampled_from([id for id in forms if forms[id].shape == forms[first].shape]))
        graph = graph.put(Node(f"loss{number}", layer, f"Loss {number}"))
        graph = graph.join(first, f"loss{number}", "ŷ").join(second, f"loss{number}", "y")
    return with_a_loss(graph, table), table
