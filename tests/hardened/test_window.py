"""Random documents in the window: whatever their numbers are, every page draws them, and no console hears of it."""
from __future__ import annotations

import os
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from PySide6.QtCore import QCoreApplication

from engine.dataset import dataset_kinds
from engine.datasets.own_data import OwnData
from engine.document import Document
from engine.graph import Graph, Node
from engine.layer import Layer
from engine.tables.data import DataRecipe
from gui.window import Window
from tests.engine.networks import KINDS, chain, moons
from tests.hardened.documents import documents
from tests.hardened.test_documents import little_room

__all__ = ["little_room"]
COUNT = int(os.environ.get("UNDERTOW_WINDOWS", "5"))


def show(window: Window, document: Document) -> None:
    """Use it, and hear of every warning: raised amid painting, one would bring the program down."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        look_at_all_of_it(window, document)
    assert [str(each.message) for each in told] == []


def look_at_all_of_it(window: Window, document: Document) -> None:
    """Open it, step through an iteration, train a little, and look at every page and every node."""
    player, tabs = window.player, window.right_tabs
    window.editor.open(document)
    for _ in range(6):
        player.step("layer")
        QCoreApplication.processEvents()
    for page in (window.values_page, window.settings_page, window.explain_page):
        tabs.setCurrentWidget(page)
        for node in document.graph.nodes[:5]:
            window.editor.select([node.id])
            QCoreApplication.processEvents()
    player.step("iteration")
    player.back("equation")
    player.train()
    for _ in range(5):
        QCoreApplication.processEvents()
    player.pause()
    for _ in range(2):
        window.loss_plot.log_button.toggle()
        QCoreApplication.processEvents()
    assert not window.grab().isNull()


@settings(max_examples=COUNT, phases=[Phase.generate])
@given(documents())
def test_any_document_is_drawn(little_room, window, document):
    show(window, document)


def with_outputs(*layers: Layer, loss: Layer, times: float) -> Graph:
    """Layers whose last output, times a number, goes into the loss."""
    graph = chain(*layers, KINDS["Multiply"](), loss)
    many = f"n{len(layers)}"
    graph = graph.put(Node("c", KINDS["Constant"]((times,)), "c"))
    return graph.join("c", many, "b").cut(f"n{len(layers) + 1}", "y").join("target", f"n{len(layers) + 1}", "y")


INPUT, LINEAR, SQUARED = KINDS["Input"](), KINDS["Linear"], KINDS["MeanSquaredError"]()
LINE = DataRecipe(dataset_kinds()["NoisyLine"]())
BLOBS = DataRecipe(dataset_kinds()["Blobs"](classes=3))
PAIR = DataRecipe(OwnData(("x", "y"), np.array([[0.0, 1.0], [1.0, 0.0]]).tobytes(), ("x",), ("y",)), test_part=0.0)
EXTREMES = {
    "a loss near the largest number": moons(
        graph=with_outputs(INPUT, LINEAR(1), loss=KINDS["MeanAbsoluteError"](), times=1e308), data=LINE
    ),
    "classes with logits near the largest number": moons(
        graph=with_outputs(INPUT, LINEAR(3), loss=KINDS["CrossEntropy"](), times=1e308), data=BLOBS
    ),
    "a curve that leaves the picture": moons(
        graph=with_outputs(INPUT, LINEAR(1), loss=KINDS["MeanAbsoluteError"](), times=1e307), data=PAIR
    ),
    "a run that diverges": replace(moons(), optimizer=replace(moons().optimizer, rate=1e300)),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_is_drawn(window, name):
    show(window, EXTREMES[name])
