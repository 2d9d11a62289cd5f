"""ONNX files: a graph written by the onnx package, which is an extra."""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.export.names import ExportError
from engine.whole_file import whole_file

if TYPE_CHECKING:
    from engine.export.onnx_graph import OnnxGraph, Operator

# What every runtime of the last years reads.
_OPERATORS, _FORMAT = 18, 9
_HOW_TO_GET = f"ONNX needs the onnx package, which is missing; this brings it: {sys.executable} -m pip install onnx"


def why_no_onnx() -> str:
    """Why no ONNX file can be written here, with what would help; "" where it can."""
    return "" if importlib.util.find_spec("onnx") else _HOW_TO_GET


def write_onnx(path: Path, graph: OnnxGraph, title: str) -> tuple[Path, ...]:
    """Write the graph as a checked model. Raises OSError, and ExportError without the onnx package."""
    try:
        import onnx
        from onnx import helper, numpy_helper
    except ImportError:
        raise ExportError(_HOW_TO_GET) from None

    def values(described: dict[str, Any]) -> list[Any]:
        double = onnx.TensorProto.DOUBLE
        return [
            helper.make_tensor_value_info(name, double, shape, doc_string=words)
            for name, (shape, words) in described.items()
        ]

    arrays = [numpy_helper.from_array(array, name) for name, array in graph.constants.items()]
    nodes = [_node(helper, onnx.TensorProto, each) for each in graph.operators]
    whole = helper.make_graph(nodes, "network", values(graph.inputs), values(graph.outputs), arrays, doc_string=title)
    model = helper.make_model(
        whole, producer_name="Undertow", opset_imports=[helper.make_opsetid("", _OPERATORS)], ir_version=_FORMAT
    )
    onnx.checker.check_model(model, full_check=True)
    with whole_file(path, "wb") as file:
        file.write(model.SerializeToString())
    return (path,)


def _node(helper: Any, types: Any, operator: Operator) -> Any:
    # A type is named in the graph, which knows no package.
    attributes = {
        name: getattr(types, value) if name == "to" else value for name, value in operator.attributes.items()
    }
    return helper.make_node(operator.kind, operator.given, [operator.gives], name=operator.gives, **attributes)
