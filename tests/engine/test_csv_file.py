"""A learner's CSV file is read as it stands, or refused with a sentence that says where the fault is."""
from __future__ import annotations

import csv
import os
import pathlib
import tempfile
from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from engine.datasets.own_data import LARGEST
from engine.tables.csv_file import column_names, preview, read_csv
from engine.tables.own_file import OwnFileError

Write = Callable[..., pathlib.Path]
FRUIT = "weight,width,fruit\n150,7.5,apple\n120,3.5,banana\n160,8,apple\n"


@pytest.fixture
def write(tmp_path: pathlib.Path) -> Write:
    def written(content: str | bytes, name: str = "data.csv") -> pathlib.Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def test_the_last_column_is_the_target_and_its_texts_are_classes(write: Write) -> None:
    data = read_csv(write(FRUIT))
    assert data.names == ("weight", "width", "fruit")
    assert data.inputs == ("weight", "width")
    assert data.targets == ("fruit",)
    assert data.classes == (("fruit", ("apple", "banana")),)
    assert data.columns.tolist() == [[150, 120, 160], [7.5, 3.5, 8], [0, 1, 0]]
    assert data.source == "data.csv"


def test_the_order_of_classes_is_that_of_their_names(write: Write) -> None:
    data = read_csv(write("x,class\n1,c\n2,a\n3,b\n"))
    assert data.classes == (("class", ("a", "b", "c")),)
    assert data.columns[1].tolist() == [2, 0, 1]


def test_inputs_and_targets_are_chosen_by_name_and_the_rest_is_left_out(write: Write) -> None:
    data = read_csv(write("id,a,b,c\nx1,1,2,3\n7,4,5,6\n"), inputs=["c", "a"], targets=["b"])
    assert data.names == ("a", "b", "c")
    assert data.inputs == ("c", "a")
    assert data.targets == ("b",)
    assert data.columns.tolist() == [[1, 4], [2, 5], [3, 6]]


def test_choosing_one_role_leaves_the_rest_to_the_other(write: Write) -> None:
    path = write("a,b,c\n1,2,3\n")
    assert read_csv(path, targets=["a"]).inputs == ("b", "c")
    assert read_csv(path, inputs=["a"]).targets == ("c",)
    assert read_csv(path, inputs=["c"]).targets == ("b",)


def test_a_text_input_becomes_class_numbers(write: Write) -> None:
    data = read_csv(write("colour,y\nred,1\nblue,2\nred,3\n"))
    assert data.columns[0].tolist() == [1, 0, 1]
    assert dict(data.classes)["colour"] == ("blue", "red")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_usual_delimiter_and_line_end(write: Write, delimiter: str, newline: str) -> None:
    text = FRUIT.replace(",", delimiter).replace("\n", newline)
    assert read_csv(write(text)).to_json() == read_csv(write(FRUIT)).to_json()


def test_semicolons_allow_a_decimal_comma(write: Write) -> None:
    assert read_csv(write("a;b\n1,5;2\n-2,25;3\n")).columns[0].tolist() == [1.5, -2.25]


def test_decimal_commas_and_points_in_one_column_are_ambiguous(write: Write) -> None:
    with pytest.raises(OwnFileError, match="Row 3, column 'a': wanted a number but found '2,25'"):
        read_csv(write("a;b\n1.500;2\n2,25;3\n"))


@pytest.mark.parametrize(
    "content",
    [
        "größe,y\n1,2\n".encode(),
        "größe,y\n1,2\n".encode("utf-8-sig"),
        "größe,y\n1,2\n".encode("latin-1"),
    ],
)
def test_utf_8_with_or_without_mark_and_latin_1(write: Write, content: bytes) -> None:
    assert read_csv(write(content)).names == ("größe", "y")


def test_blank_rows_spaces_and_quotes_do_no_harm(write: Write) -> None:
    data = read_csv(write('\n a , "b, and c"\n\n 1 , 2 \n,\n"3", "4"\n\n'))
    assert data.names == ("a", "b, and c")
    assert data.columns.tolist() == [[1, 3], [2, 4]]


@pytest.mark.parametrize("cell", ["1", "-1.5", "+.5", "2.", "1e3", "1E-3", "007", "-0"])
def test_what_is_a_number(write: Write, cell: str) -> None:
    assert read_csv(write(f"a,b\n{cell},0\n")).columns[0, 0] == float(cell)


@pytest.mark.parametrize("cell", ["nan", "inf", "-Infinity", "1_000", "0x10", "١", "1e999", "1e101", "n/a", "?", "1 2"])
def test_what_is_no_number_is_told_by_row_and_column(write: Write, cell: str) -> None:
    with pytest.raises(OwnFileError) as told:
        read_csv(write(f"name,age,y\n1,2,3\n\n1,{cell},3\n"))
    assert str(told.value).startswith(f"Row 4, column 'age': wanted a number but found '{cell}'; ")


def test_an_empty_cell_is_told_by_row_and_column(write: Write) -> None:
    with pytest.raises(OwnFileError, match="Row 3, column 'fruit': the cell is empty; fill it in or delete the row"):
        read_csv(write("weight,fruit\n1,apple\n2, \n"))


def test_a_bad_cell_in_a_column_that_is_not_used_does_no_harm(write: Write) -> None:
    assert read_csv(write("a,note,y\n1,,2\n2,5,3\n3,x,4\n"), inputs=["a"], targets=["y"]).names == ("a", "y")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "empty"),
        ("\n \n,,\n", "empty"),
        ("\ufeff", "empty"),
        ("a,b\n", "no rows"),
        ("1,2\n3,4\n", "first row holds only numbers"),
        ("1,5;2,5;7\n3;4;5\n", "first row holds only numbers"),
        ("a,b,a\n1,2,3\n", "Two columns are called 'a'"),
        ("a,,c\n1,2,3\n", "Column 2 has no name"),
        ("a,b\n1,2\n3\n", "Row 3 has 1 cell where the first row has 2"),
        ("a,b\n1,2,3\n", "Row 2 has 3 cells where the first row has 2"),
        ("a\n1\n", "at least one input column and one target"),
        ('a,b\n1,2\n"3,4\n', "Row 3 can't be read"),
        ("a,b\n1," + "x" * 200_000 + "\n", "Row 2 can't be read"),
        ("a" * 200_000 + ",b\n1,2\n", "Row 1 can't be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("a,b\n1,2\n".encode("utf-16"), "not a text file"),
        ("a,b\n" + "1,2\n" * 500_001, "more than 1,000,000 cells"),
        ("x,name\n" + "".join(f"1,n{each}\n" for each in range(1001)), "1 to 1,000 classes but is given 1,001"),
    ],
    ids=range(18),
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(write: Write, content: str | bytes, sentence: str) -> None:
    with pytest.raises(OwnFileError, match=sentence) as told:
        read_csv(write(content))
    assert str(told.value).endswith(".")
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("inputs", "targets", "sentence"),
    [
        (["z"], ["b"], "no column 'z'; the file has a, b"),
        (["a"], ["z"], "no column 'z'; the file has a, b"),
        ([], ["b"], "at least one input"),
        (["a"], [], "one target"),
        (["a", "b"], None, "one target"),
        (["a"], ["a"], "both an input and a target"),
        (["a", "a"], ["b"], "'a' appears twice"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    write: Write, inputs: list[str], targets: list[str] | None, sentence: str
) -> None:
    with pytest.raises(OwnFileError, match=sentence):
        read_csv(write("a,b\n1,2\n"), inputs, targets)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: pathlib.Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(OwnFileError, match="There is no file"):
            read_csv(path)


def test_a_file_beyond_all_measure_is_not_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "large.csv"
    path.touch()
    os.truncate(path, 10**12)
    with pytest.raises(OwnFileError, match="larger than 64 MB"):
        read_csv(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows file names are always text")
def test_a_file_name_that_is_no_text_is_kept_in_a_writable_form(write: Write) -> None:
    data = read_csv(write(FRUIT, os.fsdecode(b"fr\xff.csv")))
    assert data.source == "fr?.csv"


def test_names_and_first_rows_for_a_chooser(write: Write) -> None:
    path = write("a;b\n1;x\n\n2;\n3;z\n")
    assert column_names(path) == ("a", "b")
    shown = preview(path, count=2)
    assert shown.names == ("a", "b")
    assert shown.rows == (("1", "x"), ("2", ""))
    assert len(preview(path).rows) == 3


def test_a_chooser_hears_of_faults_too(write: Write) -> None:
    for look in (column_names, preview):
        with pytest.raises(OwnFileError, match="empty"):
            look(write(""))


NUMBERS = st.floats(-LARGEST, LARGEST)
LABELS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5).map(lambda text: "x" + text)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, LABELS), min_size=1, max_size=20)


@settings(max_examples=60)
@given(ROWS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_any_table_comes_back_bit_for_bit(rows: list[tuple[float, float, str]], delimiter: str, newline: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "data.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator=newline)
            writer.writerows([("first", "second one", "label"), *rows])
        data = read_csv(path)
    labels = dict(data.classes)["label"]
    assert data.columns[:2].tobytes() == np.array([row[:2] for row in rows]).T.tobytes()
    assert [labels[int(number)] for number in data.columns[2]] == [row[2] for row in rows]


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=200), st.text('ab1,;\n" .', max_size=60).map(str.encode)))
def test_whatever_the_bytes_the_answer_is_a_table_or_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "data.csv")
        path.write_bytes(content)
        try:
            is_answered = bool(np.isfinite(read_csv(path).columns).all())
        except OwnFileError as told:
            is_answered = str(told).endswith(".")
    assert is_answered
