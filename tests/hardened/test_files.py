"""Files that were changed by chance or ill will open or are refused with a sentence, quickly and in little memory."""
from __future__ import annotations

import json
import os
import random
import warnings
from functools import cache
from pathlib import Path

import pytest

from engine import files
from engine.dataset import dataset_kinds
from engine.knobs import knobs
from engine.layer import layer_kinds
from engine.resources import resource
from engine.session import Session
from tests.hardened.limits import limits
from tests.hardened.mutations import mutated
from tests.hardened.using import is_sentence

COUNT = int(os.environ.get("UNDERTOW_FILES", "150"))
SECONDS, MEGABYTES = 1.0, 200
PARTS = 10


@cache
def sources() -> tuple[bytes, ...]:
    """Every example, as it ships and with what some iterations made of its parameters."""
    found = []
    for path in sorted(resource("examples").glob("*.undertow")):
        document = files.read(path).document
        session = Session(document)
        session.train(3)
        told = files.to_json(document, session.trained()) if not session.why_not_train else files.to_json(document)
        found += [path.read_bytes(), json.dumps(told).encode()]
    return tuple(found)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_file_opens_or_is_refused_with_a_sentence(part, tmp_path):
    for number in range(part, COUNT, PARTS):
        rng = random.Random(number)
        path = tmp_path / f"{number}.undertow"
        path.write_bytes(mutated(rng.choice(sources()), rng))
        try:
            open_within_limits(path)
        except BaseException as error:
            error.add_note(f"UNDERTOW file number {number}")
            raise
        path.unlink()


def open_within_limits(path: Path) -> bool:
    """Read it and compute one iteration; False if it is refused."""
    with warnings.catch_warnings(), limits(SECONDS, MEGABYTES):
        warnings.simplefilter("error")
        try:
            opened = files.read(path)
        except files.FileError as error:
            is_sentence(str(error), longest=700)
            return False
        session = Session(opened.document, opened.trained)
        is_sentence(session.why_not_step or "It steps.")
    return True


def test_an_example_with_any_knob_at_its_end_opens_within_the_limits(tmp_path):
    """The largest layers and data there may be, with the optimizer that remembers most."""
    path, kinds = tmp_path / "end.undertow", layer_kinds() | dataset_kinds()
    for source in sources()[::2]:
        told = json.loads(source)
        told["optimizer"] = {"kind": "Adam"}
        for entry in (*told["network"]["nodes"], told["data"] or {"kind": "Tanh"}):
            before = entry.get("knobs")
            for knob in knobs(kinds[entry["kind"]]):
                if knob.type is int and knob.high is not None:
                    entry["knobs"] = {**(before or {}), knob.name: int(knob.high)}
                    path.write_text(json.dumps(told), encoding="utf-8")
                    assert open_within_limits(path), (entry, knob.name)
            entry.pop("knobs", None)
            if before is not None:
                entry["knobs"] = before


@pytest.mark.parametrize("tied", [False, True])
def test_as_many_nodes_as_there_may_be_open_within_the_limits(tmp_path, tied):
    nodes = [{"id": f"n{number}", "kind": "Tanh", "name": f"Tanh {number}"} for number in range(1, files.MOST_NODES)]
    if tied:
        nodes = [{**node, "kind": "Variable", "tied": "n0"} for node in nodes]
    edges = [] if tied else [{"from": f"n{number}", "to": f"n{number + 1}"} for number in range(files.MOST_NODES - 1)]
    network = {"nodes": [{"id": "n0", "kind": "Variable"}, *nodes], "edges": edges}
    path = tmp_path / "long.undertow"
    path.write_text(json.dumps({"undertow": 1, "network": network}), encoding="utf-8")
    assert open_within_limits(path)
    if edges:
        network["nodes"][0]["kind"] = "Tanh"
        network["edges"] = [*edges, {"from": f"n{files.MOST_NODES - 1}", "to": "n0"}]
        path.write_text(json.dumps({"undertow": 1, "network": network}), encoding="utf-8")
        assert not open_within_limits(path), "a loop of all of them"
