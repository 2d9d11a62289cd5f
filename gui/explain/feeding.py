"""Feeding: what made the number that is pointed at, framed among the operands and lit on the canvas."""
from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from engine.origins import Origins
from engine.rules import Index
from gui.explain import number_words
from gui.explain.askable_numbers import AskableNumbers
from gui.explain.tracing import Tracing
from gui.lighting import Lighting
from gui.playback.player import Player


class Feeding(QObject):
    """Belongs to one view of numbers."""

    def __init__(self, numbers: AskableNumbers, tracing: Tracing, player: Player, lighting: Lighting) -> None:
        super().__init__(numbers)
        self._array: np.ndarray | None = None
        self._numbers, self._tracing, self._player, self._lighting = numbers, tracing, player, lighting
        numbers.pointed.connect(self._on_pointed)

    def _on_pointed(self, array: np.ndarray | None, index: Index | None) -> None:
        self._array = array
        if array is None or index is None or self._player.is_playing:
            self._end()
        else:
            self._tracing.ask(partial(self._show, array, index))

    def _show(self, array: np.ndarray, index: Index, origins: Origins) -> None:
        if array is not self._array:
            return
        try:
            number = origins.of(array, index)
        except ValueError:
            # It is greyed, and its tip says the rest.
            self._end()
            return
        places = (origins.place(each) for each in number_words.made_of(number))
        self._numbers.show_feeding(place for place in places if place is not None)
        self._lighting.point(number_words.light_of(self._player.shown, origins, number))

    def _end(self) -> None:
        self._numbers.show_feeding(())
        self._lighting.point(None)
