"""Sharing: the gradient of parameters that several nodes use is the sum of what each of them finds."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.graph import Graph
from engine.value import Parameter, Value
from engine.weights import Weights
from engine.writer import Writer


class Sharing:
    """What the nodes of one plan share. Each user of shared parameters has a gradient array of its own to fill."""

    def __init__(self, graph: Graph, weights: Weights) -> None:
        self._graph = graph
        self._weights = weights
        self._sharing = {id for users in weights.shared.values() for id in users}

    def give_parameters(self, value: Value) -> None:
        """Give the value of a node the parameters that the node uses."""
        weights, id = self._weights, value.node
        value.blocks, value.parameters, value.learns = weights.blocks[id], weights.of_node[id], weights.learns(id)
        if id in self._sharing:
            value.parameters = {
                name: Parameter(whole.value, np.zeros_like(whole.grad)) for name, whole in value.parameters.items()
            }

    def write_sums(self, writer: Writer, written: Iterable[Value]) -> None:
        """Write the sums, given the values of the nodes whose backward equations there are."""
        learning = {value.node: value for value in written if value.learns}
        for owner, users in self._weights.shared.items():
            adding = [learning[id] for id in users if id in learning]
            if adding:
                writer.at(owner, "backward")
                self._write_sum(writer, owner, adding)

    def _write_sum(self, writer: Writer, owner: str, users: list[Value]) -> None:
        names = [self._graph.by_id[user.node].name for user in users]
        blocks = [block for block in self._weights.blocks[owner] if block.is_trained]
        results, given = {}, {}
        for block in blocks:
            whole = self._weights.of_node[owner][block.name].grad
            results.update({f"∂L/∂{part}": array for part, array in block.views(whole).items()})
            for name, user in zip(names, users, strict=True):
                found = block.views(user.parameters[block.name].grad)
                given.update({f"∂L/∂{part} of {name}": array for part, array in found.items()})
        symbols = "\n".join(f"{symbol} = Σ {symbol} from each use" for symbol in results)
        with writer.equation(symbols, results, given, _words(names)):
            for block in blocks:
                parts = [user.parameters[block.name].grad for user in users]
                writer.add_up(parts, self._weights.of_node[owner][block.name].grad)


def _words(names: list[str]) -> str:
    if len(names) == 1:
        return f"Only {names[0]} found a gradient for the parameters that it shares, so that is the whole of it."
    return (
        f"{', '.join(names[:-1])} and {names[-1]} use the same parameters: a change acts through each of them, so the"
        " gradients that they find are added."
    )
