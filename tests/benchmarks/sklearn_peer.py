"""scikit-learn: what its multi-layer perceptron does inside ``fit`` for each batch, without the checks around it."""
from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from tests.benchmarks.workloads import Job


def step_of(job: Job) -> Callable[[], float] | None:
    """One update, the loss of its batch known; None for networks that it does not have, such as convolutions."""
    kinds = [kind for kind, *_ in job.layers]
    if not {"Linear", "Tanh", "ReLU"}.issuperset(kinds[:-1]) or kinds[-1] == "BinaryCrossEntropy" or len(kinds) < 3:
        return None
    units = [after[0] for kind, _, after in job.layers if kind == "Linear"]
    is_classes = kinds[-1] == "CrossEntropy"
    kind = MLPClassifier if is_classes else MLPRegressor
    model = kind(
        hidden_layer_sizes=units[:-1], activation="relu" if "ReLU" in kinds else "tanh",
        solver="adam" if job.is_adam else "sgd", alpha=0.0,
        batch_size=job.batch, learning_rate_init=job.rate, momentum=0.0, max_iter=1, random_state=0,
    )  # fmt: skip
    x, y = job.x.T.copy(), job.y.T.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Makes the weights and the optimizer; one-hot rows are classes to it.
        model.fit(x, y.argmax(axis=1) if is_classes else y[:, 0])
    sizes = [x.shape[1], *units]
    activations = [np.empty(0)] + [np.empty((job.batch, size)) for size in units]
    deltas, batches = [np.empty_like(each) for each in activations[1:]], job.batches()
    weights = [np.empty(pair) for pair in itertools.pairwise(sizes)]
    biases, parameters = [np.empty(size) for size in units], model.coefs_ + model.intercepts_

    def step() -> float:
        rows = next(batches)
        activations[0] = x[rows]
        loss, *grads = model._backprop(activations[0], y[rows], None, activations, deltas, weights, biases)
        model._optimizer.update_params(parameters, grads[0] + grads[1])
        return float(loss)

    return step
