"""The edges that data and numbers have, each by its name."""
from __future__ import annotations

import numpy as np
import pytest

from engine.datasets.own_data import LARGEST, OwnData
from engine.document import Document
from engine.session import Session
from engine.tables.csv_file import read_csv
from engine.tables.data import DataRecipe
from engine.tables.own_file import OwnFileError
from tests.engine.networks import KINDS, chain, moons
from tests.hardened.using import use


def pairs(*numbers: tuple[float, float]) -> DataRecipe:
    """Data of these x and y, scaled."""
    columns = np.array(numbers).T
    return DataRecipe(OwnData(("x", "y"), columns.tobytes(), ("x",), ("y",)), test_part=0.3, standardize=True)


def classes_of(numbers: list[list[float]], classes: int = 2) -> Document:
    """A small classifier of these rows: x and a class number."""
    columns = np.array(numbers, dtype=np.float64).T
    names = tuple(f"class {number}" for number in range(classes))
    data = OwnData(("x", "kind"), columns.tobytes(), ("x",), ("kind",), (("kind", names),))
    units, loss = (classes, KINDS["CrossEntropy"]) if classes > 2 else (1, KINDS["BinaryCrossEntropy"])
    graph = chain(KINDS["Input"](), KINDS["Linear"](4), KINDS["Tanh"](), KINDS["Linear"](units), loss(input="logits"))
    return Document(graph, DataRecipe(data, test_part=0.5, standardize=True))


EDGES = {
    "one example": (classes_of([[1.0, 0.0]]), "trained"),
    "one class": (classes_of([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]], 1), "trained"),
    "classes that nobody is in": (classes_of([[1.0, 0.0], [2.0, 0.0]], 9), "trained"),
    "inputs that are all alike": (classes_of([[5.0, 0.0], [5.0, 1.0], [5.0, 1.0]]), "trained"),
    "a batch larger than the data": (moons(batch_size=10_000_000), "trained"),
    "batches of one": (moons(batch_size=1), "trained"),
    "inputs as large as they may be": (moons(data=pairs((LARGEST, 1.0), (-LARGEST, 0.0), (1.0, LARGEST))), "trained"),
    "inputs whose squares vanish": (moons(data=pairs((1e-200, 1e-200), (-1e-200, 0.0), (5e-324, 0.0))), "trained"),
    "no data": (moons(data=None), "nothing to train"),
}


@pytest.mark.parametrize("name", EDGES)
def test_an_edge_works_or_is_told(name):
    document, outcome = EDGES[name]
    assert use(document) == outcome


@pytest.mark.parametrize("cell", ["nan", "NaN", "inf", "-inf", "1e999", "", "1e101"])
def test_a_table_takes_no_number_that_is_none(tmp_path, cell):
    (tmp_path / "a.csv").write_text(f"x,y\n1,2\n{cell},3\n2,4\n")
    with pytest.raises(OwnFileError, match="Row 3, column 'x'"):
        read_csv(tmp_path / "a.csv")


def test_what_overflows_names_its_layer_and_what_vanishes_goes_on():
    document = moons(graph=chain(KINDS["Input"](), *(KINDS["Exp"]() for _ in range(4)), KINDS["Sum"]()))
    session = Session(document)
    session.step("iteration")
    assert session.trouble.startswith("Exp 4 gave infinity in iteration 1: ")
    calm = moons(graph=chain(KINDS["Input"](), KINDS["Square"](), KINDS["Power"](300.0), KINDS["Mean"]()))
    session = Session(calm)
    assert session.train(2) == 2 and not session.trouble
