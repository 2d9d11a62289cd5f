"""A network that reads, by keys alone: a text is chosen and learned, and of other data it is told what misfits."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.optimizer import optimizer_kinds
from engine.tables.data import DataRecipe
from gui.data.passages import Passages
from tests.engine.networks import KINDS, chain


def test_a_text_is_chosen_and_learned(window, qtbot):
    layers = KINDS["Embedding"](45, 8), KINDS["Flatten"](), KINDS["Linear"](45), KINDS["CrossEntropy"](input="logits")
    graph = chain(KINDS["Input"](), *layers)
    window.editor.open(Document(graph, DataRecipe(TwoMoons()), optimizer_kinds()["Adam"](0.01), batch_size=32))
    window.left.setCurrentWidget(window.data_page)
    page = window.data_page
    page.list.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Up):
        QTest.keyClick(page.list, key)
    assert page.list.currentItem().text() == "Poem"
    assert page.sentence.text() == ""
    assert window.editor.document.graph == graph
    assert window.editor.document.shapes.problems == {}
    start = window.player.session.score("train").loss
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.player.session.moment.iteration > 300, timeout=30_000)
    QTest.keyClick(window.view, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not window.player.is_playing)
    assert window.player.session.score("train").loss < start / 2
    drawing = window.data_picture.sheet.drawing
    assert isinstance(drawing, Passages) and len(drawing.written) == 40
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Home)
    assert page.list.currentItem().text() == "Noisy line"
    assert page.sentence.text().startswith("Cross-entropy wants inputs of one shape but is given 45 and 1;")
    assert page.sentence.text().endswith(" The network stays as it is.")
    assert window.editor.document.graph == graph
