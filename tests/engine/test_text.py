"""A text becomes examples character by character, and a learner's own file is read whole or refused with a sentence."""
from __future__ import annotations

import pathlib

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from engine.datasets.own_text import MOST_CHARACTERS, OwnText
from engine.datasets.poem import Poem
from engine.knobs import KnobError
from engine.tables.characters import character_name
from engine.tables.own_file import OwnFileError
from engine.tables.text_file import read_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=17, max_size=60)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def written(tmp_path: pathlib.Path, held: bytes) -> pathlib.Path:
    path = tmp_path / "spell.txt"
    path.write_bytes(held)
    return path


@given(TEXTS, st.integers(1, 16), st.integers(1, 60))
def test_each_place_is_an_example_of_what_is_before_it(text: str, context: int, most: int) -> None:
    table = OwnText(context, most, text=text).make(rng())
    known = sorted(set(text))
    assert table.examples == min(most, len(text) - context)
    for example, column in enumerate(table.columns.T):
        assert [known[int(number)] for number in column] == list(text[example : example + context + 1])
    assert set(map(len, table.classes.values())) == {len(known)}


def test_columns_are_named_by_how_far_they_are_before() -> None:
    table = OwnText(context=2, text="abracadabra abracadabra").make(rng())
    assert table.names == ("2 before", "1 before", "next")
    assert (table.features, table.targets) == (("2 before", "1 before"), ("next",))
    assert table.classes["next"] == ("␣", "a", "b", "c", "d", "r")
    assert table.columns[:, 0].tolist() == [1, 2, 5]


def test_the_poem_is_whole() -> None:
    table = Poem(context=1).make(rng())
    last = [table.classes["next"][int(number)] for number in table.column("next")]
    assert "'" + "".join(last).replace("␣", " ").replace("↵", "\n") == Poem().letters()
    lines = Poem().letters().splitlines()
    assert len(lines) == 7 * 4 + 6
    assert lines[:4] == lines[-4:]
    assert Poem().letters().isascii()


@pytest.mark.parametrize(
    ("character", "name"),
    [("a", "a"), (" ", "␣"), ("\n", "↵"), ("\t", "⇥"), ("ß", "ß"), ("\u0301", "U+0301"), ("\u200b", "U+200B")],
)
def test_a_character_is_shown_by_a_name_that_can_be_seen(character: str, name: str) -> None:
    assert character_name(character) == name


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_whole_with_plain_ends_of_lines(tmp_path: pathlib.Path, end: str) -> None:
    lines = ["Twas brillig,", "and the slithy", "törves"]
    read = read_text(written(tmp_path, b"\xef\xbb\xbf" + end.join(lines).encode()))
    assert read == OwnText(text="\n".join(lines) + "\n", source="spell.txt")


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (b"", "spell.txt is empty; choose a text"),
        (b" \n\n", "spell.txt is empty; choose a text"),
        (b"abracadabra", "wants 17 to 1,000,000 characters but is given 12; choose a longer text"),
        (b"a" * 1_000_001, "is given 1,000,002; choose a shorter text"),
        (b"a" * 4_000_001, "spell.txt is larger than 4 MB; choose a shorter text"),
        (b"abra\ncadabra \xfcber", r"spell.txt is not in UTF-8 \(line 2\); save it as plain text"),
        ("abracadabra abracadabra".encode("utf-16"), "spell.txt is not a text file; save it as plain text"),
        ("".join(map(chr, range(0x4E00, 0x51E9))).encode(), "at most 1,000 different characters but is given 1,0"),
    ],
    ids=["empty", "blank", "short", "long", "large", "not UTF-8", "UTF-16", "many"],
)
def test_a_file_that_is_no_text_to_learn_is_refused(tmp_path: pathlib.Path, held: bytes, sentence: str) -> None:
    with pytest.raises(OwnFileError, match=sentence) as told:
        read_text(written(tmp_path, held))
    assert str(told.value).startswith("spell.txt")
    assert str(told.value).endswith(".")


def test_what_is_no_file_is_refused(tmp_path: pathlib.Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt"):
        with pytest.raises(OwnFileError, match=r"There is no file .*; choose a text file\."):
            read_text(path)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "wants text, which is missing"),
        ({"text": 5}, "text wants a text but is given int"),
        ({"text": "a" * 40, "source": None}, "source wants a text but is given NoneType"),
        ({"text": "a" * 40, "context": 17}, "Context wants at most 16"),
        ({"text": "a" * (MOST_CHARACTERS + 1)}, "is given 1,000,001; choose a shorter text"),
        ({"text": "\ud800" * 40}, "wants readable characters"),
    ],
    ids=["none", "number", "source", "context", "long", "surrogates"],
)
def test_a_wrong_text_in_a_document_is_refused(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(KnobError, match=sentence) as told:
        OwnText.from_json(values)
    assert str(told.value).startswith("Own text")
    assert len(str(told.value)) < 200
