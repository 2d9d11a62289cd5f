"""Listing: the calls of a pass written down as Python, every array with a name or as a part of one that has a name."""
from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from engine.chance import Draw
from engine.equation import Call, Equation
from engine.export.names import ExportError, Names, comment, identifier
from engine.export.regions import Part, Region, is_within, owner_of, regions
from engine.export.text import Line, joined, tuple_of
from engine.export.views import Place, extent, part, place
from engine.graph import Graph
from engine.plan import Plan
from engine.update import Update
from engine.weights import Weights

_SMALL = 8


class Listing:
    """A plan as lines of Python, and an update where there is a loss. They are there once all of ``write`` is done.

    Numbers stay numbers: some of them depend on the size of a batch. ``stored`` are the arrays that the script must be
    given, by name. What only a batch of this size needs is made by the lines of ``made_for_each_size``; the rest by
    those of ``made_once``. ``steps`` has the lines of each equation, those of the update last: what it says, as a
    comment, and its calls. ``shapes`` are those of the arrays by name.
    """

    def __init__(
        self, graph: Graph, plan: Plan, update: Update, weights: Weights, idents: Mapping[str, str], shared: set[int]
    ) -> None:
        self.stored: dict[str, np.ndarray] = {}
        self.made_once: list[Line] = []
        self.made_for_each_size: list[Line] = []
        self.functions: list[str] = []
        self.steps: list[list[Line]] = []
        self.loss: Line = []
        self.shapes: dict[str, tuple[int, ...]] = {}
        self._names, self._idents, self._shared = Names(_TAKEN), idents, shared
        self._titles = {node.id: comment(node.name) for node in graph.nodes}
        self._wanted = dict(_wanted_names(plan, update, weights, idents))
        told = {"rows": plan.indices, "iteration": update.count}
        known = {name: array for name, array in told.items() if array is not None}
        self._given: dict[Place, tuple[str, np.ndarray]] = {}
        for name, array in known.items():
            self._know(name, array)
        self._constants: dict[tuple[float, tuple[int, ...]], str] = {}
        self._known, self._end = known, plan.loss
        self.equations = [*plan.equations, *(update.equations if plan.loss is not None else ())]
        self._home = _homes(self.equations)
        self._regions: dict[int, list[Region]] = {}

    def write(self) -> Iterator[None]:
        """Write it all down, with a pause after each little piece of work."""
        for region in regions(self.equations, list(self._known.values())):
            self._regions.setdefault(id(region.owner), []).append(region)
            self._declare(region)
            yield
        for equation in self.equations:
            title = f"{self._titles[equation.node]}: " if equation.node else ""
            said = f"# {title}{'; '.join(comment(symbols) for symbols in equation.symbols)}"
            self.steps.append([[said], *(self._call(call) for call in equation.calls)])
            yield
        if self._end is not None:
            self.loss = self._text(self._end)

    # what is made

    def _declare(self, region: Region) -> None:
        array, first = region.array, region.array[region.begins_with]
        if not region.is_written and array.size == 1 and array.dtype == np.float64:
            return
        is_uniform = not first.size or bool((first == first[0]).all())
        if not region.is_written and is_uniform:
            key = float(first[0]), array.shape
            if key not in self._constants:
                self._constants[key] = self._names.give({0.0: "zeros", 1.0: "ones"}.get(key[0], "limit"))
                self._put(region, [self._constants[key], " = ", *_filled(array, key[0])])
                self.shapes[self._constants[key]] = array.shape
            region.name = self._constants[key]
            return
        region.name = self._names.give(self._wanted.get(place(array), (self._fallback(region), array))[0])
        if not first.size:
            self._put(region, [region.name, " = np.empty(", *tuple_of(array.shape), *_type(array), ")"])
        elif is_uniform:
            self._put(region, [region.name, " = ", *_filled(array, first[0])])
        elif array.size <= _SMALL and not region.is_written:
            self._put(region, [region.name, " = np.array(", *_literal(array), ")"])
        else:
            self.stored[region.name] = array
            self.made_once.append([f'{region.name} = stored["{region.name}"]'])
        self._know(region.name, array)
        region.parts.append(Part(region.name, array, region.reach))

    def _know(self, name: str, array: np.ndarray) -> None:
        self._given[place(array)] = name, array
        self.shapes[name] = array.shape

    def _put(self, region: Region, line: Line) -> None:
        (self.made_once if id(region.owner) in self._shared else self.made_for_each_size).append(line)

    def _fallback(self, region: Region) -> str:
        node, is_data = self._home[id(region.owner)]
        use = "data" if is_data else "work" if region.is_written else "numbers"
        return f"{self._idents[node]}_{use}" if node else use

    # what is said of an array

    def _text(self, array: np.ndarray) -> Line:
        """An expression for an array; one with a name of its own gets that, the first time it is asked for."""
        known = self._given.get(place(array))
        if known is not None:
            return [known[0]]
        reach = extent(array)
        region = next(each for each in self._regions[id(owner_of(array))] if is_within(reach, each.reach))
        if not region.name:
            return [float(array.reshape(-1)[0])]
        wanted = self._wanted.get(place(array))
        # What gets a name is a part of the whole; anything else is a part of the smallest that has one.
        known_parts = [] if wanted else [each for each in region.parts if is_within(reach, each.reach)]
        whole = min(known_parts, key=lambda each: each.array.size, default=Part(region.name, region.array, reach))
        text = part(whole.name, whole.array, array)
        if wanted is None or not array.ndim:
            return text
        named_here = self._names.give(wanted[0])
        self._put(region, [named_here, " = ", *text])
        self._know(named_here, array)
        region.parts.append(Part(named_here, array, reach))
        return [named_here]

    # what is called

    def _call(self, call: Call) -> Line:
        operands = [self._operand(call, each) for each in call.operands]
        out = self._text(call.out)
        if isinstance(call.function, Draw):
            key = ", ".join(str(word) for word in call.function.key)
            return [f"draw(({key}), iteration, ", *out, ")"]
        if call.function is np.copyto:
            return ["np.copyto(", *out, ", ", *operands[0], ")"]
        options: list[Line] = [[f"{name}={value!r}"] for name, value in call.options.items()]
        return [f"{self._function(call)}(", *joined([*operands, *options, ["out=", *out]], ", "), ")"]

    def _operand(self, call: Call, operand: np.ndarray | np.generic) -> Line:
        if not isinstance(operand, np.ndarray):
            return [float(operand)]
        text = self._text(operand)
        if isinstance(text[0], float) and operand.ndim and not isinstance(call.function, np.ufunc):
            return ["np.full(", *tuple_of(operand.shape), ", ", *text, ")"]
        return text

    def _function(self, call: Call) -> str:
        function = call.function
        name = getattr(function, "__name__", "")
        ufunc = getattr(function, "__self__", None)
        if isinstance(ufunc, np.ufunc):
            return f"np.{ufunc.__name__}.{name}"
        if getattr(np, name, None) is function:
            return f"np.{name}"
        # NumPy lacks it, so it was made of a function of Python's math.
        name = name.split()[0]
        if not (isinstance(function, np.ufunc) and hasattr(math, name)):
            raise ExportError(f"A script with NumPy alone can't call {comment(name)}.")
        line = f"{name} = np.frompyfunc(math.{name}, {function.nin}, 1)"
        if line not in self.functions:
            self.functions.append(line)
        return name


_TAKEN = (
    *("np", "math", "sys", "argparse", "Path", "zip", "file", "stored", "rows", "iteration", "N", "draw"),
    *("batches", "main", "run", "update", "make_pass", "SEED", "EXAMPLES", "BATCH_SIZE", "FIRST", "print"),
    *("range", "min", "max", "len", "int", "float", "divmod", "dict", "enumerate"),
)  # fmt: skip


def _wanted_names(
    plan: Plan, update: Update, weights: Weights, idents: Mapping[str, str]
) -> Iterator[tuple[Place, tuple[str, np.ndarray]]]:
    """What arrays would like to be called, by their place; of two wishes for one place, the first counts."""
    wishes: list[tuple[str, np.ndarray]] = [("parameters", weights.parameters), ("gradients", weights.gradients)]
    wishes += list(update.memory_of.items())
    for node, value in plan.values.items():
        name = idents[node]
        wishes += [(name, value.value), (f"{name}_1", value.with_ones)]
        if value.gradient is not None:
            wishes += [(f"d_{name}", value.grad), (f"d_{name}_1", value.gradient.with_ones)]
        for symbol, held in value.parameters.items():
            spelled = identifier(symbol, "w")
            wishes += [(f"{name}_{spelled}", held.value), (f"d_{name}_{spelled}", held.grad)]
        wishes += [(f"{name}_{identifier(symbol, 'part')}", array) for symbol, array in value.scratch.items()]
    for equation in (*plan.equations, *update.equations):
        before = f"{idents[equation.node]}_" if equation.node else ""
        wishes += [(before + identifier(term.symbol, "part"), term.array) for term in equation.results]
    found: dict[Place, tuple[str, np.ndarray]] = {}
    for name, array in wishes:
        found.setdefault(place(array), (name, array))
    yield from found.items()


def _homes(equations: list[Equation]) -> dict[int, tuple[str, bool]]:
    """For each array that owns memory: the node that uses it first, and whether it holds the data."""
    found: dict[int, tuple[str, bool]] = {}
    for equation in equations:
        for call in equation.calls:
            for array in call.arrays:
                is_data = equation.phase == "batch" and array is not call.out
                found.setdefault(id(owner_of(array)), (equation.node, is_data))
    return found


def _filled(array: np.ndarray, number: float) -> Line:
    made = {0.0: "np.zeros(", 1.0: "np.ones("}.get(float(number))
    if made:
        return [made, *tuple_of(array.shape), *_type(array), ")"]
    return ["np.full(", *tuple_of(array.shape), ", ", number.item() if hasattr(number, "item") else number, ")"]


def _literal(array: np.ndarray) -> Line:
    if not array.ndim:
        return [array.item()]
    return ["[", *joined([_literal(each) for each in array], ", "), "]"]


def _type(array: np.ndarray) -> Line:
    return [] if array.dtype == np.float64 else [f", dtype=np.{array.dtype.name}".replace("np.bool", "bool")]
