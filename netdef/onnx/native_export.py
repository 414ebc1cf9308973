"""Operators that netdef has from ONNX, back to nodes: their arguments are the attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx

from netdef.onnx import opsets, registry, values
from netdef.onnx.error import Unsupported
from netdef.onnx.op_arguments import value_of
from netdef.onnx.value_info import attached
from netdef.proto import caffe2_pb2

if TYPE_CHECKING:
    from netdef.onnx.export_graph import ExportGraph


def oldest_opset(op: caffe2_pb2.OperatorDef) -> int:
    """The oldest opset of ONNX's own domain in which the operator means what it means in the newest; 1 for other domains."""
    domain = opsets.normal_domain(op.domain)
    if domain:
        return 1
    changes = [entry.until for entry in registry.upgrades().get((domain, op.type), ())]
    given = {arg.name for arg in op.arg}
    schemas = sorted(
        (s for s in onnx.defs.get_all_schemas_with_history() if s.name == op.type and s.domain == domain), key=lambda s: s.since_version
    )
    if not schemas:
        raise Unsupported(f"ONNX has no operator {op.type}")
    fits = [s for s in schemas if not s.deprecated and given & set(schemas[-1].attributes) <= set(s.attributes) and len(op.input) <= s.max_input]
    return max([*changes, fits[0].since_version if fits else schemas[-1].since_version])


def native_node(op: caffe2_pb2.OperatorDef, graph: ExportGraph) -> None:
    """Adds the node of an operator of a domain of ONNX."""
    domain = opsets.normal_domain(op.domain)
    if oldest_opset(op) > graph.opset:
        raise Unsupported(f"it has its present meaning from opset {oldest_opset(op)} on, the model is written for {graph.opset}")
    schema = opsets.schema(op.type, domain, graph.opset if not domain else opsets.newest(domain) or 1)
    arguments = {arg.name: arg for arg in op.arg}
    attributes: dict[str, Any] = {}
    for name, arg in arguments.items():
        if schema is not None and name not in schema.attributes:
            if any(name == f"{base}{suffix}" for base in schema.attributes for suffix in ("_dtype", "_dims", "_without_runs")):
                continue
            raise Unsupported(f"{op.type} of opset {graph.opset} has no attribute '{name}'")
        kind = schema.attributes[name].type.name if schema is not None else ""
        attributes[name] = _attribute(name, arg, kind, arguments, graph)
    node = onnx.NodeProto(op_type=op.type, domain=domain, name=graph.unique(op.name or f"{graph.place}{op.type}"), input=op.input, output=op.output)
    for name, value in attributes.items():
        kind = int(schema.attributes[name].type.value) if schema is not None else None
        node.attribute.append(onnx.helper.make_attribute(name, value, attr_type=kind))
    graph.domains.add(domain)
    graph.nodes.append(node)


def _attribute(name: str, arg: caffe2_pb2.Argument, kind: str, arguments: dict, graph: ExportGraph) -> Any:
    if arg.HasField("n"):
        return nested_graph(arg.n, graph)
    if f"{name}_dtype" in arguments:
        return _tensor(name, arg, arguments)
    value = value_of(arg)
    if kind == "FLOAT":
        return float(value)
    if kind == "FLOATS":
        return [float(v) for v in value]
    if kind == "TYPE_PROTO":
        return _type(value)
    return value


def _tensor(name: str, arg: caffe2_pb2.Argument, arguments: dict) -> onnx.TensorProto:
    dims = list(arguments[f"{name}_dims"].ints)
    dtype = arguments[f"{name}_dtype"].s.decode()
    if dtype == "string":
        return onnx.TensorProto(dims=dims, data_type=values.CODES["string"], string_data=arg.strings)
    return onnx.numpy_helper.from_array(np.frombuffer(arg.s, onnx.helper.tensor_dtype_to_np_dtype(values.code_of(dtype))).reshape(dims))


def _type(text: str) -> onnx.TypeProto:
    for kind, make in (("optional", onnx.helper.make_optional_type_proto), ("seq", onnx.helper.make_sequence_type_proto)):
        if text.startswith(f"{kind}("):
            return make(_type(text[len(kind) + 1 : -1]))
    return onnx.helper.make_tensor_type_proto(values.CODES[text[len("tensor(") : -1]], None)


def nested_graph(net: caffe2_pb2.NetDef, outer: ExportGraph) -> onnx.GraphProto:
    """The graph of a net in an argument. What the net does not say of its inputs the node that runs it tells."""
    from netdef.onnx.exporter import convert_all

    inner = outer.nested()
    convert_all(net, inner)
    graph = onnx.GraphProto(name=net.name or "body")
    graph.node.extend(inner.nodes)
    graph.initializer.extend(inner.initializers.values())
    types = attached(net)
    for name in net.external_input:
        graph.input.append(onnx.helper.make_tensor_value_info(name, *types[name]) if name in types else onnx.ValueInfoProto(name=name))
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in net.external_output)
    return graph
