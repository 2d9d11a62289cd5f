"""Script: what the PyTorch and the NumPy script have in common: their opening, their batches, their command line."""
from __future__ import annotations

import dataclasses
from string import Template

import numpy as np

from engine.batches import epochs_at_once
from engine.document import Document
from engine.export.names import Names, identifier
from engine.graph import Graph
from engine.session import Session

BATCHES = '''\
def batches(iteration):
    """The rows of each batch from ``iteration`` on: shuffled once an epoch, the last batch may be short.

    They are those that Undertow takes: one generator serves $epochs $epoch_words.
    """
    epoch, batch = divmod(iteration, -(-EXAMPLES // BATCH_SIZE))
    while True:
        rng = np.random.default_rng([SEED, 4, epoch // $epochs])
        orders = [rng.permutation(EXAMPLES) for _ in range($epochs)]
        for order in orders[epoch % $epochs :]:
            for start in range(batch * BATCH_SIZE, EXAMPLES, BATCH_SIZE):
                yield order[start : start + BATCH_SIZE]
            epoch, batch = epoch + 1, 0
'''
WHOLE_SET = '''\
def batches(iteration):
    """The rows of each batch: all examples, every time."""
    while True:
        yield np.arange(EXAMPLES)
'''
ARGUMENTS = '''\
    parser = argparse.ArgumentParser(description="Train the network and print the loss of every iteration.")
    parser.add_argument("--iterations", type=int, default=200, metavar="N", help="how many updates to make")
    asked = parser.parse_args()
'''


@dataclasses.dataclass(frozen=True)
class Script:
    """A script, and the arrays that it loads from the .npz file of the same name beside it."""

    text: str
    arrays: dict[str, np.ndarray]


def identifiers(graph: Graph, names: Names) -> dict[str, str]:
    """An identifier for each node by its id, close to its name."""
    return {
        node.id: names.give(identifier(node.name.lower(), identifier(type(node.layer).__name__.lower(), "node")))
        for node in graph.nodes
    }


def origin(session: Session) -> str:
    """Where the script begins, as a comment."""
    first = session.history.first_iteration
    if not first:
        return "# It begins with the start values of the document."
    return f"# The document was saved trained: the script goes on after its {first:,} iterations."


def settings(session: Session) -> str:
    """The numbers that batches depend on, as assignments."""
    document = session.document
    examples, size = session.data.train.examples, document.examples_per_batch()
    return (
        f"SEED, EXAMPLES, BATCH_SIZE = {document.seed}, {examples}, {size}\n"
        f"FIRST = {session.history.first_iteration}  # iterations made before this script begins\n"
    )


def batches(document: Document) -> str:
    """The function that gives the rows of each batch."""
    examples = document.make_data().train.examples
    if document.examples_per_batch() >= examples:
        return WHOLE_SET.rstrip()
    epochs = epochs_at_once(examples)
    words = "epoch" if epochs == 1 else "epochs"
    return Template(BATCHES.rstrip()).substitute(epochs=epochs, epoch_words=words)
