"""The search on the canvas: letters, a double click and a port in the void open it; Enter places, Escape does not."""
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Edge, Graph, Node
from engine.layers.data.input import Input
from engine.layers.maths.add import Add
from engine.layers.trained.linear import Linear
from engine.tables.data import DataRecipe
from gui.canvas.view import CanvasView
from gui.editor import Editor
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CanvasView]:
    nodes = (
        Node("x", Input(), "Input", (0, 0)),
        Node("linear", Linear(3), "Linear", (240, 0)),
        Node("add", Add(), "Add", (240, 240)),
    )
    document = Document(Graph(nodes, (Edge("x", "linear", "x"),)), DataRecipe(TwoMoons()))
    settings, look, editor = Settings(), Look("light"), Editor(document)
    player = Player(editor, settings)
    made = CanvasView(editor, player, look, settings)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.zoom_to(1.0)
    made.centre_on(["x", "linear", "add"])
    made.setFocus()
    yield made
    made.canvas.pulses.clock.stop()
    for thing in (made, player, editor, look):
        thing.deleteLater()


def void(view: CanvasView) -> QPoint:
    """A place in the view with nothing under it."""
    return view.mapFromScene(QPointF(560, 160))


def double_click(view: CanvasView) -> None:
    """Twice on the void. Qt's own double click leaves the button down."""
    QTest.mouseDClick(view.viewport(), LEFT, NO_KEY, void(view))
    QTest.mouseRelease(view.viewport(), LEFT, NO_KEY, void(view))


def offered(view: CanvasView) -> list[str]:
    """The titles in the list, top down."""
    found = view.gestures.search.list
    return [found.item(row).text() for row in range(found.count())]


def pull_into_the_void(view: CanvasView, id: str, port: str) -> None:
    """Drag from a port and let go where nothing is."""
    start, end = view.mapFromScene(view.canvas.port_position(id, port)), void(view)
    QTest.mousePress(view.viewport(), LEFT, NO_KEY, start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, NO_KEY, end)


def test_a_double_click_searches_and_enter_places_there(view: CanvasView) -> None:
    double_click(view)
    search = view.gestures.search
    assert search.isVisible()
    QTest.keyClicks(search.field, "tanh")
    assert offered(view)[0] == "Tanh"
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert not search.isVisible()
    new = view.editor.graph.nodes[-1]
    assert new.name == "Tanh"
    assert new.at == (560, 160)
    assert view.editor.selection == {new.id}
    assert view.editor.undo_stack.undoText() == "Add Tanh"
    assert view.hasFocus()


def test_escape_closes_it_with_nothing_added(view: CanvasView) -> None:
    before = view.editor.document
    QTest.keyClicks(view, "t")
    assert view.gestures.search.isVisible()
    QTest.keyClick(view.gestures.search.field, Qt.Key.Key_Escape)
    assert not view.gestures.search.isVisible()
    assert view.editor.document == before


def test_a_letter_on_a_selected_node_places_after_it_connected_and_again(view: CanvasView) -> None:
    view.editor.select(["linear"])
    for word in ("tanh", "lin"):
        QTest.keyClicks(view, word[0])
        QTest.keyClicks(view.gestures.search.field, word[1:])
        QTest.keyClick(view.gestures.search.field, Qt.Key.Key_Return)
    tanh, last = view.editor.graph.nodes[-2:]
    assert (tanh.name, last.name) == ("Tanh", "Linear 2")
    assert view.editor.graph.sources(last.id) == [tanh.id]
    assert view.editor.graph.sources(tanh.id) == ["linear"]
    assert last.at[0] > tanh.at[0] > 240


def test_an_output_in_the_void_offers_what_fits_and_connects_it(view: CanvasView) -> None:
    pull_into_the_void(view, "linear", "")
    assert offered(view)[0] == "ReLU"
    assert "Input" not in offered(view)
    QTest.keyClick(view.gestures.search.field, Qt.Key.Key_Return)
    assert view.editor.graph.sources(view.editor.graph.nodes[-1].id) == ["linear"]
    assert view.editor.undo_stack.count() == 1


def test_an_input_in_the_void_offers_what_could_feed_it(view: CanvasView) -> None:
    pull_into_the_void(view, "add", "b")
    QTest.keyClicks(view.gestures.search.field, "input")
    QTest.keyClick(view.gestures.search.field, Qt.Key.Key_Return)
    assert view.editor.graph.feeds["add"] == {"b": view.editor.graph.nodes[-1].id}
    assert view.editor.undo_stack.count() == 1


def test_arrows_choose_from_the_list(view: CanvasView) -> None:
    double_click(view)
    search = view.gestures.search
    for key, row in ((Qt.Key.Key_Up, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(search.field, key)
        assert search.list.currentRow() == row
    second = offered(view)[1]
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert view.editor.graph.nodes[-1].name.startswith(second)


def test_titles_that_begin_with_the_letters_come_first(view: CanvasView) -> None:
    view.editor.select(["linear"])
    QTest.keyClicks(view, "r")
    QTest.keyClicks(view.gestures.search.field, "e")
    assert offered(view)[0] == "ReLU"
    assert "Square" in offered(view)


def test_words_that_nothing_has_place_nothing(view: CanvasView) -> None:
    before = view.editor.document
    double_click(view)
    QTest.keyClicks(view.gestures.search.field, "qqqq")
    assert offered(view) == []
    assert "qqqq" in view.gestures.search.nothing.text()
    assert view.gestures.search.nothing.isVisible()
    QTest.keyClick(view.gestures.search.field, Qt.Key.Key_Return)
    assert view.editor.document == before
