"""JAX: the same training, one compiled step for each update, in float64 on one thread."""
from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

# Read when JAX first looks for a device.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np

from tests.benchmarks.workloads import Job

jax.config.update("jax_enable_x64", True)
Parameters = list[Any]


def step_of(job: Job) -> Callable[[], float] | None:
    """One update, the loss of its batch known."""
    if job.is_adam:
        return None
    x, y, batches = jnp.array(job.x.T), jnp.array(job.y.T), job.batches()
    parameters = _start(job)

    @jax.jit
    def update(parameters: Parameters, rows: jax.Array) -> tuple[Parameters, jax.Array]:
        loss, gradients = jax.value_and_grad(lambda each: _loss(job, each, x[rows], y[rows]))(parameters)
        return jax.tree.map(lambda w, gradient: w - job.rate * gradient, parameters, gradients), loss

    def step() -> float:
        nonlocal parameters
        parameters, loss = update(parameters, next(batches))
        return float(loss)

    return step


def _start(job: Job) -> Parameters:
    rng = np.random.default_rng(0)
    parameters = []
    for kind, before, after in job.layers:
        if kind == "Linear":
            W = rng.normal(0, np.sqrt(2 / (before[0] + after[0])), (before[0], after[0]))
            parameters.append((jnp.array(W), jnp.zeros(after)))
        elif kind == "Conv2D":
            W = rng.normal(0, np.sqrt(2 / (9 * before[0])), (after[0], before[0], 3, 3))
            parameters.append((jnp.array(W), jnp.zeros((after[0], 1, 1))))
    return parameters


def _loss(job: Job, parameters: Parameters, x: jax.Array, y: jax.Array) -> jax.Array:
    left = iter(parameters)
    for kind, _, after in job.layers[:-1]:
        if kind == "Linear":
            W, b = next(left)
            x = x @ W + b
        elif kind == "Conv2D":
            W, b = next(left)
            x = jax.lax.conv(x, W, (1, 1), "VALID") + b
        elif kind in ("Reshape", "Flatten"):
            x = x.reshape(len(x), *after)
        elif kind == "MaxPool":
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
        else:
            x = {"Tanh": jnp.tanh, "ReLU": jax.nn.relu, "Sigmoid": jax.nn.sigmoid}[kind](x)
    if job.layers[-1][0] == "MeanSquaredError":
        return jnp.mean((x - y) ** 2)
    if job.layers[-1][0] == "BinaryCrossEntropy":
        return -jnp.mean(y * jnp.log(x) + (1 - y) * jnp.log(1 - x))
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(x), axis=1))
