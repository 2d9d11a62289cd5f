"""Input: the features of the batch enter here."""
from __future__ import annotations

from dataclasses import dataclass

from engine.knobs import knob
from engine.layer import Layer, Shape
from engine.tables.columns import known, row_names, rows, width
from engine.tables.table import Header
from engine.value import Value
from engine.writer import Writer


@dataclass(frozen=True)
class Input(Layer):
    """x, of shape (features, N): one column for each example of the batch. Images are channels × rows × columns."""

    title, family, place, glyph = "Input", "Data", 10, "x"
    words = "The features of the examples of a batch, straight from the data."
    formula = "x = features"
    ports, reads_data = (), True

    columns: tuple[str, ...] = knob((), "Columns", words="Which columns of the data; none chosen means all features.")

    def shape(self, header: Header) -> Shape:
        names = known(self.title, self.columns, header.features, header)
        if names == header.features and header.feature_shape:
            return header.feature_shape
        return (width(names, "number", header),)

    def row_names(self, header: Header) -> list[str]:
        return row_names(self.columns or header.features, "number", header)

    def forward(self, write: Writer, y: Value) -> None:
        names = self.columns or write.table.features
        write.batch("x", rows(names, "number", write.table), y, "{node} takes the features of the next batch.")

    def backward(self, write: Writer, y: Value) -> None:
        """Nothing is behind the data."""
