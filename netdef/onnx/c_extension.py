"""The converter as Caffe2's extension module shows it: models, nodes and operators go in and come out as bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import onnx

from netdef.onnx import contrib, opsets, registry
from netdef.onnx.backend import Caffe2Backend as PythonBackend
from netdef.onnx.frontend import Caffe2Frontend
from netdef.onnx.importer import import_model
from netdef.proto import caffe2_pb2


class DummyName:
    """Gives names that nobody has: OC2_DUMMY_0, OC2_DUMMY_1 ..."""

    def __init__(self) -> None:
        self.reset()

    def new_dummy_name(self) -> str:
        """A name that was not given before."""
        while True:
            name = f"OC2_DUMMY_{self._next}"
            self._next += 1
            if name not in self._used:
                return name

    def reset(self, args: Collection[str] | None = None) -> None:
        """Starts anew; `args` are names that are in use."""
        self._used = frozenset(args or ())
        self._next = 0


class Caffe2Ops:
    """What a node is converted to: operators, such that run once before, and the blobs between them, which are internal."""

    def __init__(self, init_ops: Sequence[bytes], ops: Sequence[bytes], interface_blobs: Sequence[str]):
        self.init_ops = [caffe2_pb2.OperatorDef.FromString(op) for op in init_ops]
        self.ops = [caffe2_pb2.OperatorDef.FromString(op) for op in ops]
        self.interface_blobs = list(interface_blobs)


class Caffe2BackenRep:
    """A prepared model."""

    def __init__(self) -> None:
        self._rep: Any = None

    def _prepared(self) -> Any:
        if self._rep is None:
            raise RuntimeError("this Caffe2BackenRep holds no model: Caffe2Backend().prepare(...) makes one that does")
        return self._rep

    def init_net(self) -> bytes:
        """The serialized net that fills the weights."""
        return self._prepared().init_net.SerializeToString()

    def pred_net(self) -> bytes:
        """The serialized net that computes."""
        return self._prepared().predict_net.SerializeToString()

    def external_inputs(self) -> list[str]:
        """What a call supplies."""
        return list(self._prepared().uninitialized)

    def external_outputs(self) -> list[str]:
        """What a call gives."""
        return list(self._prepared().predict_net.external_output)

    def uninitialized_inputs(self) -> list[str]:
        """What the init net does not fill."""
        return list(self._prepared().uninitialized)

    def run(self, inputs: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
        """The outputs of one call, whose inputs are given by name or in order."""
        return list(self._prepared().run(inputs))


class Caffe2Backend:
    """Converts ONNX models and nodes. names: names for blobs between the operators of a node."""

    def __init__(self, names: DummyName | None = None):
        self._names = names or DummyName()

    def support_onnx_import(self, op_type: str) -> bool:
        """Whether ONNX nodes of this type can be converted."""
        known = {("", op_type), ("ai.onnx.ml", op_type)}
        return op_type in contrib.definitions() or any(key in registry.records_by_onnx() or key in registry.native() for key in known)

    def prepare(self, onnx_model: bytes, device: str, extra_ops: Sequence[Caffe2Ops]) -> Caffe2BackenRep:
        """A model ready to run. extra_ops: were conversions of nodes that Caffe2 made in Python; here they are not needed."""
        prepared = Caffe2BackenRep()
        prepared._rep = PythonBackend.prepare(onnx.ModelProto.FromString(onnx_model), device)
        return prepared

    def convert_node(self, node_str: bytes, value_infos_bytes: Sequence[bytes] = (), opset_version: int = 9) -> list[list[bytes]]:
        """[operators that run once before, operators] of a serialized node; value_infos_bytes: serialized types of its inputs."""
        node = onnx.NodeProto.FromString(node_str)
        infos = {info.name: info for info in map(onnx.ValueInfoProto.FromString, value_infos_bytes)}
        graph = onnx.helper.make_graph(
            [node], "node", [infos.get(name, onnx.ValueInfoProto(name=name)) for name in dict.fromkeys(node.input) if name],
            [onnx.ValueInfoProto(name=name) for name in node.output if name])
        version = opset_version if opsets.normal_domain(node.domain) == "" else opsets.newest(node.domain) or 1
        model = onnx.ModelProto(ir_version=10, graph=graph, opset_import=[onnx.helper.make_opsetid(node.domain, version)])
        nets = import_model(model)
        self._rename([op for net in nets for op in net.op], {*node.input, *node.output})
        return [[op.SerializeToString() for op in net.op] for net in nets]

    def _rename(self, ops: Sequence[caffe2_pb2.OperatorDef], kept: Collection[str]) -> None:
        """Blobs between operators get names that are unique among all nodes converted."""
        names = {name: name for name in kept}
        for name in (name for op in ops for name in op.output):
            if name not in names:
                names[name] = self._names.new_dummy_name()
        for op in ops:
            op.input[:] = [names.get(name, name) for name in op.input]
            op.output[:] = [names[name] for name in op.output]

    def _build_tensor_filling_op(self, tensor: bytes, name: str) -> bytes:
        """The serialized operator that fills a blob, by default of the tensor's name, with a serialized tensor."""
        source = onnx.TensorProto.FromString(tensor)
        return PythonBackend._create_tensor_filling_op(source, name or None).SerializeToString()


def support_onnx_export(op_type: str) -> bool:
    """Whether Caffe2 operators of this type can be converted to ONNX."""
    record = registry.records_by_caffe2().get(op_type)
    return record is not None and (record.onnx is not None or record.to_onnx is not None)


def export_to_onnx(names: DummyName, op_def: bytes, shapes: Mapping[str, Sequence[int]]) -> tuple[list[bytes], list[bytes]]:
    """(serialized nodes, serialized constant tensors) of a serialized operator; `shapes` are those of its blobs."""
    op = caffe2_pb2.OperatorDef.FromString(op_def)
    nodes, tensors = Caffe2Frontend.caffe2_op_to_onnx_node(op, shapes)
    own = {*op.input, *op.output, ""}
    renamed = {
        name: names.new_dummy_name()
        for name in dict.fromkeys([*(t.name for t in tensors), *(o for node in nodes for o in node.output)]) if name not in own
    }
    for tensor in tensors:
        tensor.name = renamed.get(tensor.name, tensor.name)
    for node in nodes:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        node.output[:] = [renamed.get(name, name) for name in node.output]
    return [node.SerializeToString() for node in nodes], [tensor.SerializeToString() for tensor in tensors]
