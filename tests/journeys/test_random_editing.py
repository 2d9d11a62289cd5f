"""Random editing by mouse and keys: the picture follows the document, and undo and redo lead to every state again."""
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Graph, Node
from engine.layers.activations.tanh import Tanh
from engine.layers.data.input import Input
from engine.layers.maths.add import Add
from engine.layers.trained.linear import Linear
from engine.layout import SIDES
from engine.tables.data import DataRecipe
from gui.canvas import commands, metrics
from gui.canvas.fitting import all_kinds
from gui.canvas.view import CanvasView
from gui.editor import Editor
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look

pytestmark = pytest.mark.usefixtures("qapp")

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEY, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)
ARROWS = Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down
MIDDLE = QPointF(metrics.WIDTH / 2, metrics.HEIGHT / 2)
NUMBERS = st.integers(0, 99)
PLACES = st.builds(QPoint, st.integers(5, 890), st.integers(5, 690))


def start() -> Document:
    """A small network with loose ends."""
    nodes = (
        Node("x", Input(), "Input", (0, 0)), Node("linear", Linear(3), "Linear", (240, 0)),
        Node("tanh", Tanh(), "Tanh", (480, 0)), Node("add", Add(), "Add", (480, 200)),
    )
    return Document(Graph(nodes).join("x", "linear", "x").join("linear", "add", "a"), DataRecipe(TwoMoons()))


class Editing(RuleBasedStateMachine):
    """``seen`` is what undo and redo should lead to; ``here`` is where among it we are."""

    @initialize()
    def open(self) -> None:
        settings, self.look, self.editor = Settings(), Look("light"), Editor(start())
        settings.set("reduced_motion", True)
        self.player = Player(self.editor, settings)
        self.view = CanvasView(self.editor, self.player, self.look, settings)
        self.view.resize(900, 700)
        self.view.show()
        self.view.fit()
        self.seen, self.here = [start()], 0
        self.knob_drags = 0

    def teardown(self) -> None:
        first, last = self.seen[0], self.seen[-1]
        while self.editor.undo_stack.canUndo():
            self.editor.undo_stack.undo()
        assert self.editor.document == first
        while self.editor.undo_stack.canRedo():
            self.editor.undo_stack.redo()
        assert self.editor.document == last
        self.view.canvas.pulses.clock.stop()
        for thing in (self.view, self.player, self.editor, self.look):
            thing.deleteLater()

    # what a hand does

    @rule(number=NUMBERS, to=PLACES, keys=st.sampled_from((NO_KEY, ALT, CONTROL)), is_escaped=st.booleans())
    @precondition(lambda self: self.editor.graph.nodes)
    def drag_a_node(self, number: int, to: QPoint, keys: Qt.KeyboardModifier, is_escaped: bool) -> None:
        self._drag(self._card(self._id(number)), to, LEFT, keys, is_escaped)

    @rule(one=NUMBERS, other=NUMBERS, is_escaped=st.booleans())
    @precondition(lambda self: self.editor.graph.nodes)
    def drag_an_output(self, one: int, other: int, is_escaped: bool) -> None:
        self._drag(self._port(self._id(one), ""), self._card(self._id(other)), LEFT, NO_KEY, is_escaped)

    @rule(number=NUMBERS, to=PLACES)
    @precondition(lambda self: self.editor.graph.edges)
    def pull_an_edge_off(self, number: int, to: QPoint) -> None:
        edge = self.editor.graph.edges[number % len(self.editor.graph.edges)]
        self._drag(self._port(edge.target, edge.port), to, LEFT, NO_KEY, False)

    @rule(one=PLACES, other=PLACES)
    def cut(self, one: QPoint, other: QPoint) -> None:
        # A longer way than a click, which would open a menu.
        self._drag(one, other + QPoint(40, 0), RIGHT, CONTROL, False)

    @rule(number=NUMBERS, to=PLACES)
    def drop_from_the_palette(self, number: int, to: QPoint) -> None:
        kind, place = all_kinds()[number % len(all_kinds())], self.view.viewport().mapToGlobal(to)
        self.view.preview(kind, place)
        self.view.place(kind, place)
        self._note()

    @rule(one=PLACES, other=PLACES)
    def select_by_a_rectangle(self, one: QPoint, other: QPoint) -> None:
        self._drag(one, other, LEFT, NO_KEY, False)

    # what keys and menus do

    @rule(key=st.sampled_from(ARROWS), nudges=st.booleans())
    def press_an_arrow(self, key: Qt.Key, nudges: bool) -> None:
        QTest.keyClick(self.view, key, ALT if nudges else NO_KEY)
        self._note()

    @rule(command=st.sampled_from((commands.delete, commands.delete_and_heal, commands.duplicate, commands.cut)))
    @precondition(lambda self: self.editor.selection)
    def command_the_selection(self, command) -> None:
        command(self.editor, self.view)
        self._note()

    @rule(number=NUMBERS)
    @precondition(lambda self: self.editor.selection)
    def align(self, number: int) -> None:
        commands.align(self.editor, self.view, SIDES[number % len(SIDES)])
        self._note()

    @rule(axis=st.integers(0, 1))
    @precondition(lambda self: self.editor.selection)
    def distribute(self, axis: int) -> None:
        commands.distribute(self.editor, self.view, axis)
        self._note()

    @rule()
    def tidy(self) -> None:
        commands.tidy(self.editor, self.view)
        self._note()

    @rule(name=st.sampled_from(("First", "Second", "Linear")))
    @precondition(lambda self: self.editor.selection)
    def rename(self, name: str) -> None:
        commands.rename(self.editor, self.view)
        self.view.name_field.setText(name)
        QTest.keyClick(self.view.name_field, Qt.Key.Key_Return)
        QTest.keyClick(self.view.name_field, Qt.Key.Key_Escape)
        self._note()

    @rule(number=NUMBERS, sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4))
    def drag_a_knob(self, number: int, sizes: list[int]) -> None:
        linears = [node for node in self.editor.graph.nodes if isinstance(node.layer, Linear)]
        if linears:
            node, before = linears[number % len(linears)], self.editor.undo_stack.index()
            self.knob_drags += 1
            for size in sizes:
                graph = self.editor.graph.replace(node.id, replace(node.layer, units=size))
                self.editor.edit_graph(graph, "Change a knob", f"knob {self.knob_drags}")
            assert self.editor.undo_stack.index() <= before + 1
            self._note()

    @rule()
    def undo(self) -> None:
        self.here = max(0, self.here - 1)
        self.editor.undo_stack.undo()
        assert self.editor.document == self.seen[self.here]

    @rule()
    def redo(self) -> None:
        self.here = min(len(self.seen) - 1, self.here + 1)
        self.editor.undo_stack.redo()
        assert self.editor.document == self.seen[self.here]

    # what always holds

    @invariant()
    def the_picture_is_the_document(self) -> None:
        if not hasattr(self, "view"):
            return
        graph, scene = self.editor.graph, self.view.canvas
        assert {id: (item.pos().x(), item.pos().y()) for id, item in scene.nodes.items()} == {
            node.id: node.at for node in graph.nodes
        }
        assert scene.edges.keys() == set(graph.edges)
        assert self.editor.selection <= graph.by_id.keys()
        assert self.view.gestures.current is None

    @invariant()
    def one_step_at_a_time(self) -> None:
        if hasattr(self, "view"):
            stack = self.editor.undo_stack
            assert (stack.index(), stack.count()) == (self.here, len(self.seen) - 1)

    def _id(self, number: int) -> str:
        nodes = self.editor.graph.nodes
        return nodes[number % len(nodes)].id

    def _card(self, id: str) -> QPoint:
        return self.view.mapFromScene(self.view.canvas.nodes[id].pos() + MIDDLE)

    def _port(self, id: str, port: str) -> QPoint:
        return self.view.mapFromScene(self.view.canvas.port_position(id, port))

    def _drag(
        self, start: QPoint, end: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier, is_escaped: bool
    ) -> None:
        viewport, before = self.view.viewport(), (self.editor.document, self.editor.selection)
        QTest.mousePress(viewport, button, keys, start)
        for share in (0.5, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * share)
        if is_escaped:
            QTest.keyClick(self.view, Qt.Key.Key_Escape)
            assert (self.editor.document, self.editor.selection) == before
        QTest.mouseRelease(viewport, button, keys, end)
        self.view.gestures.search.close_()
        self._note()

    def _note(self) -> None:
        """Write down what the last step led to; a run of nudges is one step."""
        stack = self.editor.undo_stack
        if stack.index() == self.here and self.editor.document == self.seen[self.here]:
            return
        assert not stack.canRedo()
        self.seen = [*self.seen[: stack.index()], self.editor.document]
        self.here = stack.index()


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=25, stateful_step_count=25)
