"""The NumPy script: the very calls that train the network here, printed, with the arrays they fill."""
from __future__ import annotations

from string import Template

from engine.export.listing import Listing
from engine.export.names import ExportError, Names
from engine.export.regions import owner_of
from engine.export.script import ARGUMENTS, Script, batches, identifiers, origin, settings
from engine.export.text import Line, together
from engine.plan import Plan, compile_plan
from engine.session import Session
from engine.update import Update

# The calls are written down for batches of these two sizes; numbers that differ depend on the size. Should a size be
# that of something else in the network too, another two will tell them apart.
_PROBES = ((37, 41), (59, 61), (101, 103), (211, 223))
_WIDEST = 110

_SCRIPT = Template('''\
"""Trains a network with NumPy alone, and prints the loss of every iteration.

Written by Undertow: these are the calls that it makes itself. Start it with --iterations N. The data and the numbers
to begin with are in the .npz file of the same name beside it.

Every value is an array (features, N): features down, the N examples of a batch across. d_x is the gradient of the
loss by x.
"""
import argparse
$imports
import numpy as np

$origin
$settings
np.seterr(all="ignore")  # a loss that is not finite is told below
with np.load(Path(__file__).with_suffix(".npz")) as file:
    stored = dict(file)
$made_once


$batches
$draw

def make_pass(N):
    """A function that takes N examples forward and the gradients back; its arrays are made once."""
$made

    def run(rows, iteration):
$run
        return $loss

    return run

$update
def main():
$arguments
    passes = {}
    for iteration, rows in zip(range(FIRST + 1, FIRST + 1 + asked.iterations), batches(FIRST)):
        if len(rows) not in passes:
            passes[len(rows)] = make_pass(len(rows))
        loss = passes[len(rows)](rows, iteration - 1)
        if not math.isfinite(loss):
            sys.exit(f"In iteration {iteration} the loss is {loss}. A smaller learning rate may help.")
$step
        print(f"{iteration},{loss}")


if __name__ == "__main__":
    print("iteration,loss")
    main()
''')
_DRAW = '''

def draw(key, iteration, out):
    """Fill ``out`` with numbers from 0 to 1, the same for the same key and iteration."""
    bits = np.random.Philox(key=np.array(key, dtype=np.uint64))
    state = bits.state
    state["state"]["counter"][1] = iteration
    bits.state = state
    np.random.Generator(bits).random(out=out)
'''


def numpy_script(session: Session) -> Script:
    """The script that trains as ``session`` does from its start on. Raises ExportError."""
    if session.why_not_train:
        raise ExportError(session.why_not_train)
    update = session.run.update_of(session.moment.iteration)
    for sizes in _PROBES:
        try:
            return _written(session, update, sizes)
        except ExportError as error:
            refusal = error
    raise refusal


def _written(session: Session, update: Update, sizes: tuple[int, int]) -> Script:
    document = session.document
    names = identifiers(document.graph, Names())
    table, seed = session.data.train, document.seed
    plans = [compile_plan(document.graph, table, session.weights, size, seed=seed) for size in sizes]
    shared = _owners(plans[0], update) & _owners(plans[1], update)
    one, other = (Listing(document.graph, plan, update, session.weights, names, shared) for plan in plans)

    def both(lines: list[Line], others: list[Line], indent: int) -> str:
        return "\n".join(_wrapped(line, " " * indent) for line in together(lines, others, sizes)).strip("\n")

    made = both(one.made_for_each_size, other.made_for_each_size, 4)
    run = both(one.forward, other.forward, 8)
    moves, told = both(one.update, other.update, 4), "iteration" if update.count is not None else ""
    lines = [*one.functions, *together(one.made_once, other.made_once, sizes)]
    text = _SCRIPT.substitute(
        imports="import math\nimport sys\nfrom pathlib import Path\n",
        origin=origin(session),
        settings=settings(session),
        made_once="\n".join(lines),
        batches=batches(document),
        draw=_DRAW if "draw((" in run else "",
        made=made,
        run=run,
        loss="".join(map(str, one.loss)) + ".item()",
        update=f'\ndef update({told}):\n    """One update of all parameters."""\n{moves}\n\n' if moves else "",
        arguments=ARGUMENTS.rstrip(),
        step=f"        update({told and 'iteration - 1'})" if moves else "        # No optimizer: nothing moves.",
    )
    return Script(text, one.stored)


def _wrapped(line: str, indent: str) -> str:
    """A line with its indent; the end of a long call goes on a line of its own."""
    if len(indent + line) <= _WIDEST or line.startswith("#"):
        return line and indent + line
    head, out, tail = line.rpartition(", out=")
    return f"{indent}{head},\n{indent}    out={tail}" if out else indent + line


def _owners(plan: Plan, update: Update) -> set[int]:
    equations = (*plan.equations, *update.equations)
    return {id(owner_of(array)) for each in equations for call in each.calls for array in call.arrays}
