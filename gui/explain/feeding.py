"""Feeding: what made the number that is pointed at: seen and framed among the operands, and lit on the canvas."""
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from engine.inquiry.rules import Index
from gui.explain import number_words
from gui.explain.askable_numbers import AskableNumbers
from gui.explain.tracing import Tracing
from gui.lighting import Lighting
from gui.playback.player import Player

if TYPE_CHECKING:
    # Imported when the first number is opened.
    from engine.inquiry.origins import Origins


class Feeding(QObject):
    """Belongs to one view of numbers."""

    def __init__(self, numbers: AskableNumbers, tracing: Tracing, player: Player, lighting: Lighting) -> None:
        super().__init__(numbers)
        self._array: np.ndarray | None = None
        self._numbers, self._tracing, self._player, self._lighting = numbers, tracing, player, lighting
        numbers.pointed.connect(self._on_pointed)
        numbers.moved_on.connect(self._on_moved_on)

    def _on_pointed(self, array: np.ndarray | None, index: Index | None) -> None:
        self._array = array
        if array is None or index is None or self._player.is_playing:
            self._end()
        else:
            self._tracing.ask(partial(self._show, array, index))

    def _on_moved_on(self, array: np.ndarray, index: Index) -> None:
        """The operands come along with the result."""
        self._tracing.ask(partial(self._follow, array, index))

    def _follow(self, array: np.ndarray, index: Index, origins: Origins) -> None:
        self._numbers.follow(self._places(array, index, origins))

    def _places(self, array: np.ndarray, index: Index, origins: Origins) -> list[tuple[np.ndarray, Index]]:
        """Where all stands that the number there was made of; nowhere while it is not computed."""
        try:
            made_of = number_words.made_of(origins.of(array, index))
        except ValueError:
            return []
        return [place for place in map(origins.place, made_of) if place is not None]

    def _show(self, array: np.ndarray, index: Index, origins: Origins) -> None:
        places = self._places(array, index, origins) if array is self._array else []
        self._numbers.show_feeding(places)
        light = number_words.light_of(self._player.shown, origins, origins.of(array, index)) if places else None
        self._lighting.point(light)

    def _end(self) -> None:
        self._numbers.show_feeding(())
        self._lighting.point(None)
