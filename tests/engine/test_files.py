"""Documents go out and come back the same; whatever is wrong with a file is said in one sentence."""

from __future__ import annotations

import copy
import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import files
from engine.dataset import dataset_kinds
from engine.document import Document
from engine.layer import layer_kinds
from engine.optimizer import optimizer_kinds
from engine.resources import resource
from engine.session import Session
from tests.engine.networks import KINDS, moons, seen

GOOD = files.to_json(moons())


def test_a_document_comes_back_equal(tmp_path):
    document = moons(notes="α ≤ 1\n“quoted”", seed=3, weight_draw=2)
    node = replace(document.graph.by_id["n3"], typed=(("b", (0.1,)), ("W", ((1e-300, *[None] * 7),))))
    document = replace(document, graph=document.graph.put(node))
    files.write(tmp_path / "a.undertow", document)
    opened = files.read(tmp_path / "a.undertow")
    assert opened.document == document
    assert opened.trained is None


def test_what_was_typed_before_a_layer_changed_its_shape_does_not_keep_the_file_from_opening(tmp_path):
    graph = moons().graph
    graph = graph.put(replace(graph.by_id["n3"], typed=(("W", ((1.5,) * 8,)), ("b", (0.25,)))))
    narrower = graph.replace("n1", KINDS["Linear"](3))
    files.write(tmp_path / "a.undertow", moons(graph=narrower))
    opened = files.read(tmp_path / "a.undertow").document
    assert opened.graph.by_id["n3"].typed == (("b", (0.25,)),)
    assert opened.graph.by_id["n1"] == narrower.by_id["n1"]
    # A node that lacks its input has no shape yet, and keeps all.
    files.write(tmp_path / "b.undertow", moons(graph=narrower.cut("n3", "x")))
    assert files.read(tmp_path / "b.undertow").document.graph.by_id["n3"].typed == graph.by_id["n3"].typed


@pytest.mark.parametrize("optimizer", optimizer_kinds().values())
def test_a_trained_document_goes_on_with_the_same_bits(tmp_path, optimizer):
    session = Session(moons(optimizer=optimizer()))
    session.train(23)
    files.write(tmp_path / "a.undertow", session.document, session.trained())
    opened = files.read(tmp_path / "a.undertow")
    again = Session(opened.document, opened.trained)
    session.train(4)
    again.train(4)
    assert seen(again) == seen(session)


@pytest.mark.parametrize("kind", dataset_kinds().values())
def test_every_kind_of_data_comes_back(kind):
    if not kind.from_file:
        document = moons(data=replace(moons().data, dataset=kind()))
        assert files.from_json(json.loads(json.dumps(files.to_json(document)))).document == document


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "from-an-editor.undertow"
    path.write_text(json.dumps(GOOD), encoding="utf-8-sig")
    assert files.read(path).document == moons()


def broken(change):
    """The good document with a change made to it."""
    told = copy.deepcopy(GOOD)
    change(told)
    return told


def node(told):
    return told["network"]["nodes"][1]


WRONG = {
    "unknown kind": (lambda d: node(d).update(kind="Linaer"), "perhaps 'Linear'"),
    "unknown knob": (lambda d: node(d).update(knobs={"unit": 3}), "no knob called 'unit'"),
    "knob of another type": (lambda d: node(d)["knobs"].update(units="eight"), "wants a whole number"),
    "knob out of range": (lambda d: node(d)["knobs"].update(units=0), "at least 1"),
    "half a character in an id": (lambda d: node(d).update(id="a\ud800"), "should be a text"),
    "duplicate id": (lambda d: node(d).update(id="n0"), "two nodes have the id 'n0'"),
    "edge to nowhere": (lambda d: d["network"]["edges"][0].update(to="n99"), "no node 'n99'"),
    "unknown port": (lambda d: d["network"]["edges"][0].update(port="q"), "no input called 'q'"),
    "port that is a list": (lambda d: d["network"]["edges"][0].update(port=[]), "should be a text"),
    "two edges into a port": (lambda d: d["network"]["edges"].append(d["network"]["edges"][0]), "an input takes one"),
    "a loop": (lambda d: d["network"].update(edges=[{"from": "n1", "to": "n2"}, {"from": "n2", "to": "n1"}]), "loop"),
    "parameter of a wrong shape": (lambda d: node(d).update(parameters={"b": [1, 2]}), "should be 8, but is 2"),
    "ragged parameter": (lambda d: node(d).update(parameters={"W": [[1], [1, 2]]}), "rows of equal length"),
    "parameter that is a text": (lambda d: node(d).update(parameters={"b": ["x"] * 8}), "should be a number"),
    "parameter that is no parameter": (lambda d: node(d).update(parameters={"V": [1]}), "no parameter 'V'"),
    "too many nodes": (lambda d: d["network"].update(nodes=[node(d)] * 2001), "up to 2,000"),
    "unknown key": (lambda d: d.update(nots="x"), "perhaps 'notes'"),
    "another version": (lambda d: d.update(undertow=2), "version 2"),
    "no network": (lambda d: d.pop("network"), "lacks 'network'"),
    "a node out of sight": (lambda d: node(d).update(at=[1e300, 0]), "between −1,000,000 and 1,000,000"),
    "a list": (lambda d: d.update(network=[]), "object in braces"),
    "seed beyond all numbers": (lambda d: d.update(seed=10**400), "at most"),
    "an older version": (lambda d: d.update(undertow=0), "Choose a file"),
    "version that is a long text": (lambda d: d.update(undertow="x" * 5000), "version 'xxx"),
    "seed that is a fraction": (lambda d: d.update(seed=0.5), "wants a whole number"),
    "training of another network": (lambda d: d.update(trained={"iteration": 1, "parameters": {}}), "lacks"),
    "unknown optimizer": (lambda d: d.update(optimizer={"kind": "SGD"}), "does not know"),
    "unknown data": (lambda d: d.update(data={"kind": "Moons"}), "does not know"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_one_sentence(name):
    change, part = WRONG[name]
    with pytest.raises(files.FileError) as error:
        files.from_json(broken(change))
    sentence = str(error.value)
    assert part in sentence
    assert "\n" not in sentence and len(sentence) < 400


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\x00", b'{"undertow": 1, "netw', b"[" * 100_000, b"null", b"NaN", b"9" * 5000]
)
def test_a_file_that_is_no_document_is_refused(tmp_path, content):
    path = tmp_path / "picture.undertow"
    path.write_bytes(content)
    with pytest.raises(files.FileError):
        files.read(path)


def test_numbers_that_are_no_numbers_are_refused(tmp_path):
    path = tmp_path / "nan.undertow"
    path.write_text(json.dumps(GOOD).replace("0.2", "NaN"))
    with pytest.raises(files.FileError, match="NaN, which is not a number"):
        files.read(path)


@given(st.integers(0, 10_000), st.sampled_from(["cut", "flip", "drop"]))
def test_a_damaged_file_is_opened_or_refused_and_nothing_else(place, how):
    text = json.dumps(GOOD)
    place %= len(text)
    damaged = {
        "cut": text[:place],
        "flip": text[:place] + "7" + text[place + 1 :],
        "drop": text[:place] + text[place + 5 :],
    }[how]
    try:
        files.from_json(json.loads(damaged, parse_constant=files._refuse_constant))
    except (files.FileError, json.JSONDecodeError):
        return


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.undertow"
    files.write(path, moons())
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        files.write(path, moons(seed=99))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.undertow"]


def test_half_a_character_does_not_keep_work_from_being_saved(tmp_path):
    document = files.from_json(json.loads(json.dumps({**GOOD, "notes": "a\ud800b"}))).document
    files.write(tmp_path / "a.undertow", document)
    assert files.read(tmp_path / "a.undertow").document.notes == "a?b"


def test_a_document_by_hand_needs_little():
    told = {
        "undertow": 1,
        "network": {
            "nodes": [{"id": "a", "kind": "Variable"}, {"id": "b", "kind": "Square"}],
            "edges": [{"from": "a", "to": "b"}],
        },
    }
    document = files.from_json(told).document
    assert [node.name for node in document.graph.nodes] == ["Variable", "Square"]
    assert Session(document).why_not_train == ""


def examples() -> list[Path]:
    return sorted(resource("examples").glob("*.undertow"))


SCHEMA = json.loads(resource("document.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_the_schema_describes_the_examples(path):
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(path.read_text(encoding="utf-8")))


def test_the_schema_describes_a_trained_document():
    session = Session(moons(optimizer=optimizer_kinds()["Adam"]()))
    session.train(2)
    told = json.loads(json.dumps(files.to_json(session.document, session.trained())))
    jsonschema.Draft202012Validator(SCHEMA).validate(told)


def test_the_schema_knows_every_kind_and_no_other():
    defined = SCHEMA["$defs"]
    assert set(defined["layerKind"]["enum"]) == set(layer_kinds())
    assert set(defined["optimizerKind"]["enum"]) == set(optimizer_kinds())
    assert set(defined["dataKind"]["enum"]) == set(dataset_kinds())


def test_the_schema_refuses_an_unknown_key():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate({**GOOD, "nots": ""})


def test_an_empty_document_comes_back():
    assert files.from_json(files.to_json(Document())).document == Document()
