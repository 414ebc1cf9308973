"""NetDef to ONNX: each operator by its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx

import netdef
from netdef import _C
from netdef import workspace as c2_workspace
from netdef.onnx import opsets, registry, ssa, values
from netdef.onnx.error import ConversionError, Unsupported
from netdef.onnx.export_graph import ExportGraph, infer_types
from netdef.onnx.graphs import all_nodes, nested_graphs, read_names
from netdef.onnx.native_export import native_node, oldest_opset
from netdef.onnx.op_arguments import OpArguments
from netdef.onnx.value_info import attached
from netdef.onnx.workspace import Workspace
from netdef.proto import caffe2_pb2

_SMALL_BYTES = 1024
"""Initializers up to this size take part in type inference with their values."""
DEFAULT_OPSET = 17
"""What the runtimes of the last years accept."""
OLDEST_OPSET = 9

ValueInfo = Mapping[str, tuple[int, Sequence[int | str]]]
"""Blob -> (ONNX's code of the element type, shape); a size may be a name."""


def export_model(predict_net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None = None, value_info: ValueInfo | None = None,
                 opset: int | None = None, *, qdq: bool = False) -> onnx.ModelProto:
    """The ONNX model of a pair of nets. The nets are left as they are.

    value_info: element types and shapes of the inputs.
    opset: by default DEFAULT_OPSET, or the first newer one that has all the operators.
    qdq: int8 operators as floats between QuantizeLinear and DequantizeLinear, which runtimes fuse into int8 kernels of their
        own that may round differently; by default in integer arithmetic that gives the same bytes everywhere.

    Raises Unsupported, naming all operators that have no form in ONNX, and ConversionError for inputs without value info.
    """
    opset = opset or default_opset(predict_net)
    graph = export_graph(predict_net, init_net, value_info, opset, qdq=qdq)
    domains = {opsets.normal_domain(node.domain) for node in all_nodes(graph)}
    imports = [onnx.helper.make_opsetid("", opset)]
    imports += [onnx.helper.make_opsetid(domain, opsets.newest(domain) or 1) for domain in sorted(domains - {""})]
    model = onnx.helper.make_model(graph, producer_name="netdef", producer_version=netdef.__version__, opset_imports=imports)
    model.ir_version = onnx.helper.find_min_ir_version_for(imports, ignore_unknown=True)
    return model


def export_graph(predict_net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None = None, value_info: ValueInfo | None = None,
                 opset: int | None = None, *, qdq: bool = False) -> onnx.GraphProto:
    opset = opset or default_opset(predict_net)
    if not OLDEST_OPSET <= opset <= opsets.newest():
        raise Unsupported(f"opset {opset} cannot be written; {OLDEST_OPSET} to {opsets.newest()} can")
    return _Exporter(predict_net, init_net, {**carried(predict_net), **dict(value_info or {})}, opset, qdq).graph()


def carried(net: caffe2_pb2.NetDef) -> dict[str, tuple[int, Any]]:
    """The value info that a net brings for its inputs."""
    made = {name for op in net.op for name in op.output}
    return {name: (code, shape) for name, (code, shape) in attached(net).items() if shape is not None and name not in made}


def filled_values(init_net: caffe2_pb2.NetDef) -> dict[str, Any]:
    """What an init net fills: arrays, and (array, scale, zero point) for int8 tensors."""
    names = list(dict.fromkeys(name for op in init_net.op for name in op.output))
    space = Workspace()
    with space:
        c2_workspace.RunNetOnce(init_net)
        return {name: _C.fetch_blob(name) for name in names}


class _Exporter:
    def __init__(self, predict_net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None, value_info: dict, opset: int, qdq: bool):
        self.net = caffe2_pb2.NetDef()
        self.net.CopyFrom(predict_net)
        values = filled_values(init_net) if init_net is not None else {}
        given = set(value_info) | _placeholders(predict_net, values)
        self.filled = {name: value for name, value in values.items() if name not in given}
        self.wanted = list(self.net.external_output) or _unread(self.net)
        self.net.external_output[:] = self.wanted
        self.value_info = value_info
        self.opset = opset
        self.qdq = qdq

    def graph(self) -> onnx.GraphProto:
        read = [name for op in self.net.op for name in op.input if name]
        made = {name for op in self.net.op for name in op.output}
        inputs = [n for n in self.net.external_input if n not in self.filled]
        inputs += [n for n in dict.fromkeys(read) if n not in self.net.external_input and n not in self.filled and not _made_before(self.net, n)]
        inputs = [n for n in inputs if n in read or n in self.value_info or n in self.wanted]
        lacking = [n for n in inputs if n not in self.value_info]
        if lacking:
            raise ConversionError(
                f"no value info (element type and shape) of the inputs {', '.join(map(repr, lacking))}: give it with `inputs` or "
                f"`value_info` as {{name: (type, shape)}}, to netdef convert as --input NAME=SIZES"
            )
        if not inputs:  # all is filled: what the net declares can be replaced by a caller, as it can in Caffe2
            inputs = [n for n in self.net.external_input if n in read and isinstance(self.filled.get(n), np.ndarray)]
            self.value_info |= {n: (_code_of(self.filled[n].dtype), self.filled[n].shape) for n in inputs}
        if not self.net.external_input:
            self.net.external_input.extend([*inputs, *self.filled])
        ssa.rewrite(self.net, self.filled)
        shapes, dtypes = self._infer(inputs)
        taken = set(self.net.external_input) | made | {n for op in self.net.op for n in (*op.input, *op.output)} | set(self.wanted)
        graph = ExportGraph(self.opset, self.filled, shapes, dtypes, taken, self.qdq)
        convert_all(self.net, graph)
        return self._finish(graph, inputs)

    def _infer(self, inputs: list[str]) -> tuple[dict, dict]:
        known = {n: self.value_info[n][1] for n in inputs}
        dims = {n: [int(d) if isinstance(d, (int, np.integer)) else 1 for d in shape] for n, shape in known.items()}
        types = {n: self.value_info[n][0] for n in inputs}
        for name, value in self.filled.items():
            array = value[0] if isinstance(value, tuple) else value
            if isinstance(array, np.ndarray) and name not in dims:
                dims[name], types[name] = array.shape, _code_of(array.dtype)
        return infer_types(self.net, dims, types)

    def _finish(self, graph: ExportGraph, inputs: list[str]) -> onnx.GraphProto:
        rename = {}
        used = set(inputs) | set(self.filled)
        for name, version in zip(self.wanted, self.net.external_output):
            if name != version and name not in used and name not in rename.values():
                rename[version] = name
        result = onnx.GraphProto(name=self.net.name or "netdef")
        result.node.extend(graph.nodes)
        for node in result.node:
            node.input[:] = [rename.get(n, n) for n in node.input]
            node.output[:] = [rename.get(n, n) for n in node.output]
        written = [n for n in self.net.external_output if n not in graph.unwritten]
        outputs = [rename.get(n, n) for n in written]
        needed = _needed(result.node, outputs)
        del result.node[:]
        result.node.extend(needed)
        read = read_names(result) | set(outputs)
        for name, value in self.filled.items():
            if name in read and isinstance(value, np.ndarray):
                result.initializer.append(onnx.numpy_helper.from_array(value, name))
        result.initializer.extend(t for n, t in graph.initializers.items() if n in read)
        for name in inputs:
            code, shape = self.value_info[name]
            result.input.append(onnx.helper.make_tensor_value_info(name, code, list(shape)))
        _check_sources(result, set(inputs) | set(self.filled) | set(graph.initializers), outputs)
        result.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
        fixed = all(isinstance(d, (int, np.integer)) for n in inputs for d in self.value_info[n][1])
        typed = _typed(result, self.opset)
        for value, version in zip(typed.output, written):
            target = next(v for v in result.output if v.name == value.name)
            if value.type.WhichOneof("value"):
                target.type.CopyFrom(value.type)
                if not target.type.tensor_type.HasField("shape"):  # the checker wants one
                    target.type.tensor_type.shape.CopyFrom(_open_shape(typed, value.name))
            elif graph.dtypes.get(version):
                target.CopyFrom(onnx.helper.make_tensor_value_info(value.name, graph.dtypes[version], graph.shape(version) if fixed else None))
        return result


def convert_all(net: caffe2_pb2.NetDef, graph: ExportGraph) -> None:
    """Adds the nodes of all operators of a net. Raises Unsupported for all that have no form in ONNX at once."""
    faults = []
    for i, op in enumerate(net.op):
        graph.place = f"{op.name}/" if op.name else ""
        try:
            convert(op, graph)
        except Unsupported as error:
            faults.append(f"operator {i}, {op.type} '{op.name or ', '.join(op.output[:3])}': {error}")
    if faults:
        raise Unsupported(f"{len(faults)} operator{'s' * (len(faults) > 1)} cannot be exported:\n  " + "\n  ".join(faults[:100]))


def default_opset(net: caffe2_pb2.NetDef) -> int:
    """DEFAULT_OPSET, or a newer one where operators of the net need it."""
    needed = [DEFAULT_OPSET]
    for op in net.op:
        if op.domain and op.domain != "netdef":
            needed.append(oldest_opset(op))
        elif op.type in registry.records_by_caffe2():
            needed.append(registry.records_by_caffe2()[op.type].writes_from)
        needed += [default_opset(arg.n) for arg in op.arg if arg.HasField("n")]
    return max(needed)


def convert(op: caffe2_pb2.OperatorDef, graph: ExportGraph) -> None:
    """Adds the nodes of one operator. Raises Unsupported where there is no way."""
    if op.domain and op.domain != "netdef":
        native_node(op, graph)
        return
    record = registry.records_by_caffe2().get(op.type)
    if record is None:
        raise Unsupported("it has no form in ONNX")
    if record.writes_from > graph.opset:
        raise Unsupported(f"it has a form in ONNX from opset {record.writes_from} on, the model is written for {graph.opset}")
    if record.to_onnx is not None:
        record.to_onnx(op, graph)
        return
    if record.onnx is None:
        raise Unsupported(record.why_not or "it has no form in ONNX")
    arguments = OpArguments(op)
    attributes = {name: arguments[argument] for name, argument in record.arguments.items()}
    fixed = {name: value for name, value in record.fixed.items() if value is not None}
    outputs = list(op.output)[: record.outputs] if record.outputs is not None else list(op.output)
    graph.node(record.onnx, list(op.input), outputs, domain=record.domain, **attributes, **fixed)


def _placeholders(net: caffe2_pb2.NetDef, filled: Mapping[str, Any]) -> set[str]:
    """The first external inputs that the init net fills with a single element each: exporters for phones did that to inputs."""
    found = set()
    for name in net.external_input:
        if name not in filled or np.size(filled[name][0] if isinstance(filled[name], tuple) else filled[name]) != 1:
            break
        found.add(name)
    return found


def _unread(net: caffe2_pb2.NetDef) -> list[str]:
    read = {name for op in net.op for name in op.input}
    return list(dict.fromkeys(name for op in net.op for name in op.output if name not in read))


def _made_before(net: caffe2_pb2.NetDef, name: str) -> bool:
    """Whether an operator makes the blob before any reads it."""
    for op in net.op:
        if name in op.input:
            return False
        if name in op.output:
            return True
    return False


def _needed(nodes: Sequence[onnx.NodeProto], outputs: Sequence[str]) -> list[onnx.NodeProto]:
    """The nodes that contribute to the outputs."""
    wanted, kept = set(outputs), []
    for node in reversed(nodes):
        if any(name in wanted for name in node.output):
            kept.append(node)
            wanted.update(node.input, *map(read_names, nested_graphs(node)))
    return kept[::-1]


def _check_sources(graph: onnx.GraphProto, given: set[str], outputs: list[str]) -> None:
    """Raises Unsupported for values that some operator of the net makes and its nodes do not."""
    made = given | {name for node in all_nodes(graph) for name in node.output}
    lacking = sorted({name for node in graph.node for name in node.input if name and name not in made} | {n for n in outputs if n not in made})
    if lacking:
        raise Unsupported(f"outputs of operators that have no form in ONNX: {', '.join(map(repr, lacking[:20]))}")


def _typed(graph: onnx.GraphProto, opset: int) -> onnx.GraphProto:
    """The graph without its weights and with the types that inference finds out.

    Raises Unsupported where an operator of ONNX does not take the types that the net's operator takes.
    """
    light = onnx.GraphProto(name="types", node=graph.node, input=graph.input, output=graph.output)
    for tensor in graph.initializer:
        if tensor.ByteSize() <= _SMALL_BYTES:
            light.initializer.append(tensor)
        else:
            light.input.append(onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims)))
    domains = {opsets.normal_domain(node.domain) for node in all_nodes(graph)} - {""}
    imports = [onnx.helper.make_opsetid("", opset), *(onnx.helper.make_opsetid(d, opsets.newest(d) or 1) for d in domains)]
    try:
        return onnx.shape_inference.infer_shapes(
            onnx.helper.make_model(light, opset_imports=imports), check_type=True, strict_mode=True, data_prop=True).graph
    except onnx.shape_inference.InferenceError as error:
        raise Unsupported(f"ONNX does not take the types or shapes of the net: {_causes(str(error))}") from error


def _causes(message: str) -> str:
    """What inference says, without the operators that only lack the type of what another one failed to make."""
    lines = [line for line in message.splitlines() if line.strip()]
    return "\n".join(line for line in lines if "but instead is null" not in line) or message


def _open_shape(graph: onnx.GraphProto, name: str) -> onnx.TensorShapeProto:
    """A shape without sizes for an output of an If whose branches give different ranks: the larger one."""
    shape = onnx.TensorShapeProto()
    for node in graph.node:
        if name in node.output:
            branches = [attribute.g.output[list(node.output).index(name)] for attribute in node.attribute if attribute.HasField("g")]
            for _ in range(max((len(b.type.tensor_type.shape.dim) for b in branches), default=0)):
                shape.dim.add()
    return shape


def _code_of(dtype: np.dtype) -> int:
    return values.CODES["string"] if dtype == object else onnx.helper.np_dtype_to_tensor_dtype(dtype)
