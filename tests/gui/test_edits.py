"""Edits of the canvas: what each leaves behind, random runs of them undone and redone, and copies as text."""
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Edge, Graph, GraphError, Node
from engine.layers.activations.relu import ReLU
from engine.layers.activations.tanh import Tanh
from engine.layers.data.input import Input
from engine.layers.data.target import Target
from engine.layers.data.variable import Variable
from engine.layers.losses.mean_squared_error import MeanSquaredError
from engine.layers.maths.add import Add
from engine.layers.trained.linear import Linear
from engine.layout import CARD, GAP, SIDES, overlaps
from engine.shapes import infer, infer_again
from engine.tables.data import DataRecipe
from gui.canvas import edits
from gui.canvas.clipping import from_text, to_text
from gui.canvas.fitting import all_kinds, fitting_inputs, fitting_outputs, kinds_after, kinds_before, why_not
from gui.editor import Editor


def chain() -> Document:
    """Input, Linear with 3 outputs, Tanh; a Linear with 5 outputs and an Add beside them."""
    nodes = (
        Node("x", Input(), "Input", (0, 0)),
        Node("wide", Linear(3), "Linear", (236, 0)),
        Node("tanh", Tanh(), "Tanh", (472, 0)),
        Node("other", Linear(5), "Linear 2", (236, 300)),
        Node("add", Add(), "Add", (900, 300)),
    )
    edges = (Edge("x", "wide", "x"), Edge("wide", "tanh", Tanh.ports[0]), Edge("x", "other", "x"))
    return Document(Graph(nodes, edges), DataRecipe(TwoMoons()))


def joined(document: Document) -> set[tuple[str, str]]:
    """Every (source, target) of the network."""
    return {(edge.source, edge.target) for edge in document.graph.edges}


def test_adding_after_a_node_connects_and_lies_on_nothing() -> None:
    after, id = edits.add(chain(), "ReLU", edits.place_beside(chain(), "wide"), after="wide")
    places = [node.at for node in after.graph.nodes if node.id != id]
    assert ("wide", id) in joined(after)
    assert not any(overlaps(after.graph.node(id).at, place) for place in places)


def test_a_shape_that_does_not_fit_is_refused_with_what_was_given() -> None:
    half = edits.connect(chain(), "tanh", "add", "a")
    reason = why_not(half, "other", "add", "b")
    assert "3" in reason
    assert "5" in reason
    with pytest.raises(GraphError) as refusal:
        edits.connect(half, "other", "add", "b")
    assert str(refusal.value) == reason
    assert ("add", "b") not in fitting_inputs(half, "other")
    assert ("add", "b") in fitting_inputs(half, "wide")


def test_a_loop_is_refused_and_its_ports_do_not_light() -> None:
    assert "loop" in why_not(chain(), "tanh", "wide", "x")
    assert not {id for id, _ in fitting_inputs(chain(), "tanh")} & {"x", "wide", "tanh"}
    assert ("tanh", "") not in fitting_outputs(chain(), "wide", "x")


@pytest.mark.parametrize("with_loss", [False, True])
def test_shapes_after_an_edge_are_those_of_the_whole_network(with_loss: bool) -> None:
    document = edits.connect(edits.connect(chain(), "tanh", "add", "a"), "wide", "add", "b")
    graph, header = document.graph, document.header
    if with_loss:
        graph = graph.put(Node("loss", MeanSquaredError(), "Loss")).join("add", "loss", "ŷ").join("tanh", "loss", "y")
    before, tried = infer(graph, header), 0
    for source in graph.nodes:
        for target in graph.nodes:
            for port in target.layer.ports if target.id not in graph.above([source.id]) else ():
                after = graph.join(source.id, target.id, port)
                assert infer_again(before, after, header, target.id) == infer(after, header)
                tried += 1
    assert tried > 8


def test_an_edge_that_breaks_a_node_further_on_names_it() -> None:
    document = edits.connect(edits.connect(chain(), "tanh", "add", "a"), "wide", "add", "b")
    assert "Add would fail" in why_not(document, "other", "tanh", Tanh.ports[0])


def test_connecting_what_is_connected_changes_nothing() -> None:
    assert edits.connect(chain(), "x", "wide", "x") is not None
    document = chain()
    assert edits.connect(document, "x", "wide", "x") is document


def test_healing_joins_the_ends_where_deleting_leaves_a_hole() -> None:
    assert joined(edits.delete(chain(), ["wide"])) == {("x", "other")}
    assert joined(edits.delete_and_heal(chain(), ["wide"])) == {("x", "other"), ("x", "tanh")}
    assert joined(edits.delete_and_heal(chain(), ["tanh", "wide"])) == {("x", "other")}


def test_inserting_into_an_edge_moves_what_is_behind_out_of_the_way() -> None:
    edge = Edge("wide", "tanh", Tanh.ports[0])
    after, id = edits.insert_new(chain(), edge, "ReLU", (400, 0))
    graph = after.graph
    assert {("wide", id), (id, "tanh")} <= joined(after)
    assert ("wide", "tanh") not in joined(after)
    assert graph.node(id).at[0] == 236 + CARD[0] + GAP[0]
    assert graph.node("tanh").at[0] == graph.node(id).at[0] + CARD[0] + GAP[0]
    assert graph.node("x").at == (0, 0)


def test_inserting_into_one_row_leaves_the_other_rows_alone() -> None:
    folded = edits.move(chain(), {"tanh": (0, 200), "other": (0, 500), "add": (236, 200)})
    folded = edits.connect(folded, "tanh", "add", "a")
    after, _ = edits.insert_new(folded, Edge("tanh", "add", "a"), "ReLU", (100, 200))
    assert edits.places(after, ["x", "wide", "tanh", "other"]) == edits.places(folded, ["x", "wide", "tanh", "other"])
    assert after.graph.node("add").at == (472, 200)
    first, _ = edits.insert_new(folded, Edge("x", "wide", "x"), "ReLU", (100, 0))
    assert first.graph.node("wide").at == (472, 0)
    assert edits.places(first, ["tanh", "add"]) == edits.places(folded, ["tanh", "add"])


def test_only_an_unconnected_node_with_an_input_goes_into_an_edge() -> None:
    edge = Edge("wide", "tanh", Tanh.ports[0])
    assert "connected already" in edits.why_not_insert(chain(), edge, "other")
    with_input, id = edits.add(chain(), "Input", (0, 600))
    assert "no input" in edits.why_not_insert(with_input, edge, id)


def test_a_replacement_keeps_edges_and_gets_a_name_of_its_own() -> None:
    after = edits.change_kind(chain(), "tanh", "ReLU")
    assert joined(after) == joined(chain())
    assert after.graph.node("tanh").layer == ReLU()
    assert after.graph.node("tanh").name == "ReLU"
    named = edits.rename(chain(), "tanh", "Squash")
    assert edits.change_kind(named, "tanh", "ReLU").graph.node("tanh").name == "Squash"


def test_a_replacement_drops_the_edges_that_can_not_stay() -> None:
    assert joined(edits.change_kind(chain(), "wide", "Input")) == {("x", "other"), ("wide", "tanh")}


@pytest.mark.parametrize(("name", "said"), [("", "1 to 60"), ("x" * 61, "61"), ("Linear 2", "already a node")])
def test_a_name_that_may_not_be_is_refused(name: str, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        edits.rename(chain(), "tanh", name)


def test_copies_keep_the_edges_among_them_under_new_names() -> None:
    after, ids = edits.duplicate(chain(), ["wide", "tanh"])
    assert len(after.graph.nodes) == 7
    assert tuple(ids) in joined(after)
    assert len({node.name for node in after.graph.nodes}) == 7
    assert not after.graph.feeds[ids[0]]


def test_text_gives_back_the_piece_with_typed_weights_and_holes_in_them() -> None:
    graph = chain().graph
    typed = replace(graph.node("wide"), typed=(("W", ((0.5, None), (1.0, 2.0), (None, -3.0))),))
    graph = graph.put(typed)
    assert from_text(to_text(graph, ["wide", "tanh"])) == edits.piece(graph, ["wide", "tanh"])


def test_a_single_typed_number_can_be_pasted() -> None:
    variable = Node("v", Variable(), "x", typed=(("w", 2.0),))
    assert from_text(to_text(Graph((variable,)), ["v"])) == Graph((variable,))


def broken(change: Callable[[dict], object]) -> str:
    """A good text after a change of what it says."""
    told = json.loads(to_text(chain().graph, ["x", "wide", "tanh"]))
    change(told)
    return json.dumps(told)


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "",
        "[" * 100_000,
        "42",
        '{"format": "undertow-piece"}',
        broken(lambda told: told["network"]["nodes"][0].update(kind="Nonsense")),
        broken(lambda told: told["network"]["nodes"][1]["knobs"].update(units=-1)),
        broken(lambda told: told["network"]["nodes"][1]["knobs"].update(colour="red")),
        broken(lambda told: told["network"]["nodes"][1].update(at=["a", 0])),
        broken(lambda told: told["network"]["nodes"][1].update(at=[float("nan"), 0])),
        broken(lambda told: told["network"]["nodes"][1].update(at=[1e300, 0])),
        broken(lambda told: told["network"]["nodes"][1].update(id="x")),
        broken(lambda told: told["network"]["nodes"][1].update(parameters={"W": "much"})),
        broken(lambda told: told["network"]["edges"].append({"from": "tanh", "to": "wide", "port": "x"})),
        broken(lambda told: told["network"]["edges"].append({"from": "nobody", "to": "tanh", "port": "q"})),
        broken(lambda told: told["network"]["edges"].append({"from": ["x"], "to": {}, "port": "x"})),
        broken(lambda told: told["network"].update(nodes=[told["network"]["nodes"][0]] * 2001)),
    ],
)
def test_foreign_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(GraphError) as refusal:
        from_text(text)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) > 20


def test_the_likeliest_kind_comes_first_and_only_what_fits() -> None:
    after_linear = kinds_after(chain(), "wide")
    families = [type(edits.add(chain(), kind, (0, 900))[0].graph.nodes[-1].layer).family for kind in after_linear]
    assert families[0] == "Activations"
    assert "Input" not in after_linear
    assert kinds_after(chain(), "x")[0] == "Linear"
    assert "Losses" in families
    assert kinds_before(chain(), "wide", "x")[0] == "ReLU"
    assert "Tanh" in kinds_before(chain(), "add", "a")


def loss_end() -> Document:
    """A prediction, the truth and a loss that is not connected yet."""
    nodes = (Node("x", Input(), "Input"), Node("y", Target(), "Target"), Node("loss", MeanSquaredError(), "Loss"))
    return Document(Graph(nodes), DataRecipe(TwoMoons()))


def test_an_input_that_waits_for_its_partner_is_no_reason_against_an_edge() -> None:
    assert fitting_inputs(loss_end(), "x") == {("loss", "ŷ"), ("loss", "y")}
    half = edits.connect(loss_end(), "x", "loss", "ŷ")
    assert why_not(half, "y", "loss", "y") != ""
    assert edits.counted(half.graph, ["x", "y"]) == "2 layers"


Step = Callable[[Document, int, int], Document]


def some(document: Document, number: int) -> str:
    """One of the nodes."""
    return document.graph.nodes[number % len(document.graph.nodes)].id


def kind(number: int) -> str:
    """One of the kinds."""
    return all_kinds()[number % len(all_kinds())]


def some_edges(document: Document, number: int) -> list[Edge]:
    """One of the edges, if there is any."""
    return [document.graph.edges[number % len(document.graph.edges)]] if document.graph.edges else []


def connect_any(document: Document, a: int, b: int) -> Document:
    """An edge somewhere, if it may be."""
    fits = sorted(fitting_inputs(document, some(document, a)))
    return edits.connect(document, some(document, a), *fits[b % len(fits)]) if fits else document


def insert_any(document: Document, a: int, b: int) -> Document:
    """A layer into an edge, if it may go there."""
    for edge in some_edges(document, a):
        try:
            return edits.insert_new(document, edge, kind(b), (float(a), float(b)))[0]
        except GraphError:
            return document
    return document


STEPS: tuple[Step, ...] = (
    lambda d, a, b: edits.add(d, kind(a), (b, b), some(d, b) if d.graph.nodes else "")[0],
    lambda d, a, b: edits.duplicate(d, [some(d, a), some(d, b)])[0],
    lambda d, a, b: edits.add_copies(d, from_text(to_text(d.graph, [some(d, a), some(d, b)])), (8, 8))[0],
    lambda d, a, b: edits.nudge(d, [some(d, a)], (4, b)),
    lambda d, a, b: edits.align(d, [some(d, a), some(d, b)], SIDES[a % len(SIDES)]),
    lambda d, a, b: edits.tidy(d, (a % 3) / 1.5),
    lambda d, a, b: edits.change_kind(d, some(d, a), kind(b)),
    lambda d, a, b: edits.disconnect(d, some_edges(d, a)),
    lambda d, a, b: edits.delete(d, [some(d, a)]) if len(d.graph.nodes) > 2 else d,
    lambda d, a, b: edits.delete_and_heal(d, [some(d, a)]) if len(d.graph.nodes) > 2 else d,
    connect_any,
    insert_any,
)


@given(st.lists(st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 99), st.integers(0, 99)), max_size=14))
def test_undo_and_redo_over_random_edits_give_equal_documents(steps: list[tuple[int, int, int]]) -> None:
    editor = Editor(chain())
    seen = [editor.document]
    for number, a, b in steps:
        editor.edit(STEPS[number](editor.document, a, b), "Edit")
        if editor.document != seen[-1]:
            seen.append(editor.document)
    for document in seen:
        graph = document.graph
        assert len(graph.order) == len(graph.nodes) == len({node.name for node in graph.nodes})
        assert len({(edge.target, edge.port) for edge in graph.edges}) == len(graph.edges)
    for document in reversed(seen[:-1]):
        editor.undo_stack.undo()
        assert editor.document == document
    assert not editor.undo_stack.canUndo()
    for document in seen[1:]:
        editor.undo_stack.redo()
        assert editor.document == document
    editor.deleteLater()
