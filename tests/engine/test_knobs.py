"""Knobs: what they take, what they refuse in which words, and that every kind's own default is one it takes."""
from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset import dataset_kinds
from engine.knobs import KnobError, knob, knob_values, knobs, with_knobs
from engine.layer import layer_kinds
from engine.optimizer import optimizer_kinds
from tests.engine.drawing import instances

KINDS = [*layer_kinds().values(), *optimizer_kinds().values(), *dataset_kinds().values()]

# A dataset of one's own is more than its knobs; it is made from a file.
MADE_OF_KNOBS = [kind for kind in KINDS if len(dataclasses.fields(kind)) == len(knobs(kind))]


@dataclasses.dataclass(frozen=True)
class Oven:
    title = "Oven"

    heat: float = knob(180.0, "Heat", above=0.0, high=300.0, words="In degrees.")
    trays: int = knob(1, "Trays", low=1)
    fan: bool = knob(False, "Fan")
    mode: str = knob("bake", "Mode", choices=("bake", "grill"))
    times: tuple[int, ...] = knob((), "Times", low=0)
    label: str = knob("", "Label")
    secret: int = 3
    timer: int = knob(10, "Timer", only=("mode", ("grill",)), kw_only=True)


@dataclasses.dataclass(frozen=True)
class LargeOven(Oven):
    racks: int = knob(2, "Racks")


def test_knobs_are_the_declared_fields_in_their_order():
    assert [each.name for each in knobs(Oven)] == ["heat", "trays", "fan", "mode", "times", "label", "timer"]
    heat = knobs(Oven)[0]
    assert (heat.label, heat.type, heat.default) == ("Heat", float, 180.0)
    assert (heat.above, heat.high, heat.low) == (0.0, 300.0, None)
    assert heat.words == "In degrees."


def test_a_knob_by_keyword_comes_after_those_of_the_kinds_below():
    assert [each.name for each in knobs(LargeOven)][-2:] == ["racks", "timer"]


def test_a_knob_may_matter_only_with_a_value_of_another():
    timer = knobs(Oven)[-1]
    assert [timer.matters(Oven(mode=mode)) for mode in ("bake", "grill")] == [False, True]
    assert knobs(Oven)[0].matters(Oven())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_a_knob_depends_on_is_there_and_may_have_these_values(kind):
    declared = {each.name: each for each in knobs(kind)}
    for each in declared.values():
        if each.only is not None:
            name, values = each.only
            assert {declared[name].check(kind.title, value) for value in values} == set(values)


def test_values_are_kept_in_the_type_of_their_knob():
    oven = with_knobs(Oven, {"heat": 200, "times": [3, 4], "fan": True})
    assert oven == Oven(heat=200.0, times=(3, 4), fan=True)
    assert type(oven.heat) is float
    assert knob_values(oven) == {
        "heat": 200.0, "trays": 1, "fan": True, "mode": "bake", "times": (3, 4), "label": "", "timer": 10
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"heat": 0}, "Oven: Heat wants more than 0 but is given 0."),
        ({"heat": 301}, "Oven: Heat wants at most 300 but is given 301."),
        ({"heat": float("nan")}, "Oven: Heat wants a number but is given nan."),
        ({"heat": float("inf")}, "Oven: Heat wants a number but is given inf."),
        ({"heat": 10**400}, "Oven: Heat wants a number but is given inf."),
        ({"heat": True}, "Oven: Heat wants a number but is given true."),
        ({"heat": "hot"}, "Oven: Heat wants a number but is given 'hot'."),
        ({"heat": None}, "Oven: Heat wants a number but is given null."),
        ({"trays": 0}, "Oven: Trays wants at least 1 but is given 0."),
        ({"trays": 1.5}, "Oven: Trays wants a whole number but is given 1.5."),
        ({"trays": True}, "Oven: Trays wants a whole number but is given true."),
        ({"fan": 1}, "Oven: Fan wants true or false but is given 1."),
        ({"mode": "boil"}, "Oven: Mode is one of bake, grill, not 'boil'."),
        ({"mode": 3}, "Oven: Mode wants a text but is given 3."),
        ({"times": 3}, "Oven: Times wants a list but is given 3."),
        ({"times": "34"}, "Oven: Times wants a list but is given '34'."),
        ({"times": [3, -1]}, "Oven: Times wants at least 0 but is given -1."),
        ({"times": [3, "x"]}, "Oven: Times wants a whole number but is given 'x'."),
        ({"secret": 4}, "Oven has no knob called 'secret'; it has heat, trays, fan, mode, times, label, timer."),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_a_sentence(values, words):
    with pytest.raises(KnobError) as refusal:
        with_knobs(Oven, values)
    assert str(refusal.value) == words


def test_a_long_value_is_shortened_in_the_sentence():
    with pytest.raises(KnobError) as refusal:
        with_knobs(Oven, {"mode": "x" * 1000})
    assert len(str(refusal.value)) < 120


def test_a_kind_without_knobs_says_so():
    with pytest.raises(KnobError, match="Tanh has no knob called 'rate'; it has none at all"):
        with_knobs(layer_kinds()["Tanh"], {"rate": 1.0})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_default_is_a_value_its_knob_takes(kind):
    for each in knobs(kind):
        assert each.check(kind.title, each.default) == each.default
        assert each.label


@pytest.mark.parametrize("kind", MADE_OF_KNOBS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_knobs_survive_a_file(kind, data):
    """Through JSON and back: lists become tuples again, whole numbers stay whole."""
    instance = data.draw(instances(kind))
    assert with_knobs(kind, json.loads(json.dumps(knob_values(instance)))) == instance


@given(st.sampled_from(KINDS), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
))  # fmt: skip
def test_any_value_is_taken_or_refused_in_a_sentence(kind, value):
    for each in knobs(kind):
        refusal = ""
        try:
            hash(each.check(kind.title, value))
        except KnobError as error:
            refusal = str(error)
        assert not refusal or (refusal.startswith(kind.title) and refusal.endswith("."))
