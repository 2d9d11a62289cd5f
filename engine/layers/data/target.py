"""Target: what the network should say for the examples of the batch."""

from __future__ import annotations

from dataclasses import dataclass

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.tables.columns import ENCODINGS, known, row_names, rows, width
from engine.tables.table import Header
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Target(Layer):
    """y, of shape (outputs, N): the true numbers, or the true classes as a number or one-hot."""

    title, family, place, glyph = "Target", "Data", 20, "y"
    words = "The true answers for the examples of a batch, straight from the data."
    formula = "y = truth"
    ports, reads_data = (), True

    columns: tuple[str, ...] = knob((), "Columns", words="Which columns of the data; none chosen means the targets.")
    encoding: str = knob(
        "automatic",
        "Classes as",
        choices=ENCODINGS,
        words="A class as its number (0, 1, …), or as a row for each class with a 1 at the true one;"
        " automatic takes one-hot from three classes on.",
    )

    def shape(self, header: Header) -> Shape:
        names = known(self.title, self.columns, header.targets, header)
        return (width(names, self.encoding, header),)

    def row_names(self, header: Header) -> list[str]:
        return row_names(self.columns or header.targets, self.encoding, header)

    def forward(self, write: Writer, y: Value) -> None:
        names = self.columns or write.table.targets
        write.batch(
            "y", rows(names, self.encoding, write.table), y, "{node} takes the true answers of the same examples."
        )

    def backward(self, write: Writer, y: Value) -> None:
        """Nothing is behind the data."""
