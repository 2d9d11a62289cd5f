"""Each example reaches what its notes say."""
from __future__ import annotations

import re

import pytest

from engine import files
from engine.resources import resource
from engine.session import Session

GOAL = re.compile(r"After ([\d,]+) iterations (?:the loss is below ([\d.e−-]+)\.|more than (\d+) % of the training)")


@pytest.mark.parametrize("path", sorted(resource("examples").glob("*.undertow")), ids=lambda path: path.stem)
def test_an_example_reaches_what_its_notes_say(path):
    document = files.read(path).document
    found = GOAL.search(document.notes)
    assert found, f"the notes of {path.name} state no goal"
    session = Session(document)
    iterations = int(found[1].replace(",", ""))
    assert session.train(iterations) == iterations
    score = session.score("train")
    if found[2]:
        assert score.loss < float(found[2].replace("−", "-"))
    else:
        assert score.accuracy > int(found[3]) / 100
