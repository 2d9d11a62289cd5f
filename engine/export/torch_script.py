"""The PyTorch script: a Module, a training loop, the same numbers to begin with and the same batches."""
from __future__ import annotations

from string import Template

import numpy as np

from engine.export.names import ExportError, Names, comment
from engine.export.network import Network
from engine.export.script import ARGUMENTS, Script, batches, origin, settings
from engine.session import Session

_SCRIPT = Template('''\
"""Trains a network with PyTorch, and prints the loss of every iteration.

Written by Undertow. Start it by itself, or in several processes that share each batch; NAME is what it is called:

    python NAME.py --iterations 200
    torchrun --nproc-per-node 2 NAME.py --iterations 200

It needs PyTorch and NumPy. The data and the numbers to begin with are in NAME.npz beside it.
$remarks"""
import argparse
import os
import sys
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel
$scheduler
torch.set_default_dtype(torch.float64)

$origin
$settings

class Network(nn.Module):
    """Values have shape (N, features): the N examples of a batch down, features across."""

    def __init__(self):
        super().__init__()
$modules

    def forward(self$given):
$forward


$batches


def main():
$arguments
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
$alone    if world > 1:
        dist.init_process_group("gloo")
$seed    with np.load(Path(__file__).with_suffix(".npz")) as file:
        stored = {name: torch.from_numpy(array) for name, array in file.items()}
    network = Network()
    network.load_state_dict({name: stored[name] for name in network.state_dict()})
    model = DistributedDataParallel(network) if world > 1 else network
    optimizer = torch.optim.$optimizer
$rates$memory    for iteration, rows in zip(range(FIRST + 1, FIRST + 1 + asked.iterations), batches(FIRST)):
        # Each process takes every world-th example; with fewer examples than processes, some take one that counts 0.
        mine = rows[rank::world] if rank < len(rows) else rows[:1]
        share = len(rows[rank::world]) / len(rows)
$data        optimizer.zero_grad()
        loss = $loss * share
        # DistributedDataParallel divides the sum of the gradients by the number of processes.
        (loss * world).backward()
$clip        optimizer.step()
$next_rate        loss = loss.detach()
        if world > 1:
            dist.all_reduce(loss)
        if not loss.isfinite():
            sys.exit(f"In iteration {iteration} the loss is {loss.item()}. A smaller learning rate may help.")
        if rank == 0:
            print(f"{iteration},{loss.item()}")
    if world > 1:
        dist.destroy_process_group()
        # Threads of gloo may hold tensors a little longer; an orderly end aborts when it meets one at it.
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    if int(os.environ.get("RANK", 0)) == 0:
        print("iteration,loss")
    main()
''')
_CLIP = '''\
        # What clip_grad_norm_ does, but for the 1e-6 that it adds to the length.
        gradients = [each.grad for each in network.parameters() if each.grad is not None]
        length = torch.cat([each.flatten() for each in gradients]).norm()
        for each in gradients:
            each.mul_(($longest / length).clamp(max=1))
'''
# What a Module has of its own, and what the script calls something else.
TAKEN = """
T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia
named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
state_dict to to_empty train training type xpu zero_grad
self F nn np os sys torch dist argparse Path zip Network DistributedDataParallel main batches asked parser rank
world file stored network model optimizer iteration rows mine share loss name array len int print enumerate range
SEED EXAMPLES BATCH_SIZE FIRST memory parameter key gradients length each scheduler LambdaLR k min
"""


def torch_script(session: Session) -> Script:
    """The script that trains as ``session`` does from its start on. Raises ExportError."""
    if session.why_not_train:
        raise ExportError(session.why_not_train)
    network = Network(session, Names(TAKEN.split()))
    if not network.state.like_parameters(session.weights.parameters):
        raise ExportError("There is nothing for PyTorch to train: no parameter moves. Add a Linear or a Variable.")
    network.check()
    memory, kept = _memory(session, network)
    output, loss = network.ends()
    given = [network.idents[id] for id in network.inputs]
    text = _SCRIPT.substitute(
        remarks="".join(f"\n{each}\n" for each in network.remarks()),
        origin=origin(session),
        settings=settings(session),
        modules="\n".join(f"        {line}" for _, line in network.modules()),
        given="".join(f", {name}" for name in given),
        forward="\n".join([*(f"        {line}" for _, line in network.forward()), f"        return {output}"]),
        batches=batches(session.document),
        arguments=ARGUMENTS.rstrip(),
        alone=_alone(network),
        seed="    torch.manual_seed(SEED + rank)\n" if network.draws else "",
        memory=memory,
        data="".join(f'        {name} = stored["{name}"][mine]\n' for name in network.tables),
        loss=loss,
        **_optimizer(session),
    )
    return Script(text, {**network.tables, **network.state.whole(session.moment.iteration), **kept})


def _optimizer(session: Session) -> dict[str, str]:
    """What the script says of the optimizer, its learning rate, and gradients that are too long."""
    optimizer = session.document.optimizer
    longest = getattr(optimizer, "clip", 0.0)
    factor = optimizer.torch_factor("(FIRST + k)" if session.moment.iteration else "k")
    return {
        "optimizer": optimizer.torch_call("network.parameters()"),
        "clip": Template(_CLIP).substitute(longest=repr(longest)) if longest else "",
        "scheduler": "from torch.optim.lr_scheduler import LambdaLR\n" if factor else "",
        "rates": f"    scheduler = LambdaLR(optimizer, lambda k: {factor})\n" if factor else "",
        "next_rate": "        scheduler.step()\n" if factor else "",
    }


def _alone(network: Network) -> str:
    """What the script says where a batch can't be shared."""
    if not network.across:
        return ""
    names = " and ".join(comment(name) for name in network.across)
    sentence = f"{names}: this looks across the whole batch, so the network trains in one process only."
    return f"    if world > 1:\n        sys.exit({sentence!r} if rank == 0 else 1)\n"


def _memory(session: Session, network: Network) -> tuple[str, dict[str, np.ndarray]]:
    """Lines that give the optimizer the memory it had, and the arrays for them. Nothing at the start of a run."""
    held, kept = session.run.update_of(session.moment.iteration).memory_of, dict[str, np.ndarray]()
    if not session.moment.iteration or not held:
        return "", {}
    count, parameters = np.array(float(session.moment.iteration)), session.weights.parameters
    for name, called in session.document.optimizer.torch_memory:
        array = held.get(name, count)
        # A count is one for all parameters here, and one for each in PyTorch.
        is_count = array.size < parameters.size or not array.ndim
        for key, numbers in network.state.like_parameters(parameters if is_count else array).items():
            kept[f"{key} {called}"] = array.reshape(()) if is_count else numbers
    keys = tuple(called for _, called in session.document.optimizer.torch_memory)
    return (
        "    # What the optimizer remembers of the iterations made before.\n"
        "    for name, parameter in network.named_parameters():\n"
        "        if parameter.requires_grad:\n"
        f"            memory = {{key: stored[f\"{{name}} {{key}}\"] for key in {keys!r}}}\n"
        "            optimizer.state[parameter].update(memory)\n"
    ), kept
