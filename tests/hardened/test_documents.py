"""Random documents compile and step, or are refused with a sentence."""
from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import Phase, event, given, settings

from engine import room
from engine.shapes import infer
from tests.hardened.documents import documents
from tests.hardened.using import use

COUNT = int(os.environ.get("UNDERTOW_DOCUMENTS", "60"))


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So that what there is no room for is met often, and what there is room for is quick."""
    monkeypatch.setattr(room, "MOST_PARAMETERS", 50_000)
    monkeypatch.setattr(room, "MOST_BYTES", 16 * 2**20)
    infer.cache_clear()
    yield
    infer.cache_clear()


@settings(max_examples=COUNT, phases=[Phase.generate])
@given(documents())
def test_any_document_works_or_says_why_not(little_room, document):
    event(use(document))
