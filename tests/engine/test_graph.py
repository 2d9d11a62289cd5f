"""Graph: put, drop, join, cut, replace, splice, heal; loops, order, and that no edit changes what was."""
from __future__ import annotations

import dataclasses
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Edge, Graph, GraphError, Node
from engine.layer import Layer
from tests.engine.drawing import KINDS, graphs, layers, tables


def node(id: str, kind: str | Layer = "Tanh") -> Node:
    return Node(id, KINDS[kind]() if isinstance(kind, str) else kind, id.capitalize())


def row() -> Graph:
    """x → tanh → relu → out"""
    graph = Graph().put(node("x", "Input"), node("tanh"), node("relu", "ReLU"), node("out", "Sum"))
    return graph.join("x", "tanh", "z").join("tanh", "relu", "z").join("relu", "out", "x")


def edges(graph: Graph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.target, edge.port) for edge in graph.edges}


def test_a_new_node_goes_to_the_end_and_a_known_one_stays_where_it_is():
    graph = row()
    moved = dataclasses.replace(graph.node("tanh"), at=(5.0, 6.0))
    after = graph.put(moved, node("late"))
    assert [each.id for each in after.nodes] == ["x", "tanh", "relu", "out", "late"]
    assert after.node("tanh").at == (5.0, 6.0)
    assert graph.node("tanh").at == (0.0, 0.0)
    assert after.node("relu") is graph.node("relu")


def test_dropping_a_node_drops_its_edges():
    after = row().drop(["tanh"])
    assert [each.id for each in after.nodes] == ["x", "relu", "out"]
    assert edges(after) == {("relu", "out", "x")}


def test_an_input_takes_one_edge_and_an_output_feeds_many():
    graph = row().put(node("add", "Add")).join("x", "add", "a").join("x", "add", "b").join("tanh", "out", "x")
    assert edges(graph) == {
        ("x", "tanh", "z"), ("tanh", "relu", "z"), ("tanh", "out", "x"), ("x", "add", "a"), ("x", "add", "b"),
    }  # fmt: skip
    assert graph.sources("add") == ["x", "x"]
    assert {edge.target for edge in graph.consumers["x"]} == {"tanh", "add"}
    assert len(graph.consumers["x"]) == 3


def test_sources_are_in_the_order_of_the_ports():
    graph = Graph().put(node("a", "Variable"), node("b", "Variable"), node("minus", "Subtract"))
    graph = graph.join("b", "minus", "b")
    assert graph.sources("minus") == ["b"]
    assert graph.join("a", "minus", "a").sources("minus") == ["a", "b"]


def test_cutting_what_is_not_there_changes_nothing():
    graph = row()
    assert graph.cut("x", "z") == graph
    assert edges(graph.cut("relu", "z")) == {("x", "tanh", "z"), ("relu", "out", "x")}


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (("relu", "tanh", "z"), "Tanh already feeds Relu, so this edge would close a loop; values flow one way only."),
        (("tanh", "tanh", "z"), "close a loop"),
        (("x", "tanh", "q"), "Tanh has no input called 'q'; its inputs: z."),
        (("tanh", "x", "x"), "X has no input called 'x'; its inputs: none."),
        (("nobody", "tanh", "z"), "There is no node 'nobody' in this network."),
        (("x", "nobody", "z"), "There is no node 'nobody' in this network."),
    ],
)
def test_an_edge_that_can_not_be_is_refused(ends, words):
    with pytest.raises(GraphError) as refusal:
        row().join(*ends)
    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_replacing_a_layer_keeps_the_edges_that_still_fit():
    sigmoid = row().replace("tanh", KINDS["Sigmoid"]())
    assert edges(sigmoid) == edges(row())
    square = row().replace("tanh", KINDS["Square"]())
    assert edges(square) == {("tanh", "relu", "z"), ("relu", "out", "x")}


def test_typed_values_go_with_the_layer_they_were_typed_for():
    typed = dataclasses.replace(node("linear", "Linear"), typed=(("b", (1.0, None)),))
    graph = Graph().put(typed)
    assert graph.replace("linear", typed.layer).node("linear").typed == typed.typed
    assert graph.replace("linear", KINDS["Linear"](units=2)).node("linear").typed == ()


def test_splicing_puts_a_node_in_the_middle_of_an_edge():
    graph = row().put(node("middle", "Sigmoid")).splice(Edge("tanh", "relu", "z"), "middle")
    assert edges(graph) == {("x", "tanh", "z"), ("tanh", "middle", "z"), ("middle", "relu", "z"), ("relu", "out", "x")}
    with pytest.raises(GraphError, match="Source has no input, so it can't stand in the middle"):
        row().put(node("source", "Variable")).splice(Edge("tanh", "relu", "z"), "source")


def test_healing_joins_what_was_before_to_what_came_after():
    assert edges(row().heal(["tanh", "relu"])) == {("x", "out", "x")}
    assert edges(row().heal(["x"])) == {("tanh", "relu", "z"), ("relu", "out", "x")}
    assert edges(row().heal(["out"])) == {("x", "tanh", "z"), ("tanh", "relu", "z")}


def test_above_is_a_node_and_all_that_feeds_it():
    graph = row().put(node("apart"))
    assert graph.above(["relu"]) == {"relu", "tanh", "x"}
    assert graph.above(["apart", "x"]) == {"apart", "x"}


def test_free_ids_and_names_are_free():
    graph = Graph().put(Node("tanh1", KINDS["Tanh"](), "Tanh"), Node("tanh2", KINDS["Tanh"](), "Tanh 2"))
    assert graph.free_id("Tanh") == "tanh3"
    assert graph.free_id("ReLU") == "relu1"
    assert graph.free_name("Tanh") == "Tanh 3"
    assert graph.free_name("ReLU") == "ReLU"


@st.composite
def edits(draw: st.DrawFn) -> list[Graph]:
    """A network and what became of it, edit by edit. A refused edit changes nothing."""
    history = [draw(graphs(draw(tables()).header))]
    for _ in range(draw(st.integers(1, 6))):
        graph = history[-1]
        ids = st.sampled_from([each.id for each in graph.nodes] or ["nobody"])
        one, other, layer = draw(ids), draw(ids), draw(layers())
        port = draw(st.sampled_from(("z", "x", "a", "b", "y", "ŷ")))
        edit, *given = draw(st.sampled_from([
            (graph.put, Node(graph.free_id("n"), layer, "New")),
            (graph.drop, [one]),
            (graph.join, one, other, port),
            (graph.cut, one, port),
            (graph.replace, one, layer),
            (graph.splice, draw(st.sampled_from(graph.edges or (Edge(one, other, port),))), one),
            (graph.heal, [one] if one in graph.by_id else []),
        ]))  # fmt: skip
        with suppress(GraphError):
            history.append(edit(*given))
    return history


@given(edits())
def test_a_network_stays_whole_whatever_is_done_to_it(history):
    for graph in history:
        assert len(graph.by_id) == len(graph.nodes)
        assert len({(edge.target, edge.port) for edge in graph.edges}) == len(graph.edges)
        assert all(edge.port in graph.node(edge.target).layer.ports for edge in graph.edges)
        place = {id: number for number, id in enumerate(graph.order)}
        assert place.keys() == graph.by_id.keys()
        assert all(place[edge.source] < place[edge.target] for edge in graph.edges)


@given(edits())
def test_equal_networks_have_equal_hashes(history):
    for graph in history:
        again = Graph(tuple(dataclasses.replace(each) for each in graph.nodes), tuple(graph.edges))
        assert again == graph
        assert hash(again) == hash(graph)
