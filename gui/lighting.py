"""Lighting: which nodes, edges and numbers are lit, since the pointer is on them or something open is about them."""
from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from engine.element import ParameterElement
from engine.graph import Edge
from engine.inquiry.location import Location


@dataclass(frozen=True)
class Cell:
    """One number: ``part`` is "value", "gradient", the name of a parameter, or "∂" and that name for its gradient.

    ``index`` is its place in the array as the session shows it.
    """

    node: str
    part: str
    index: tuple[int, ...]

    @classmethod
    def of(cls, location: Location) -> Cell:
        """The number at a location."""
        element, is_gradient = location.element, location.is_gradient
        if isinstance(element, ParameterElement):
            return cls(element.node, f"{'∂' if is_gradient else ''}{element.name}", element.index)
        return cls(element.node, "gradient" if is_gradient else "value", (*element.index, element.example))


@dataclass(frozen=True)
class Light:
    """What is lit together. Whatever of it is not there any more is not shown."""

    nodes: frozenset[str] = frozenset()
    edges: frozenset[Edge] = frozenset()
    cells: frozenset[Cell] = frozenset()


NOTHING = Light()


class Lighting(QObject):
    """What stays lit, and what the pointer is on: that is shown in its place for as long as it lasts.

    Everybody may light; whoever shows nodes, edges or numbers listens to ``changed``.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = self._pointed = NOTHING

    @property
    def light(self) -> Light:
        """What is lit now."""
        return self._pointed if self._pointed != NOTHING else self._kept

    @property
    def kept(self) -> Light:
        """What stays lit, whatever the pointer is on."""
        return self._kept

    def point(self, light: Light | None) -> None:
        """The pointer is on what this stands for; None when it leaves."""
        self._set(self._kept, light or NOTHING)

    def keep(self, light: Light | None) -> None:
        """Let this stay lit; None ends it."""
        self._set(light or NOTHING, self._pointed)

    def _set(self, kept: Light, pointed: Light) -> None:
        before = self.light
        self._kept, self._pointed = kept, pointed
        if self.light != before:
            self.changed.emit()
