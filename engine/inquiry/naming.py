"""Naming: what each number of a pass is called: a symbol of an equation, a parameter, a column of the data, a knob."""
from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.element import index_words
from engine.equation import Equation, Term
from engine.inquiry.needed import owner
from engine.inquiry.record import Name, Number, Record, Spot
from engine.inquiry.rules import Index
from engine.knobs import knob_values, knobs
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
                of = self._moved(equation, term.array, index)
                return self._result(kind, equation, term, index) if of is None else _update(kind, term.symbol, of)
        assert number.made_by is not None, "what an equation made, a call of it made"
        out = number.record.calls[number.made_by][1].out
        words = f"a number on the way to {equation.results[0].symbol}{self._of_node(equation.node)}"
        return Name(kind, equation.node, "", words, *self._place(out, number.index))

    def _result(self, kind: str, equation: Equation, term: Term, index: Index) -> Name:
        at, example = self._place(term.array, index)
        of_example = "" if example is None else f", example {example + 1:,}"
        words = f"{term.symbol}{self._of_node(equation.node)}{index_words(at)}{of_example}"
        return Name(kind, equation.node, term.symbol, words, at, example)

    def _moved(self, equation: Equation, array: np.ndarray, index: Index) -> Name | None:
        """The update moves all parameters at once: which of them is told by the place in the vector."""
        parameters = self._run.weights.parameters
        if equation.phase != "update" or array.shape != parameters.shape or array.ndim != 1:
            return None
        return self._parameter(Spot.of(parameters[index[0] : index[0] + 1]))

    def _place(self, array: np.ndarray, index: Index) -> tuple[Index, int | None]:
        """The place in an array, and the example, if the array has one for each."""
        run, examples = self._run, self._plan.examples
        if any(owner(array) is owner(flat) for flat in (run.weights.everything, run.weights.gradients)):
            # Called like the parameter itself, whose place is told in full.
            return index, None
        if array.ndim and array.shape[-1] == examples > 1:
            return index[:-1], index[-1]
        return tuple(axis for axis, size in zip(index, array.shape, strict=True) if size > 1), None

    def _of_node(self, id: str) -> str:
        return f" of {self._graph.by_id[id].name}" if id in self._graph.by_id else ""

    # what was there before

    def _of_data(self, spot: Spot, reader: Equation) -> Name:
        row, example = spot.index_in(spot.owner) or (0, 0)
        column = self._graph.by_id[reader.node].layer.row_names(self._header)[row]
        words = f"{column} of example {example + 1:,} of the training data"
        return Name("data", reader.node, column, words, example=example)

    def _parameter(self, spot: Spot) -> Name | None:
        weights = self._run.weights
        if spot.owner is not owner(weights.everything):
            return None
        for id, blocks in weights.blocks.items():
            for block in blocks:
                for symbol, array in block.views(weights.of_node[id][block.name].value).items():
                    if (index := spot.index_in(array)) is not None:
                        kind = "parameter" if block.is_trained else "remembered"
                        return Name(kind, id, symbol, f"{symbol}{self._of_node(id)}{index_words(index)}", index)
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
        share = self._share(number.value, reader)
        if share:
            words = f"{share}, for the mean over {self._plan.examples:,} examples"
            return Name("constant", reader.node, share, words)
        for term in reader.given:
            if owner(term.array) is number.spot.owner and term.array.size == 1:
                return Name("constant", reader.node, term.symbol, f"{term.symbol}, a constant")
        node = self._graph.by_id.get(reader.node)
        whose = node.layer if node is not None else self._update.optimizer
        knob = _knob_with(whose, number.value) if number.spot.owner.ndim == 0 else None
        if knob is not None:
            return Name("constant", reader.node, knob[0], f"{knob[0]}, from the setting {knob[1]} of {whose.title}")
        label = _list_with(whose, number.value)
        source = f", from the setting {label}" if label else ""
        return Name("constant", reader.node, "", f"a constant{source}{self._of_node(reader.node)}")

    def _share(self, value: float, reader: Equation) -> str:
        """A loss is the mean over its examples: what it multiplies by for that, ``1/32`` or ``−2/32``, else ""."""
        node, examples = self._graph.by_id.get(reader.node), self._plan.examples
        if node is None or node.layer.family != "Losses" or examples < 2 or not value:
            return ""
        for times in (1, 2):
            parts = times / abs(value)
            if round(parts) % examples == 0 and math.isclose(parts, round(parts), rel_tol=1e-12):
                return f"{'−' if value < 0 else ''}{times}/{round(parts):,}"
        return ""


def _update(kind: str, symbol: str, of: Name) -> Name:
    """What the update makes of a parameter: itself, or something of its own for it."""
    if symbol == "w":
        return Name(kind, of.node, of.symbol, f"{of.words}, updated", of.index)
    return Name(kind, "", symbol, f"{symbol} of {of.words}", of.index)


def _list_with(whose: Any, value: float) -> str:
    """The label of the knob with a list of numbers that a constant is one of."""
    values = knob_values(whose)
    found = (knob for knob in knobs(type(whose)) if isinstance(values[knob.name], tuple) and value in values[knob.name])
    return next((knob.label for knob in found), "")


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
