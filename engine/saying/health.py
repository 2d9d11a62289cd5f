"""Health: what keeps a network from learning in the pass shown, at which node, and what one might try."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np

from engine.equation import Equation
from engine.inquiry.norms import Norms, norms
from engine.inquiry.slopes import OwnSlopes, is_function_of_one
from engine.layer import Layer
from engine.present import Present, currency
from engine.saying.forward import NEARLY_FLAT
from engine.saying.said import Said, Template
from engine.trouble import is_finite

# From so many examples on, it is worth a word that a unit does nothing for any of them, where more than such a share of
# the units do nothing: a few are common. A learning rate too high switches many ReLUs off for good (Karpathy, CS231n).
LEAST_EXAMPLES, MOST_DEAD = 8, 0.25
# Gradients of layers that differ by so much hardly learn at one rate. Bengio, Simard and Frasconi 1994 and Pascanu,
# Mikolov and Bengio 2013 say why; the limit itself is a rule of thumb.
VANISHED, EXPLODED = 1e-3, 1e3
# A usual update changes weights by about a thousandth of their size (Karpathy, CS231n, "Ratio of weights:updates").
FAR = 0.5

DEAD = Template(
    "For {count} of {all} units of {node}, every example of this batch lies where the curve is flat: no gradient gets"
    " back through these."
)
SATURATED = Template(
    "At {count} of {all} numbers the slope of {node} is at most {limit}, so little gradient gets through it."
)
VANISHES = Template("The gradient of {node} is only {ratio} times that of {other}, so it hardly learns beside it.")
EXPLODES = Template("The gradient of {node} is {ratio} times that of {other}: it grew on its way back.")
NO_GRADIENT = Template("The gradient of all parameters of {node} is 0, so they learn nothing from this batch.")
LEAPS = Template("The last update changed {parameter} of {node} by {ratio} times the size it has now.")
ALIKE = Template("All {count} units of {node} are alike and get the same gradient, so they stay alike, as if one.")
BROKEN = Template("{node} has numbers that are not finite ({count} of {all}), so nothing after it can be right.")

STEEPER = Template("Smaller start values, or a Batch norm before it, keep its numbers where the curve is steep.")
SHORTER = Template("Fewer layers in between, ReLU for Sigmoid or Tanh, or a Batch norm help a gradient on its way.")
SMALLER = Template("Smaller start values, or a clipped gradient in the optimizer's settings, keep it in bounds.")
LOOK_BEHIND = Template("Look behind it, towards the loss: there a curve is flat for every example, or weights are 0.")
SLOWER = Template("Try a smaller learning rate.")
AT_RANDOM = Template("Start from random numbers: choose Xavier or He as its start values.")
GO_BACK = Template("Step back to before it; a smaller learning rate or smaller start values usually help.")


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that is wrong at a node: what it is, and what one might try."""

    said: Said
    advice: Said

    def __str__(self) -> str:
        return f"{self.said} {self.advice}"


class Checkup:
    """What there is to look at in the plan that is shown. Made once for a plan; ``findings`` are of the moment."""

    def __init__(self, present: Present) -> None:
        self.plan, graph = present.plan, present.document.graph
        self._slopes: dict[str, OwnSlopes] = {}
        forward: dict[str, list[Equation]] = {}
        for equation in self.plan.equations:
            if equation.phase != "backward":
                forward.setdefault(equation.node, []).append(equation)
        for id, y in self.plan.values.items():
            sources = graph.sources(id)
            is_one = len(sources) == 1 and y.examples >= LEAST_EXAMPLES and is_function_of_one(forward.get(id, ()))
            # Before a loss, a curve is flat where the prediction is sure, and often rightly so.
            if is_one and not all(graph.by_id[edge.target].layer.family == "Losses" for edge in graph.consumers[id]):
                self._slopes[id] = OwnSlopes(graph.by_id[id].layer, y, self.plan.values[sources[0]])

    def findings(self, present: Present) -> dict[str, list[Finding]]:
        """What is wrong now, by node, the worst first. Of what the pass has not come to yet, nothing is said."""
        found: dict[str, list[Finding]] = {}
        with np.errstate(all="ignore"):
            for id, finding in self._all(present):
                found.setdefault(id, []).append(finding)
        return found

    def _all(self, present: Present) -> Iterator[tuple[str, Finding]]:
        broken = dict(_broken(present))
        yield from broken.items()
        names = {node.id: node.name for node in present.document.graph.nodes}
        is_current = currency(present)
        for id, slopes in self._slopes.items():
            if id not in broken and is_current(id, "value"):
                layer = present.document.graph.by_id[id].layer
                if (finding := _flat(layer, names[id], np.abs(slopes.at_present()))) is not None:
                    yield id, finding
        sizes: dict[str, list[Norms]] = {}
        for each in norms(present):
            sizes.setdefault(each.node, []).append(each)
        sizes = {id: each for id, each in sizes.items() if id not in broken}
        yield from _gradients(sizes, names)
        yield from _leaps(sizes, names)
        yield from _alike(sizes, names)


def _broken(present: Present) -> Iterator[tuple[str, Finding]]:
    if not present.trouble:
        return
    for id in present.plan.values:
        arrays = [held.value for held in present.parameters_of(id).values()]
        for part, array in (("value", present.values_of(id)), ("gradient", present.gradient_of(id))):
            if array is not None and present.is_current(id, part):
                arrays.append(array)
        for array in arrays:
            if not is_finite(array.reshape(-1)):
                count = int((~np.isfinite(array)).sum())
                name = present.document.graph.by_id[id].name
                yield id, Finding(BROKEN(count=count, all=array.size, node=name), GO_BACK())
                break


def _flat(layer: Layer, name: str, sizes: np.ndarray) -> Finding | None:
    units = sizes.reshape(-1, sizes.shape[-1])
    advice = (layer.when_flat or STEEPER)()
    dead = int((~units.any(axis=1)).sum())
    if dead > MOST_DEAD * len(units):
        return Finding(DEAD(count=dead, all=len(units), node=name), advice)
    flat = int((sizes <= NEARLY_FLAT).sum())
    if flat > layer.most_flat * sizes.size:
        return Finding(SATURATED(count=flat, all=sizes.size, node=name, limit=NEARLY_FLAT), advice)
    return None


def _gradients(sizes: dict[str, list[Norms]], names: dict[str, str]) -> Iterator[tuple[str, Finding]]:
    """From the loss back: what is far smaller or larger than what lies behind it, number for number."""
    largest, most, smallest, least = "", 0.0, "", math.inf
    for id in reversed(sizes):
        if not all(each.is_computed[0] for each in sizes[id]):
            continue
        count = sum(each.held.grad.size for each in sizes[id])
        size = math.hypot(*(each.gradient for each in sizes[id])) / math.sqrt(count)
        if size == 0.0:
            yield id, Finding(NO_GRADIENT(node=names[id]), LOOK_BEHIND())
        elif size < VANISHED * most:
            yield id, Finding(VANISHES(node=names[id], ratio=size / most, other=names[largest]), SHORTER())
        elif size > EXPLODED * least:
            yield id, Finding(EXPLODES(node=names[id], ratio=size / least, other=names[smallest]), SMALLER())
        if size > most:
            largest, most = id, size
        if 0.0 < size < least:
            smallest, least = id, size


def _leaps(sizes: dict[str, list[Norms]], names: dict[str, str]) -> Iterator[tuple[str, Finding]]:
    for id, parts in sizes.items():
        for each in parts:
            # A bias is small for no reason, and from 0 every step is far.
            ratio = (each.relative_change or 0.0) if each.is_computed[1] and each.held.value.ndim > 1 else 0.0
            if ratio > FAR and not math.isclose(ratio, 1.0):
                yield id, Finding(LEAPS(parameter=each.name, node=names[id], ratio=ratio), SLOWER())


def _alike(sizes: dict[str, list[Norms]], names: dict[str, str]) -> Iterator[tuple[str, Finding]]:
    for id, parts in sizes.items():
        arrays = [array for each in parts for array in (each.held.value, each.held.grad)]
        units = max((len(array) for array in arrays if array.ndim > 1), default=0)
        if units < 2 or not parts[0].is_computed[0]:
            continue
        if all(_rows_are_alike(array) for array in arrays) and any(each.gradient for each in parts):
            yield id, Finding(ALIKE(count=units, node=names[id]), AT_RANDOM())


def _rows_are_alike(array: np.ndarray) -> bool:
    # Sums of the same numbers may differ in their last digits.
    return bool(np.abs(array - array[:1]).max() <= 1e-9 * np.abs(array).max())
