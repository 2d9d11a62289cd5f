"""PyTorch calls: a session's network as a module of PyTorch, and one iteration of training it."""
from __future__ import annotations

from engine.export.names import Names, comment
from engine.export.network import Network
from engine.export.numpy_calls import Step
from engine.export.torch_script import TAKEN
from engine.session import Session


def torch_steps(session: Session) -> tuple[Step, ...]:
    """The lines, those of a node each a step of its own; a step of no node belongs to all, or to its phase.

    They are those of the PyTorch script, but for what it adds to share a batch among processes.
    """
    network = Network(session, Names(TAKEN.split()))
    given = "".join(f", {network.idents[id]}" for id in network.inputs)
    steps = [Step("", "", ("class Network(nn.Module):", "    def __init__(self):", "        super().__init__()"))]
    steps += [Step("", id, (f"        {line}",)) for id, line in network.modules()]
    only = network.inputs[0] if len(network.inputs) == 1 else ""
    steps += [Step("", "", ("",)), Step("", only, (f"    def forward(self{given}):",))]
    for id, line in network.forward():
        has_none = line.endswith(" = ")
        none = f"...  # {comment(network.graph.by_id[id].name)} has no counterpart in PyTorch" if has_none else ""
        steps.append(Step("forward", id, (f"        {line}{none}",)))
    output, loss = network.ends()
    steps.append(Step("", "", (f"        return {output}".rstrip(),)))
    return tuple(steps) + (_training(session, network, loss) if loss else ())


def _training(session: Session, network: Network, loss: str) -> tuple[Step, ...]:
    """What an iteration does with the module."""
    optimizer, end = session.document.optimizer, network.losses[-1]
    begin, update = ["", "model = Network()"], []
    if network.state.like_parameters(session.weights.parameters):
        begin.append(f"optimizer = torch.optim.{optimizer.torch_call('model.parameters()')}")
        update.append("optimizer.step()")
        if longest := getattr(optimizer, "clip", 0.0):
            update.insert(0, f"nn.utils.clip_grad_norm_(model.parameters(), {longest!r})")
        if factor := optimizer.torch_factor("k"):
            begin.append(f"scheduler = LambdaLR(optimizer, lambda k: {factor})")
            update.append("scheduler.step()")
    zero = ["optimizer.zero_grad()"] if update else []
    return (
        Step("", "", (*begin, "", "# One iteration", *zero)),
        Step("loss", end, (f"loss = {loss}",)),
        Step("backward", "", ("loss.backward()",)),
        *([Step("update", "", tuple(update))] if update else []),
    )
