"""Location: which number of a network something is, whatever array it was read from."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from engine.element import Element, ParameterElement
from engine.inquiry.needed import owner
from engine.inquiry.record import Spot
from engine.inquiry.rules import Index
from engine.present import Present


@dataclasses.dataclass(frozen=True)
class Location:
    """One number of a value or of a parameter, or with ``is_gradient`` the derivative of the loss by it.

    It holds from one moment, batch and edit to the next, where an array and a place in it may not.
    """

    element: Element | ParameterElement
    is_gradient: bool = False

    @property
    def node(self) -> str:
        """The id of the node whose number it is."""
        return self.element.node


def locate(present: Present, array: np.ndarray, index: Index = ()) -> Location | None:
    """The location of ``array[index]``, which may be any view of what is shown.

    None for a number that is neither a value, nor a parameter, nor a gradient of one: what the optimizer keeps, say.
    Of parameters that several nodes share, it is the owner's. Raises IndexError for a place beside the array.
    """
    spot = Spot.of(array[(*index, np.newaxis)])
    for location, shown in _arrays(present):
        if owner(shown) is spot.owner:
            place = spot.index_in(shown)
            if place is not None:
                return _at(location, place)
    return None


def find(present: Present, location: Location) -> tuple[np.ndarray, Index] | None:
    """The array that holds it now and the place there; None where there is no such number now."""
    element = location.element
    if isinstance(element, ParameterElement):
        held = present.parameters_of(element.node).get(element.name)
        if held is None:
            return None
        array, index = held.grad if location.is_gradient else held.value, element.index
    else:
        ask = present.gradient_of if location.is_gradient else present.values_of
        shown = ask(element.node)
        if shown is None:
            return None
        array, index = shown, (*element.index, element.example)
    is_there = len(index) == array.ndim and all(0 <= at < size for at, size in zip(index, array.shape, strict=True))
    return (array, index) if is_there else None


def number_at(present: Present, location: Location) -> float | None:
    """The number that is there now, computed in this pass or not; None where there is no such number."""
    found = find(present, location)
    return None if found is None else float(found[0][found[1]])


def is_current(present: Present, location: Location) -> bool:
    """Whether the number is of the pass shown. A parameter always is."""
    if isinstance(location.element, ParameterElement):
        return not location.is_gradient or present.is_current(location.node, "parameters")
    return present.is_current(location.node, "gradient" if location.is_gradient else "value")


def _arrays(present: Present) -> Iterator[tuple[Location, np.ndarray]]:
    """All that has a location, each array with the location of a number of it."""
    for id, value in present.plan.values.items():
        yield Location(Element(id)), value.value
        if value.gradient is not None:
            yield Location(Element(id), is_gradient=True), value.grad
    for id in present.weights.blocks:
        if present.weights.is_owner(id):
            for name, held in present.parameters_of(id).items():
                yield Location(ParameterElement(id, name)), held.value
                yield Location(ParameterElement(id, name), is_gradient=True), held.grad


def _at(location: Location, place: Index) -> Location:
    element = location.element
    if isinstance(element, Element):
        return dataclasses.replace(location, element=Element(element.node, place[:-1], place[-1]))
    return dataclasses.replace(location, element=dataclasses.replace(element, index=place))
