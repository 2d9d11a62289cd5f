"""Prints what the engine and PyTorch differ by, for every kind and for scripts that were exported.

The exit status is 1 where it is too much.
"""
from __future__ import annotations

import os
import sys

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import torch  # noqa: E402

from tests.peers import export, kinds  # noqa: E402
from tests.peers.comparing import GRADIENT_LIMIT, PARAMETER_LIMIT, UPDATES  # noqa: E402


def main() -> int:
    """The table, row by row as they are found."""
    torch.set_default_dtype(torch.float64)
    print(f"Relative to PyTorch {torch.__version__}, float64; at most {GRADIENT_LIMIT:g} and {PARAMETER_LIMIT:g}.\n")
    print(f"{'what':28}{'networks':>10}{'gradients':>12}{f'parameters after {UPDATES} updates':>32}")
    are_good = True
    for row in kinds.rows(each=20, random=300):
        told = row.refusal or f"{row.networks:10}{row.gradients:12.1e}{row.parameters:32.1e}"
        print(f"{row.what:28}{told}{'' if row.is_good else '   ✗'}", flush=True)
        are_good &= row.is_good
    # An exported script says float64 by itself.
    torch.set_default_dtype(torch.float32)
    print("\nLosses of exported scripts and what exported models say, relative to the engine's.\n")
    return export.main() or int(not are_good)


sys.exit(main())
