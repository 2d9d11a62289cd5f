"""Random documents: every kind of layer, data and optimizer, with knobs at and beyond what is sensible."""
from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args, get_origin

import numpy as np
from hypothesis import strategies as st

from engine.dataset import Dataset, dataset_kinds
from engine.datasets.own_data import LARGEST, OwnData
from engine.datasets.own_text import OwnText
from engine.document import Document
from engine.graph import Graph
from engine.knobs import Knob, KnobError, knobs
from engine.layer import layer_kinds
from engine.optimizer import Optimizer, optimizer_kinds
from engine.tables.characters import LONGEST_CONTEXT
from engine.tables.data import DataRecipe
from engine.tables.table import Header
from engine.weights import Weights
from tests.engine.drawing import graphs, instances, knob_values, with_a_loss

KINDS = layer_kinds()
NAMES = ('"); import os #', "=1+1", "π<&>'", "two\nlines", "a" * 200, "{node}", "%s %d", "../../up", " ")
# From the smallest that there is to the largest, and what overflows or vanishes when it is squared.
SIZES = (0.0, -0.0, 5e-324, 1e-300, 1e-160, 1e-8, 0.5, 1.0, 1e8, 1e160, 1e300, 1.7e308)
FEW_EXAMPLES = 60


def extreme(knob: Knob, header: Header) -> st.SearchStrategy[Any]:
    """Values that the knob takes, its very ends and beyond what is sensible among them."""
    kind = get_args(knob.type)[0] if get_origin(knob.type) is tuple else knob.type
    usual = knob_values(knob, header)
    if kind not in (int, float) or knob.choices:
        return usual
    ends = [each for each in (knob.low, knob.high, knob.above, knob.default) if isinstance(each, int | float)]
    wanted = [*ends, *SIZES, *(-each for each in SIZES)] if kind is float else [*ends, 0, 1, 2, 7, 1000, 2**31, 2**63]
    if get_origin(knob.type) is tuple:
        odd = st.lists(st.sampled_from([each for each in wanted if takes(knob, (kind(each),))]), max_size=3).map(tuple)
        return usual | odd.filter(lambda value: takes(knob, value))
    return usual | st.sampled_from([kind(each) for each in wanted if takes(knob, kind(each))])


def takes(knob: Knob, value: object) -> bool:
    """Whether the knob takes it."""
    try:
        knob.check("", value)
    except KnobError:
        return False
    return True


@st.composite
def own_data(draw: st.DrawFn) -> OwnData:
    """A table of a few examples, perhaps one, perhaps of one class, of numbers from tiny to huge."""
    examples, inputs, classes = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(0, 4))
    size = draw(st.sampled_from([each for each in SIZES if each <= LARGEST]) | st.just(LARGEST))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    columns = rng.choice([-size, size, 0.0, 1.0] if draw(st.booleans()) else [size], (inputs + 1, examples))
    names = (*(f"x{number}" for number in range(inputs)), draw(st.sampled_from(("y", *NAMES[:-1]))))
    if classes:
        columns[-1] = rng.integers(0, classes, examples)
    labels = ((names[-1], tuple(f"class {number}" for number in range(classes))),) if classes else ()
    return OwnData(names, columns.tobytes(), names[:-1], names[-1:], labels)


@st.composite
def own_text(draw: st.DrawFn) -> OwnText:
    """A text of a few characters, perhaps all the same."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=LONGEST_CONTEXT + 1, max_size=40))
    return OwnText(text=text, context=draw(st.integers(1, LONGEST_CONTEXT)))


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Data of any kind, mostly few."""
    kind = draw(st.sampled_from(list(dataset_kinds().values())))
    if kind.from_file:
        return draw(own_text() if kind is OwnText else own_data())
    dataset = draw(instances(kind, values=extreme))
    if getattr(dataset, "size", 0) > FEW_EXAMPLES and draw(st.integers(0, 9)):
        return replace(dataset, size=FEW_EXAMPLES)
    return dataset


def optimizers() -> st.SearchStrategy[Optimizer]:
    """Any optimizer with any knobs."""
    kinds = st.sampled_from(list(optimizer_kinds().values()))
    return kinds.flatmap(lambda kind: instances(kind, values=extreme))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """All of a document, whose network may lack inputs or a loss."""
    recipe = draw(datasets()) if draw(st.integers(0, 4)) else None
    settings = {each.name: draw(extreme(each, Header())) for each in knobs(Document)}
    knobs_of_data = {each.name: draw(extreme(each, Header())) for each in knobs(DataRecipe)}
    data = DataRecipe(recipe, **knobs_of_data) if recipe else None
    document = Document(data=data, optimizer=draw(optimizers()), notes=draw(st.sampled_from(("", *NAMES))), **settings)
    graph = draw(graphs(document.header, most=10, values=extreme))
    if draw(st.integers(0, 5)):
        graph = with_a_loss(graph, document.make_data().train)
    graph = graph.put(*(replace(node, name=draw(st.sampled_from((node.name, *NAMES)))) for node in graph.nodes))
    document = replace(document, graph=graph)
    return replace(document, graph=draw(typed(document)) if draw(st.booleans()) else graph)


@st.composite
def typed(draw: st.DrawFn, document: Document) -> Graph:
    """The network with numbers typed into one of its parameters."""
    weights = Weights(document.graph, document.header)
    small = [(id, name) for id in weights.blocks for name, held in weights.named(id).items() if held.value.size < 1000]
    if not small:
        return document.graph
    id, name = draw(st.sampled_from(small))
    shape = weights.named(id)[name].value.shape
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    numbers = rng.choice([*SIZES, *(-each for each in SIZES)], shape).tolist()
    return document.graph.put(replace(document.graph.by_id[id], typed=((name, _tuples(numbers)),)))


def _tuples(numbers: Any) -> Any:
    return tuple(_tuples(each) for each in numbers) if isinstance(numbers, list) else numbers
