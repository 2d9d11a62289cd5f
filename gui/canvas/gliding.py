"""Gliding: cards that are put elsewhere, or that give way, move there briefly, so that the eye can follow."""
from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from engine.layout import Place
from gui.canvas.scene import CanvasScene
from gui.motion import is_reduced
from gui.settings import Settings

MILLISECONDS = 200


class Glide(QObject):
    """Only the picture takes its time: the document is changed at once, or not at all. Any edit ends it."""

    def __init__(self, scene: CanvasScene, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._scene, self._settings = scene, settings
        self._ways: dict[str, tuple[Place, Place]] = {}
        self._in_hand: dict[str, Place] = {}
        self._giving_way: dict[str, Place] = {}
        self.clock = QVariantAnimation(self)
        self.clock.setStartValue(0.0)
        self.clock.setEndValue(1.0)
        self.clock.setDuration(MILLISECONDS)
        self.clock.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.clock.valueChanged.connect(self._show)
        scene.editor.changed.connect(lambda *_: self.stop())

    def start(self, before: Mapping[str, Place]) -> None:
        """From these places to where the document has the nodes by now."""
        known = self._scene.editor.graph.by_id
        self._go({id: (place, known[id].at) for id, place in before.items() if id in known and known[id].at != place})

    def carry(self, in_hand: Mapping[str, Place], giving_way: Mapping[str, Place]) -> None:
        """Nodes that follow the hand at once, and others that give way to it; those that did before go back."""
        self._in_hand = dict(in_hand)
        if giving_way == self._giving_way:
            self._show(self.clock.currentValue() if self._is_moving() else 1.0)
            return
        items, known = self._scene.nodes, self._scene.editor.graph.by_id
        moving = {*self._giving_way, *giving_way} - in_hand.keys()
        self._giving_way = dict(giving_way)
        self._go({id: (items[id].pos().toTuple(), giving_way.get(id, known[id].at)) for id in moving})

    def stop(self) -> None:
        """All are where they belong."""
        self.clock.stop()
        self._ways, self._in_hand, self._giving_way = {}, {}, {}
        self._scene.hold({})

    def _go(self, ways: dict[str, tuple[Place, Place]]) -> None:
        self.clock.stop()
        self._ways = ways
        is_shown_at_once = not ways or is_reduced(self._settings)
        self._show(1.0 if is_shown_at_once else 0.0)
        if not is_shown_at_once:
            self.clock.start()

    def _is_moving(self) -> bool:
        return self.clock.state() != QVariantAnimation.State.Stopped

    def _show(self, share: float) -> None:
        self._scene.hold({id: _on_way(*way, share) for id, way in self._ways.items()} | self._in_hand)


def _on_way(start: Place, end: Place, share: float) -> Place:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
