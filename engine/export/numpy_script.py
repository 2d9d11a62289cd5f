"""The NumPy script: the very calls that train the network here, printed, with the arrays they fill."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import Template

from engine.export.names import ExportError
from engine.export.numpy_calls import NumpyCalls, Step, rule
from engine.export.script import ARGUMENTS, Script, batches, origin, settings
from engine.session import Session

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
    calls = NumpyCalls(session, takes_rows=True)
    while not calls.is_written:
        calls.go_on()
    document = session.document
    update = session.run.update_of(session.moment.iteration)
    run = "\n".join(_indented(calls.steps[: calls.in_pass], 8)).strip("\n")
    moves = "\n".join(_indented(calls.steps[calls.in_pass :], 4, has_rules=False)).strip("\n")
    told = "iteration" if update.count is not None else ""
    text = _SCRIPT.substitute(
        imports="import math\nimport sys\nfrom pathlib import Path\n",
        origin=origin(session),
        settings=settings(session),
        made_once="\n".join(calls.made_once),
        batches=batches(document),
        draw=_DRAW if "draw((" in run else "",
        made="\n".join(_wrapped(line, 4 * " ") for line in calls.made_for_each_size),
        run=run,
        loss=f"{calls.loss}.item()",
        update=f'\ndef update({told}):\n    """One update of all parameters."""\n{moves}\n\n' if moves else "",
        arguments=ARGUMENTS.rstrip(),
        step=f"        update({told and 'iteration - 1'})" if moves else "        # No optimizer: nothing moves.",
    )
    return Script(text, {name: array.copy() for name, array in calls.stored.items()})


def _indented(steps: Sequence[Step], indent: int, has_rules: bool = True) -> Iterator[str]:
    """The lines of these steps with an empty one before each, and a rule where a phase begins."""
    phase = ""
    for step in steps:
        if has_rules and step.phase != phase:
            yield from ("", " " * indent + rule(step.phase))
        phase = step.phase
        yield ""
        yield from (_wrapped(line, " " * indent) for line in step.lines)


def _wrapped(line: str, indent: str) -> str:
    """A line with its indent; the end of a long call goes on a line of its own."""
    if len(indent + line) <= _WIDEST or line.startswith("#"):
        return line and indent + line
    head, out, tail = line.rpartition(", out=")
    return f"{indent}{head},\n{indent}    out={tail}" if out else indent + line
