"""ONNX's backend interface: runs ONNX models on netdef.

    rep = netdef.onnx.backend.prepare(onnx_model)
    outputs = rep.run(inputs)
"""

from __future__ import annotations

import collections
import itertools
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx.backend.base import Backend, Device, DeviceType

from netdef import Limits, workspace as c2_workspace
from netdef.onnx import fillers, opsets, values
from netdef.onnx.backend_rep import Caffe2Rep
from netdef.onnx.error import ConversionError, Unsupported
from netdef.onnx.files import parse
from netdef.onnx.importer import import_model
from netdef.onnx.workspace import Workspace
from netdef.proto import caffe2_pb2

_ELSEWHERE = b"__EXTERNAL"  # PyTorch's mark, in place of the contents, for a tensor that has an entry of its own in the archive

Caffe2Ops = collections.namedtuple("Caffe2Ops", ["ops", "init_ops", "interface_blobs"])


def force_unicode(s: str | bytes) -> str:
    return s.decode("utf-8") if isinstance(s, bytes) else str(s)


def get_device_option(device: Device) -> caffe2_pb2.DeviceOption:
    """The DeviceOption of an ONNX device."""
    if device.type == DeviceType.CPU:
        return caffe2_pb2.DeviceOption(device_type=caffe2_pb2.CPU)
    return caffe2_pb2.DeviceOption(device_type=caffe2_pb2.CUDA, device_id=device.device_id)


def convertAttributeProto(onnx_arg: onnx.AttributeProto) -> Any:
    """The value of an attribute as Python data; strings as bytes, tensors as messages."""
    return values.attribute_value(onnx_arg)


class OnnxAttributes(dict):
    """Attributes by name."""

    @staticmethod
    def from_onnx(args: Sequence[onnx.AttributeProto]) -> OnnxAttributes:
        return OnnxAttributes((arg.name, convertAttributeProto(arg)) for arg in args)

    def caffe2(self, kmap=lambda name: name):
        """The attributes as arguments, each renamed by `kmap`."""
        from netdef.utils import MakeArgument

        for name, value in self.items():
            if kmap(name) != "":
                yield MakeArgument(kmap(name), value)


class OnnxNode:
    """A node as plain Python data."""

    def __init__(self, node: onnx.NodeProto):
        self.name = str(node.name)
        self.op_type = str(node.op_type)
        self.attrs = OnnxAttributes.from_onnx(node.attribute)
        self.inputs = list(node.input)
        self.outputs = list(node.output)


class Caffe2Backend(Backend):
    """Converts and runs ONNX models; the names are those of the real Caffe2."""

    _names = itertools.count()

    @classmethod
    def dummy_name(cls) -> str:
        """A name that was not given before."""
        return f"ONNX_DUMMY_{next(cls._names)}"

    @classmethod
    def is_compatible(cls, model: onnx.ModelProto, device: str = "CPU", **kwargs: Any) -> bool:
        """Whether every node of the model can be converted."""
        if not cls.supports_device(device):
            return False
        try:
            import_model(model)
        except Unsupported:
            return False
        return True

    @classmethod
    def supports_device(cls, device_str: str) -> bool:
        return Device(device_str).type == DeviceType.CPU

    @classmethod
    def prepare(cls, model: onnx.ModelProto, device: str = "CPU", raw_values_dict: Mapping[str, bytes] | None = None,
                **kwargs: Any) -> Caffe2Rep:
        """A model ready to run.

        raw_values_dict: contents of tensors that the model names as external, by their location or name.

        Raises Unsupported with all nodes that netdef cannot run.
        """
        if not cls.supports_device(device):
            raise Unsupported(f"device '{device}': this build runs on CPU")
        if raw_values_dict:
            model = _with_values(model, raw_values_dict)
        init_net, predict_net = import_model(model)
        filled = {op.output[0] for op in init_net.op}
        uninitialized = [name for name in predict_net.external_input if name not in filled]

        def fill() -> None:
            c2_workspace.RunNetOnce(init_net)
            for info in model.graph.input:
                if info.name in uninitialized and info.type.HasField("tensor_type"):
                    c2_workspace.FeedBlob(info.name, _ones(info.type.tensor_type))

        return Caffe2Rep(init_net, predict_net, Workspace(fill), uninitialized)

    @classmethod
    def prepare_zip_archive(cls, file: Any, device: str = "CPU", **kwargs: Any) -> Caffe2Rep:
        """As prepare, for an archive with a model in `__MODEL_PROTO` and each external tensor in an entry of its own."""
        with zipfile.ZipFile(file) as archive:
            model = parse(archive.read("__MODEL_PROTO"), "__MODEL_PROTO")
            contents = {name: archive.read(name) for name in archive.namelist() if name != "__MODEL_PROTO"}
        return cls.prepare(model, device, raw_values_dict=contents, **kwargs)

    @classmethod
    def run_node(cls, node: onnx.NodeProto, inputs: Any, device: str = "CPU", opset_version: int | None = None,
                 outputs_info: Sequence[tuple[np.dtype, tuple[int, ...]]] | None = None, **kwargs: Any) -> tuple:
        """Runs a single node.

        inputs: a dict by name, or a list in the order of the node's inputs.
        opset_version: that of the node; the newest by default.
        """
        given = dict(inputs) if isinstance(inputs, Mapping) else dict(zip(filter(None, node.input), inputs))
        given = {name: np.asarray(value) for name, value in given.items()}
        graph = onnx.helper.make_graph(
            [node], "node",
            [onnx.helper.make_tensor_value_info(name, onnx.helper.np_dtype_to_tensor_dtype(v.dtype), v.shape) for name, v in given.items()],
            [onnx.ValueInfoProto(name=name) for name in node.output if name],
        )
        domain = opsets.normal_domain(node.domain)
        imports = [onnx.helper.make_opsetid(node.domain, opset_version or opsets.newest(domain) or 1)]
        model = onnx.ModelProto(ir_version=10, graph=graph, opset_import=imports)
        return cls.prepare(model, device, **kwargs).run(given)

    @classmethod
    def onnx_graph_to_caffe2_net(cls, model: onnx.ModelProto, device: str = "CPU",
                                 opset_version: int | None = None) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
        """(init_net, predict_net) of a model.

        opset_version: for a model that names none.
        """
        if not model.opset_import and opset_version:
            model = onnx.ModelProto.FromString(model.SerializeToString())
            model.opset_import.add(version=opset_version)
        nets = import_model(model)
        for net in nets:
            net.device_option.CopyFrom(get_device_option(Device(device)))
        return nets

    @classmethod
    def _create_tensor_filling_op(cls, onnx_tensor: onnx.TensorProto, name: str | None = None) -> caffe2_pb2.OperatorDef:
        """The operator that fills a blob, by default of the tensor's name, with a tensor."""
        return fillers.filler(name or onnx_tensor.name, onnx_tensor)

    @staticmethod
    def optimize_onnx(input: onnx.ModelProto | bytes, init: bool = False, predict: bool = False) -> onnx.ModelProto:
        """The model as it is: netdef optimises nets when they are prepared, not ONNX models."""
        return input


def _ones(tensor: onnx.TypeProto.Tensor) -> np.ndarray:
    """Ones of the type and shape; without elements where a dimension has no fixed size, or where they would not fit into netdef's limits."""
    dims, dtype = [dim.dim_value for dim in tensor.shape.dim], np.dtype(onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type))
    fits = all(dim >= 0 for dim in dims) and math.prod(dims) * dtype.itemsize <= Limits().tensor_bytes
    return np.ones(dims if fits else 0, dtype)


def _with_values(model: onnx.ModelProto, contents: Mapping[str, bytes]) -> onnx.ModelProto:
    """A copy of the model with its external tensors from a dict by location."""
    from netdef.onnx.files import tensors

    filled = onnx.ModelProto()
    filled.CopyFrom(model)
    for tensor in tensors(filled):
        named = tensor.data_location == onnx.TensorProto.EXTERNAL or (tensor.external_data and not tensor.raw_data)
        if named or tensor.raw_data == _ELSEWHERE:
            location = {entry.key: entry.value for entry in tensor.external_data}.get("location", tensor.name)
            if location not in contents:
                raise ConversionError(f"tensor '{tensor.name}': no contents are given for '{location}'")
            tensor.raw_data = bytes(contents[location])
            tensor.data_location = onnx.TensorProto.DEFAULT
            del tensor.external_data[:]
    return filled


prepare = Caffe2Backend.prepare
prepare_zip_archive = Caffe2Backend.prepare_zip_archive
run_node = Caffe2Backend.run_node
run_model = Caffe2Backend.run_model
supports_device = Caffe2Backend.supports_device
is_compatible = Caffe2Backend.is_compatible
