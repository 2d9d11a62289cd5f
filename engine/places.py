"""Places: after which equation of a pass each array is complete, so that what is not yet computed can be greyed."""
from __future__ import annotations

from functools import lru_cache

from engine.plan import Plan


@lru_cache(maxsize=8)
def places(plan: Plan) -> dict[tuple[str, str], int]:
    """Equations done when a node's "value", "gradient" or gradients of its "parameters" are complete.

    What no equation fills is absent, for instance the gradient of data.
    """
    found: dict[tuple[str, str], int] = {}
    gradients = {id(value.grad): node for node, value in plan.values.items() if value.gradient is not None}
    for done, equation in enumerate(plan.equations, 1):
        if equation.phase in ("batch", "forward", "loss"):
            found[equation.node, "value"] = done
        elif equation.phase == "backward":
            for node in plan.shared.get(equation.node, (equation.node,)):
                found[node, "parameters"] = done
            for term in equation.results:
                if id(term.array) in gradients:
                    found[gradients[id(term.array)], "gradient"] = done
    for node, value in plan.values.items():
        if value.has_unit_gradient and (node, "value") in found:
            found.setdefault((node, "gradient"), found[node, "value"])
    return found
