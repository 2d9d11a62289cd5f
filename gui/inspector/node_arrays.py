"""Node arrays: everything that can be looked at in one layer of a session, in the order of the Values page."""
from __future__ import annotations

from engine.graph import Node
from engine.inquiry.feeding import weight_matrix
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
        found.append(Matrix(f"value {letter}", value, "value", False, is_per_example, is_stale, "value"))
    if gradient is not None:
        is_stale = not session.is_current(node.id, "gradient")
        name = f"∂{session.symbol}/∂{letter}"
        found.append(Matrix(name, gradient, "gradient", False, is_per_example, is_stale, "gradient"))
    matrix = weight_matrix(session.plan, node.id) if value is not None else None
    for name, parameter in parameters.items():
        is_stale = not session.is_current(node.id, "parameters")
        symbol, joins = f"∂{session.symbol}/∂{name}", matrix is not None and matrix[0] == name
        found.append(Matrix(name, parameter.value, "value", True, part=name, joins=joins))
        found.append(Matrix(symbol, parameter.grad, "gradient", True, False, is_stale, f"∂{name}", joins))
    return tuple(found)
