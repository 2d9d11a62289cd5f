"""Node arrays: everything that can be looked at in one layer of a session, in the order of the Values page."""
from __future__ import annotations

from engine.graph import Node
from engine.present import Present
from gui.inspector.matrix import Matrix


def node_arrays(session: Present, node: Node) -> tuple[Matrix, ...]:
    """Value, its gradient, and each parameter with its gradient; only what there is."""
    found = []
    parameters = session.parameters_of(node.id)
    value, gradient = session.values_of(node.id), session.gradient_of(node.id)
    is_per_example = value is not None and session.plan.values[node.id].examples > 1
    letter = node.layer.formula.split(" = ")[0] if " = " in node.layer.formula else "y"
    if value is not None:
        is_stale = not session.is_current(node.id, "value")
        found.append(Matrix(f"value {letter}", value, "value", False, is_per_example, is_stale))
    if gradient is not None:
        is_stale = not session.is_current(node.id, "gradient")
        found.append(Matrix(f"∂{session.symbol}/∂{letter}", gradient, "gradient", False, is_per_example, is_stale))
    for name, parameter in parameters.items():
        is_stale = not session.is_current(node.id, "parameters")
        found.append(Matrix(name, parameter.value, "value", is_parameter=True))
        symbol = f"∂{session.symbol}/∂{name}"
        found.append(Matrix(symbol, parameter.grad, "gradient", is_parameter=True, is_stale=is_stale))
    return tuple(found)
