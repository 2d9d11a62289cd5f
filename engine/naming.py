"""Naming: what each number of a pass is called: a symbol of an equation, a parameter, a column of the data, a knob."""
from __future__ import annotations

from typing import Any

import numpy as np

from engine.element import index_words
from engine.equation import Equation
from engine.knobs import knob_values, knobs
from engine.needed import owner
from engine.record import Name, Number, Record, Spot
from engine.rules import Index
from engine.run import Run


class Naming:
    """The names of the numbers of the pass that ``run`` is at the start of, which ``record`` has the calls of."""

    def __init__(self, run: Run, record: Record) -> None:
        self._run = run
        self._graph = run.document.graph
        self._plan, self._update = run.plan_of(run.iteration), run.update_of(run.iteration)
        self._header = run.document.header
        # The first equation that reads what no call writes: constants are made for one equation.
        self._reader: dict[int, Equation] = {}
        for equation, call in record.calls:
            for operand in call.operands:
                self._reader.setdefault(id(owner(operand)), equation)

    def name(self, number: Number) -> Name:
        """What a number is and where it stands."""
        if number.equation is not None:
            return self._made(number, number.equation)
        spot = number.spot
        reader = self._reader.get(spot.key)
        if reader is not None and reader.phase == "batch":
            return self._of_data(spot, reader)
        return self._parameter(spot) or self._memory(spot) or self._one(spot) or self._constant(number, reader)

    # what the pass made

    def _made(self, number: Number, equation: Equation) -> Name:
        kind = "drawn" if number.count == 0 else "computed"
        for term in equation.results:
            index = number.spot.index_in(term.array) if owner(term.array) is number.spot.owner else None
            if index is not None and not number.is_on_the_way:
                return Name(kind, equation.node, term.symbol, self._placed(term.symbol, equation, term.array, index))
        whole = equation.results[0].symbol
        return Name(kind, equation.node, "", f"a number on the way to {whole}{self._of_node(equation.node)}")

    def _placed(self, symbol: str, equation: Equation, array: np.ndarray, index: Index) -> str:
        parameters = self._run.weights.parameters
        if equation.phase == "update" and array.shape == parameters.shape and array.ndim == 1:
            # The update moves all parameters at once: which of them is told by the place in the vector.
            where = self._parameter(Spot.of(parameters[index[0] : index[0] + 1]))
            if where is not None:
                return f"{where.words}, updated" if symbol == "w" else f"{symbol} of {where.words}"
        return f"{symbol}{self._of_node(equation.node)}{self._place_words(array, index)}"

    def _place_words(self, array: np.ndarray, index: Index) -> str:
        run, examples = self._run, self._plan.examples
        is_shared = any(owner(array) is owner(flat) for flat in (run.weights.everything, run.weights.gradients))
        if array.ndim and array.shape[-1] == examples > 1 and not is_shared:
            return f"{index_words(index[:-1])}, example {index[-1] + 1:,}"
        return index_words([axis for axis, size in zip(index, array.shape, strict=True) if size > 1])

    def _of_node(self, id: str) -> str:
        return f" of {self._graph.by_id[id].name}" if id in self._graph.by_id else ""

    # what was there before

    def _of_data(self, spot: Spot, reader: Equation) -> Name:
        row, example = spot.index_in(spot.owner) or (0, 0)
        column = self._graph.by_id[reader.node].layer.row_names(self._header)[row]
        return Name("data", reader.node, column, f"{column} of example {example + 1:,} of the training data")

    def _parameter(self, spot: Spot) -> Name | None:
        weights = self._run.weights
        if spot.owner is not owner(weights.everything):
            return None
        for id, blocks in weights.blocks.items():
            for block in blocks:
                for symbol, array in block.views(weights.of_node[id][block.name].value).items():
                    if (index := spot.index_in(array)) is not None:
                        kind = "parameter" if block.is_trained else "remembered"
                        return Name(kind, id, symbol, f"{symbol}{self._of_node(id)}{index_words(index)}")
        return None

    def _memory(self, spot: Spot) -> Name | None:
        for symbol, array in self._update.memory_of.items():
            if owner(array) is spot.owner and (index := spot.index_in(array)) is not None:
                parameters = self._run.weights.parameters
                of = self._parameter(Spot.of(parameters[index[0] :])) if array.shape == parameters.shape else None
                return Name("remembered", "", symbol, f"{symbol} of {of.words}" if of is not None else symbol)
        return None

    def _one(self, spot: Spot) -> Name | None:
        """The ones that are there for a purpose: under a value, and at the start of the backward pass."""
        for id, value in self._plan.values.items():
            if spot.owner is owner(value.with_ones):
                return Name("constant", id, "1", "the 1 that the bias is multiplied by")
            if value.gradient is not None and spot.owner is owner(value.grad):
                return Name("constant", id, "1", f"the derivative of {self._graph.by_id[id].name} by itself, 1")
        return None

    def _constant(self, number: Number, reader: Equation | None) -> Name:
        if reader is None:
            return Name("constant", "", "", "a constant")
        if number.spot.owner is self._update.count:
            return Name("constant", "", "k", "k, the number of updates made before this one")
        for term in reader.given:
            if owner(term.array) is number.spot.owner and term.array.size == 1:
                return Name("constant", reader.node, term.symbol, f"{term.symbol}, a constant")
        node = self._graph.by_id.get(reader.node)
        whose = node.layer if node is not None else self._update.optimizer
        knob = _knob_with(whose, number.value) if number.spot.owner.ndim == 0 else None
        if knob is not None:
            return Name("constant", reader.node, knob[0], f"{knob[0]}, from the setting {knob[1]} of {whose.title}")
        return Name("constant", reader.node, "", f"a constant{self._of_node(reader.node)}")


def _knob_with(whose: Any, value: float) -> tuple[str, str] | None:
    """The symbol and the label of the knob that a constant comes from: itself, with a minus, or what it lacks to 1."""
    if value in (0.0, 1.0):
        return None
    values = knob_values(whose)
    for knob in knobs(type(whose)):
        symbol, set_to = knob.label.split()[-1], values[knob.name]
        if knob.type is float and len(symbol) <= 2 and knob.matters(whose):
            for sign, given in (("", set_to), ("−", -set_to), ("1 − ", 1.0 - set_to)):
                if value == given:
                    return sign + symbol, knob.label
    return None
