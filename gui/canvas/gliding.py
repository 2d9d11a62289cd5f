"""Gliding: cards that were put elsewhere by a command move there, briefly, so that the eye can follow."""
from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from engine.layout import Place
from gui.canvas.scene import CanvasScene

MILLISECONDS = 200


class Glide(QObject):
    """The document is changed at once; only the picture takes its time. Any gesture or edit ends it."""

    def __init__(self, scene: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._ways: dict[str, tuple[Place, Place]] = {}
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setDuration(MILLISECONDS)
        self.clock.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.clock.valueChanged.connect(self._show)
        self.clock.finished.connect(lambda: scene.hold({}))
        scene.editor.changed.connect(lambda *_: self.stop())

    def start(self, before: dict[str, Place]) -> None:
        """From these places to where the document has the nodes by now."""
        graph = self._scene.editor.graph
        self._ways = {
            id: (place, graph.node(id).at)
            for id, place in before.items()
            if id in graph.by_id and graph.node(id).at != place
        }
        if self._ways:
            self._scene.hold({id: place for id, (place, _) in self._ways.items()})
            self.clock.start()

    def stop(self) -> None:
        """All are where they belong."""
        if self.clock.state() != QVariantAnimation.State.Stopped:
            self.clock.stop()
            self._scene.hold({})

    def _show(self, share: float) -> None:
        self._scene.hold({id: _on_way(start, end, share) for id, (start, end) in self._ways.items()})


def _on_way(start: Place, end: Place, share: float) -> Place:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
