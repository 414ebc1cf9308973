"""Builds the NetDef of one ONNX graph; what records and upgrades work with."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx

from netdef.onnx import opsets
from netdef.onnx.node import Node
from netdef.onnx.values import UNKNOWN, ValueType
from netdef.proto import caffe2_pb2
from netdef.utils import MakeArgument

if TYPE_CHECKING:
    from netdef.onnx.importer import Importer

class Builder:
    """A net under construction.

    Names that it takes and gives are blob names, unique in the whole model; those of ONNX values are in `names`.
    """

    def __init__(self, importer: Importer, parent: Builder | None = None):
        self.importer = importer
        self.net = caffe2_pb2.NetDef()
        self.names: ChainMap[str, str] = parent.names.new_child() if parent else ChainMap({"": ""})
        self.twins: ChainMap[str, str] = parent.twins.new_child() if parent else ChainMap()
        """Blobs of half precision, and the same values in float."""
        self.own: set[str] = set()
        self.outputs: set[str] = set()
        self.declared: dict[str, ValueType] = {}
        """What type inference found of the values of the graph, by their ONNX names."""

    # What records ask.

    def type(self, name: str) -> ValueType:
        return self.importer.types.get(name, UNKNOWN)

    def dtype(self, name: str) -> int:
        """ONNX's code of the element type, 0 where it is not known."""
        return self.type(name).dtype

    def shape(self, name: str) -> tuple[int | str | None, ...] | None:
        return self.type(name).shape

    def rank(self, name: str) -> int | None:
        return self.type(name).rank

    def constant_value(self, name: str) -> np.ndarray | None:
        """The value of a small constant, None for everything else."""
        return self.importer.constants.get(name)

    def is_constant(self, name: str) -> bool:
        """Whether the init net fills the blob."""
        return name in self.importer.filled

    def has_operator(self, op_type: str, domain: str = "") -> bool:
        """Whether netdef has the ONNX operator itself."""
        return self.importer.has_operator(op_type, domain)

    # What they add.

    def temporary(self, hint: str, like: str | ValueType | None = None) -> str:
        """A fresh blob name; `like` gives its type, or a blob of the same type."""
        name = self.importer.unique(hint)
        if like is not None:
            self.importer.types[name] = self.type(like) if isinstance(like, str) else like
        return name

    def constant(self, value: Any, hint: str = "constant") -> str:
        """A blob that the init net fills with an array."""
        return self.tensor(onnx.numpy_helper.from_array(np.asarray(value)), hint)

    def tensor(self, tensor: onnx.TensorProto, hint: str = "constant") -> str:
        """A blob that the init net fills with a tensor."""
        name = self.temporary(hint, ValueType(tensor.data_type, tuple(tensor.dims)))
        self.importer.fill(name, tensor)
        return name

    def add(self, op_type: str, inputs: list[str], outputs: list[str] | str | None = None, domain: str = "",
            hint: str = "", **arguments: Any) -> str:
        """Adds an operator and returns its first output; without `outputs` that is a fresh blob."""
        if outputs is None:
            outputs = self.temporary(hint or f"{op_type.lower()}_output")
        outputs = [outputs] if isinstance(outputs, str) else outputs
        op = self.net.op.add(type=op_type, input=inputs, output=outputs)
        if domain:
            op.domain = domain
        op.arg.extend(MakeArgument(key, value) for key, value in arguments.items() if value is not None)
        return outputs[0]

    def node(self, op_type: str, inputs: list[str], outputs: list[str] | str | None = None,
             like: str | ValueType | None = None, domain: str = "", **attributes: Any) -> str:
        """Converts an ONNX node of the newest opset that stands before the one being converted."""
        if outputs is None:
            outputs = self.temporary(f"{op_type.lower()}_output", like)
        outputs = [outputs] if isinstance(outputs, str) else outputs
        self.importer.convert_node(self.make(op_type, inputs, outputs, domain, **attributes), self)
        return outputs[0]

    def make(self, op_type: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: Any) -> Node:
        """A node of the newest opset, not added yet; attributes of value None are left out."""
        given = {
            key: value.encode() if isinstance(value, str) else value for key, value in attributes.items() if value is not None
        }
        return Node(op_type, list(inputs), list(outputs), given, domain, max(opsets.newest(domain), 1))
