"""Derivative: ∂(any one number)/∂(anything), by a pass of its own that is stepped like any other."""
from __future__ import annotations

import numpy as np

from engine.batches import Batches
from engine.element import Element, index_words
from engine.graph import Graph
from engine.history import History, Settings
from engine.inquiry.held import Motion, hold
from engine.inquiry.occasion import Occasion
from engine.layer import shape_words
from engine.optimizers.no_optimizer import NoOptimizer
from engine.passes import Pass, Passes
from engine.plan import Root, loss_nodes
from engine.run import Run, run_again
from engine.stepping import Stepping

# A node's id stands for its value, a pair of an id and a name for a parameter.
Wanted = str | tuple[str, str]


class Derivative(Stepping):
    """∂o/∂(what is wanted), on the batch, the parameters and the draws of the pass that a session showed.

    It answers all that a session answers about its equations, values and gradients, which here are those of ``of``,
    called o; of the loss L where that is None. Where ``why_not`` is a sentence, there is nothing to compute.

    What ``descend`` or ``ascend`` give is one that moves: its passes end with an update of the values themselves, and
    ``course`` says what became of o. What feeds such a value is cut off.
    """

    def __init__(
        self, occasion: Occasion, of: Element | None, wanted: tuple[Wanted, ...], rate: float = 0.0
    ) -> None:
        self.document, self.weights, self._occasion = occasion.document, occasion.weights, occasion
        self.of, self.wanted, self.why_not = of, wanted, why_no_gradient(occasion, of, wanted)
        self._rate, self.is_moving = rate, rate != 0.0 and not self.why_not
        if self.why_not:
            occasion = occasion.with_graph(Graph())
        values = [each for each in wanted if isinstance(each, str)]
        parameters = frozenset(each for each in wanted if not isinstance(each, str))
        plan = occasion.compile(root=None if self.why_not else Root(of, frozenset(values), parameters))
        moved = values if self.is_moving else []
        motion = Motion(self.document.graph, plan, self.weights, moved, self.symbol, rate)
        batches = Batches(occasion.table.examples, occasion.table.examples, 0)
        history = History(0, Settings(NoOptimizer(), batches), self.weights.parameters.size)
        self.run = Run(self.document, self.weights, history, _OnePass(Pass.of(plan, motion)))
        self.run.keep()

    # what comes out

    @property
    def symbol(self) -> str:
        """L or o: what the gradients are gradients of."""
        return "L" if self.of is None else "o"

    @property
    def pass_words(self) -> str:
        """The pass of the session that it is of; once values move, the number of the move, from 1."""
        if self.is_moving:
            return f"move {self.run.shown + 1:,}"
        batch = "the batch of " if self._occasion.table.examples > 1 else ""
        return f"{batch}iteration {self._occasion.iteration + 1:,}"

    @property
    def name(self) -> str:
        """What o is, in words: ``Tanh, number 2, example 1``; ``the loss`` for L."""
        if self.of is None or self.why_not:
            return "the loss" if self.of is None else self.of.node
        return self.of.words(self.document.graph, self.plan.values[self.of.node].examples > 1)

    @property
    def result(self) -> dict[Wanted, np.ndarray]:
        """The gradients that are wanted, each in the shape of what it is by; views, 0 before they are computed."""
        if self.why_not:
            return {}
        return {
            each: self.plan.values[each].grad if isinstance(each, str) else self.weights.named(each[0])[each[1]].grad
            for each in self.wanted
        }

    def compute(self) -> dict[Wanted, np.ndarray]:
        """The whole pass, if it is not over yet, and its result."""
        if not self.run.shows_pass or self.run.done:
            self.step("iteration")
        return self.result

    @property
    def course(self) -> np.ndarray:
        """The values of o in the passes so far, shape (K,)."""
        return self.history.losses

    # moving

    def descend(self, rate: float) -> Derivative:
        """One that moves the values wanted from where they are, so that o falls: x ← x − α ∂o/∂x, with α = rate."""
        return self._moving(rate)

    def ascend(self, rate: float) -> Derivative:
        """One that moves the values wanted from where they are, so that o rises: x ← x + α ∂o/∂x, with α = rate."""
        return self._moving(-rate)

    @property
    def why_not_move(self) -> str:
        """Why ``descend`` and ``ascend`` would give nothing that moves."""
        fixed = [each for each in self.wanted if not isinstance(each, str)]
        if fixed and not self.why_not:
            return f"{fixed[0][1]} is a parameter, which training moves; choose values to move instead."
        return self.why_not

    @property
    def why_not_step(self) -> str:
        """Why there is no next step."""
        if self.why_not or super().why_not_step:
            return self.why_not or super().why_not_step
        if not self.is_moving and self.moment.iteration:
            return "The pass is over: every gradient that was wanted is there."
        return ""

    @property
    def why_not_train(self) -> str:
        """Why there is no going on for many steps."""
        if self.why_not_step or self.is_moving:
            return self.why_not_step
        return "Nothing moves here: descend or ascend on a value to see it move."

    # inside

    def occasion(self) -> Occasion:
        return self._at_start_of_pass()._occasion

    def again(self) -> Run:
        return self._at_start_of_pass().run

    def _at_start_of_pass(self) -> Derivative:
        """The same in arrays of its own, at the start of the pass shown."""
        twin = Derivative(self._occasion.with_graph(self.document.graph), self.of, self.wanted, self._rate)
        run_again(self.run, twin.run)
        return twin

    def _moving(self, rate: float) -> Derivative:
        if self.why_not_move or rate == 0.0:
            raise ValueError(self.why_not_move or "Values move by a learning rate above 0, but 0 was given.")
        ids = tuple(each for each in self.wanted if isinstance(each, str))
        if self.is_moving:
            return Derivative(self._occasion.with_graph(self.document.graph), self.of, self.wanted, rate)
        return Derivative(hold(self._occasion, ids), self.of, self.wanted, rate)


class _OnePass(Passes):
    """The passes of a derivative: always the same one, over one batch; what differs are the values that it moves."""

    def __init__(self, only: Pass) -> None:
        self._only = only

    def at(self, iteration: int) -> Pass:
        """The pass, whatever the number of moves before it."""
        return self._only


def why_no_gradient(occasion: Occasion, of: Element | None, wanted: tuple[Wanted, ...]) -> str:
    """Why there is no derivative of that by what is wanted, as a sentence; empty where there is."""
    graph = occasion.document.graph
    shapes = occasion.shapes
    for id in [*([of.node] if of else []), *(each if isinstance(each, str) else each[0] for each in wanted)]:
        if id not in graph.by_id:
            return f"There is no node {id!r} in this network; choose one that is there."
        if id in shapes.problems:
            return shapes.problems[id]
    starts, why = ((of.node,), "") if of else loss_nodes(graph, shapes)
    if why:
        return why
    if not wanted:
        return "Say what to differentiate by: a value, or a parameter of a layer."
    return (why_no_element(occasion, of) if of else "") or next(
        (why for each in wanted if (why := _why_not_by(occasion, starts, each))), ""
    )


def why_no_element(occasion: Occasion, of: Element) -> str:
    """Why a node, which has a shape, gives no such number, as a sentence; empty where it does."""
    graph = occasion.document.graph
    form = occasion.shapes.forms[of.node]
    examples = occasion.table.examples if form.is_per_example else 1
    place, size = (*of.index, of.example), (*form.shape, examples)
    if len(place) == len(size) and all(0 <= at < most for at, most in zip(place, size, strict=True)):
        return ""
    given = f"{index_words(of.index)}, example {of.example + 1:,}".lstrip(", ")
    for_each = f" for each of {examples:,} examples" if form.is_per_example else ""
    return f"{graph.by_id[of.node].name} gives {shape_words(form.shape)}{for_each}, so there is no {given}."


def _why_not_by(occasion: Occasion, starts: tuple[str, ...], wanted: Wanted) -> str:
    graph = occasion.document.graph
    id, name = (wanted, "") if isinstance(wanted, str) else wanted
    title = graph.by_id[id].name
    # A parameter leads wherever any node leads that uses it.
    users = set(occasion.weights.users(id)) if name else {id}
    if users.isdisjoint(graph.above(starts, by_value=True)):
        aims = " or ".join(graph.by_id[start].name for start in starts)
        return f"{title} does not lead to {aims}: moving it changes nothing there, and the derivative is 0."
    blocks = occasion.weights.blocks[id]
    learned = [part for block in blocks if block.is_trained for part in block.names]
    if name and name not in learned:
        return f"{title} has no parameter {name} that is learned; it has {', '.join(learned) or 'none'}."
    return ""
