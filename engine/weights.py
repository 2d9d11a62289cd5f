"""Weights: every parameter of a network in one flat vector, every gradient in another, with views for each node."""
from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from engine.graph import Graph, Node
from engine.layer import Block
from engine.shapes import given_shapes, infer
from engine.table import Header
from engine.value import Parameter

LIMIT = 10_000_000
# The use of the seed that start values have to themselves; data, split and shuffling have others.
_STREAM = 3


class TooLargeError(ValueError):
    """A network with more parameters than the program takes on."""


class Weights:
    """``parameters`` and ``gradients``: float64 vectors of shape (P,). One update moves them all in a few calls.

    ``everything`` begins with the parameters; behind them lies what layers remember and no optimizer moves.

    Raises TooLargeError for more than 10 million parameters.
    """

    def __init__(self, graph: Graph, header: Header) -> None:
        forms = infer(graph, header).forms
        self.blocks: dict[str, tuple[Block, ...]] = {
            id: graph.by_id[id].layer.blocks(*given_shapes(graph, id, forms, header)) for id in forms
        }
        sizes = {True: 0, False: 0}
        for block in (block for blocks in self.blocks.values() for block in blocks):
            sizes[block.is_trained] += math.prod(block.shape)
        size = sizes[True]
        if size + sizes[False] > LIMIT:
            raise TooLargeError(
                f"This network would have {size:,} parameters; Undertow takes up to {LIMIT:,}. Make a layer smaller."
            )
        self.everything = np.zeros(size + sizes[False])
        self.parameters = self.everything[:size]
        self.gradients = np.zeros(size)

    @cached_property
    def of_node(self) -> dict[str, dict[str, Parameter]]:
        """The blocks of each node, as views."""
        found: dict[str, dict[str, Parameter]] = {id: {} for id in self.blocks}
        all_blocks = [(id, block) for id, blocks in self.blocks.items() for block in blocks]
        at = 0
        for id, block in sorted(all_blocks, key=lambda each: not each[1].is_trained):
            end = at + math.prod(block.shape)
            value = self.everything[at:end].reshape(block.shape)
            grad = self.gradients[at:end].reshape(block.shape) if block.is_trained else np.zeros(block.shape)
            found[id][block.name] = Parameter(value, grad)
            at = end
        return found

    def named(self, id: str) -> dict[str, Parameter]:
        """The parameters of a node by the names a learner knows (W, b), as views."""
        found = {}
        for block in self.blocks.get(id, ()):
            held = self.of_node[id][block.name]
            values, grads = block.views(held.value), block.views(held.grad)
            found.update({name: Parameter(values[name], grads[name]) for name in values})
        return found

    def start(self, graph: Graph, seed: int, draw: int = 0) -> None:
        """Fill with the start values: the ``draw``-th that the seed gives, and over them whatever was typed.

        Each node draws from a stream of its own, so that adding one leaves the start of the others alone.
        """
        for id in self.blocks:
            node = graph.by_id[id]
            rng = np.random.default_rng([seed, _STREAM, draw, *id.encode()])
            for name, parameter in self.named(id).items():
                parameter.value[...] = node.layer.start(rng, name, parameter.value.shape)
        for node in graph.nodes:
            self.type_in(node)

    def type_in(self, node: Node) -> None:
        """Put the typed values of a node in place; the numbers nobody typed stay. Wrong shapes are left out."""
        held = self.named(node.id)
        for name, numbers in node.typed:
            typed = np.array(numbers, dtype=np.float64)
            if name in held and typed.shape == held[name].value.shape:
                np.copyto(held[name].value, typed, where=~np.isnan(typed))
