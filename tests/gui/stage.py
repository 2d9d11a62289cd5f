"""A stage for tests of the canvas: a scene with all that it is made of, and a small network on it."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.datasets.two_moons import TwoMoons
from engine.document import Document
from engine.graph import Edge, Graph, Node
from engine.layers.activations.tanh import Tanh
from engine.layers.data.input import Input
from engine.layers.data.target import Target
from engine.layers.losses.mean_squared_error import MeanSquaredError
from engine.layers.trained.linear import Linear
from engine.tables.data import DataRecipe
from gui.canvas.scene import CanvasScene
from gui.editor import Editor
from gui.playback.player import Player
from gui.settings import Settings
from gui.theme import Look

IN_LOSS = Edge("tanh", "loss", "ŷ")


def network() -> Document:
    """Input, Linear, Tanh in a row, and a loss with a Target below."""
    nodes = (
        Node("x", Input(), "Input", (0, 0)),
        Node("linear", Linear(1), "Linear", (236, 0)),
        Node("tanh", Tanh(), "Tanh", (472, 0)),
        Node("loss", MeanSquaredError(), "Loss", (708, 0)),
        Node("y", Target(), "Target", (472, 196)),
    )
    edges = (Edge("x", "linear", "x"), Edge("linear", "tanh", "z"), IN_LOSS, Edge("y", "loss", "y"))
    return Document(Graph(nodes, edges), DataRecipe(TwoMoons()), batch_size=4)


class Stage:
    """A scene and what it is made of."""

    def __init__(self, document: Document) -> None:
        self.settings = Settings()
        self.look = Look("light")
        self.editor = Editor(document)
        self.player = Player(self.editor, self.settings)
        self.scene = CanvasScene(self.editor, self.player, self.look, self.settings)

    def painted(self, at: QRectF, pixels: float = 2) -> QImage:
        """A part of the scene at so many pixels a unit: no more than 2, or cards open."""
        image = QImage(int(at.width() * pixels), int(at.height() * pixels), QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        self.scene.render(painter, QRectF(image.rect()), at)
        painter.end()
        return image

    def colours(self, at: QRectF) -> set[int]:
        """The colours that are there."""
        image = self.painted(at)
        return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def step_to(stage: Stage, phase: str, node: str) -> None:
    """Step by layer until this has just happened."""
    for _ in range(20):
        stage.player.step("layer")
        latest = stage.player.session.latest
        assert latest is not None
        if stage.player.session.equations[latest].group == (phase, node):
            return
    pytest.fail(f"no step came to {phase} of {node}")
