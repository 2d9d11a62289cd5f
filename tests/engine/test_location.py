"""Any number that is shown has one location, from any view of it, and is found there again."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.element import Element, ParameterElement
from engine.inquiry.location import Location, find, is_current, locate, number_at
from engine.optimizer import optimizer_kinds
from engine.session import Session
from tests.engine.networks import moons


def stepped() -> Session:
    session = Session(moons())
    session.step("iteration")
    return session


@given(st.data())
def test_every_value_and_parameter_and_its_gradient_is_located_and_found_again(data):
    session = stepped()
    arrays = {}
    for id in session.plan.values:
        for is_gradient, array in ((False, session.values_of(id)), (True, session.gradient_of(id))):
            if array is not None:
                arrays[id, "", is_gradient] = array
        for name, held in session.parameters_of(id).items():
            arrays[id, name, False], arrays[id, name, True] = held.value, held.grad
    id, name, is_gradient = data.draw(st.sampled_from(sorted(arrays)))
    array = arrays[id, name, is_gradient]
    index = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
    element = ParameterElement(id, name, index) if name else Element(id, index[:-1], index[-1])
    location = Location(element, is_gradient)
    assert locate(session, array, index) == location
    assert number_at(session, location) == array[index]


def test_a_turned_view_and_a_part_of_one_are_the_same_numbers():
    session = stepped()
    weights = session.parameters_of("n1")["W"].value
    assert locate(session, weights.T[1:], (0, 2)) == Location(ParameterElement("n1", "W", (2, 1)))
    term = next(each for equation in session.equations for each in equation.given if each.symbol == "x")
    assert locate(session, term.array, (1, 3)) == Location(Element("n0", (1,), 3))


def test_what_is_neither_a_value_nor_a_parameter_has_no_location():
    session = stepped()
    assert locate(session, np.zeros(3), (1,)) is None
    adam = Session(moons(optimizer=optimizer_kinds()["Adam"]()))
    assert locate(adam, adam.run.update_of(0).memory, (0,)) is None


def test_nothing_is_found_where_the_network_has_become_smaller():
    location = Location(Element("n1", (7,), 31))
    assert find(stepped(), location) is not None
    smaller = Session(replace(moons(), batch_size=16))
    assert find(smaller, location) is None and number_at(smaller, Location(Element("gone", (0,)))) is None
    assert number_at(smaller, Location(ParameterElement("n1", "V", (0, 0)))) is None


def test_what_is_still_to_come_is_not_current_and_a_parameter_always_is():
    session = Session(moons())
    session.step("phase")
    session.step("phase")
    z, w = Element("n1", (0,), 0), ParameterElement("n1", "W", (0, 0))
    assert is_current(session, Location(z)) and not is_current(session, Location(z, is_gradient=True))
    assert is_current(session, Location(w)) and not is_current(session, Location(w, is_gradient=True))
    session.step("iteration")
    assert is_current(session, Location(z, is_gradient=True)) and is_current(session, Location(w, is_gradient=True))
