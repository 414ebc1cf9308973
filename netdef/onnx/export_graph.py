"""An ONNX graph under construction: what the records' `to_onnx` work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx

from netdef import workspace
from netdef.onnx import opsets
from netdef.onnx.error import Unsupported
from netdef.onnx.op_arguments import OpArguments
from netdef.onnx.values import CODES
from netdef.proto import caffe2_pb2


WIRE_CODES: dict[int, int] = {
    getattr(caffe2_pb2.TensorProto, wire): CODES[name]
    for wire, name in {
        "FLOAT": "float", "INT32": "int32", "STRING": "string", "BOOL": "bool", "UINT8": "uint8", "INT8": "int8",
        "UINT16": "uint16", "INT16": "int16", "INT64": "int64", "FLOAT16": "float16", "DOUBLE": "double",
    }.items()
}
"""Caffe2's codes of element types -> ONNX's."""
_WIRE = {code: wire for wire, code in WIRE_CODES.items()}


def infer_types(net: caffe2_pb2.NetDef, shapes: Mapping[str, Sequence[int]], dtypes: Mapping[str, int]) -> tuple[dict, dict]:
    """(shapes, element types in ONNX's codes) of the blobs of a net, as far as its operators' rules tell."""
    wire = {name: _WIRE.get(dtypes.get(name, 0), caffe2_pb2.TensorProto.FLOAT) for name in shapes}
    dims = {name: list(shape) for name, shape in shapes.items()}
    found, types = workspace.InferShapesAndTypes([net], blob_dimensions=dims, nets_proto=True, blob_types=wire)
    return found, {name: WIRE_CODES.get(code, 0) for name, code in types.items()}


class ExportGraph:
    """Nodes and initializers of a graph for one opset.

    values: what the init net fills: arrays, or (array, scale, zero point) for int8 tensors.
    shapes, dtypes: what is known of the blobs; dtypes are ONNX's codes.
    """

    def __init__(self, opset: int, values: Mapping[str, Any], shapes: Mapping[str, Sequence[int]], dtypes: Mapping[str, int],
                 taken: set[str], qdq: bool = False):
        self.opset = opset
        self.values = values
        self.shapes = dict(shapes)
        self.dtypes = dict(dtypes)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}
        self.domains: set[str] = set()
        self.taken = taken
        self.qdq = qdq
        """Whether int8 operators become floats between QuantizeLinear and DequantizeLinear; else exact integer arithmetic."""
        self.quantization: dict[str, tuple[Any, int]] = {}
        """int8 blobs -> (scale, zero point)."""
        self.int8_constants: dict[str, str] = {}
        self.unwritten: set[str] = set()
        """Outputs that operators of the net declare and never write."""
        self.place = ""

    def nested(self) -> ExportGraph:
        """A graph inside this one, for an attribute: it sees what this one knows."""
        return ExportGraph(self.opset, self.values, self.shapes, self.dtypes, self.taken, self.qdq)

    def infer(self, net: caffe2_pb2.NetDef) -> None:
        """Adds what is known of the blobs of a net from what is known already."""
        shapes, dtypes = infer_types(net, self.shapes, self.dtypes)
        self.shapes |= shapes
        self.dtypes |= dtypes

    # What records ask.

    @staticmethod
    def arguments(op: caffe2_pb2.OperatorDef) -> OpArguments:
        return OpArguments(op)

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The shape of a blob, None where it is not known."""
        return tuple(self.shapes[name]) if name in self.shapes else None

    def known_shape(self, name: str) -> tuple[int, ...]:
        """The shape of a blob that the operator cannot be exported without."""
        shape = self.shape(name)
        if shape is None:
            raise Unsupported(f"the shape of '{name}' is not known: give the shapes of the net's inputs")
        return shape

    def rank(self, name: str) -> int | None:
        shape = self.shape(name)
        return None if shape is None else len(shape)

    def value(self, name: str) -> np.ndarray | None:
        """The array that the init net fills, None for what is computed."""
        value = self.values.get(name)
        return value if isinstance(value, np.ndarray) else None

    # What they add.

    def unique(self, hint: str) -> str:
        name, n = hint, 0
        while name in self.taken:
            n += 1
            name = f"{hint}_{n}"
        self.taken.add(name)
        return name

    def constant(self, value: Any, hint: str = "constant", dtype: Any = None) -> str:
        """An initializer."""
        name = self.unique(hint)
        array = np.asarray(value, dtype)
        self.initializers[name] = onnx.numpy_helper.from_array(array, name)
        self.shapes[name], self.dtypes[name] = array.shape, self.initializers[name].data_type
        return name

    def ints(self, items: Sequence[int] | int, hint: str = "ints") -> str:
        return self.constant(items, hint, np.int64)

    def node(self, op_type: str, inputs: Sequence[str], outputs: Sequence[str] | str | None = None, domain: str = "",
             like: str | None = None, **attributes: Any) -> str:
        """Adds a node and returns its first output; without `outputs` that is a fresh name. None attributes are left out."""
        if outputs is None:
            outputs = self.unique(f"{op_type.lower()}_output")
        outputs = [outputs] if isinstance(outputs, str) else list(outputs)
        attributes = {key: value for key, value in attributes.items() if value is not None}
        schema = opsets.schema(op_type, domain, self.opset) if not domain else None
        if not domain and schema is None:
            raise Unsupported(f"it needs the operator {op_type}, which opset {self.opset} does not have")
        if schema is not None and set(attributes) - set(schema.attributes):
            lacking = ", ".join(sorted(set(attributes) - set(schema.attributes)))
            raise Unsupported(f"it needs {op_type} with the attributes {lacking}, which opset {self.opset} does not have")
        self.domains.add(domain)
        self.nodes.append(onnx.helper.make_node(op_type, list(inputs), outputs, name=self.unique(f"{self.place}{op_type}"),
                                                domain=domain, **attributes))
        if like is not None:
            for table in (self.shapes, self.dtypes):
                if like in table:
                    table[outputs[0]] = table[like]
        return outputs[0]

    # Operators whose form depends on the opset.

    def _axes(self, op_type: str, x: str, axes: Sequence[int] | None, outputs: Any, since: int, **attributes: Any) -> str:
        if axes is None:
            return self.node(op_type, [x], outputs, **attributes)
        if self.opset >= since:
            return self.node(op_type, [x, self.ints(list(axes), "axes")], outputs, **attributes)
        return self.node(op_type, [x], outputs, axes=list(axes), **attributes)

    def squeeze(self, x: str, axes: Sequence[int], outputs: Any = None) -> str:
        return self._axes("Squeeze", x, axes, outputs, 13)

    def unsqueeze(self, x: str, axes: Sequence[int], outputs: Any = None) -> str:
        return self._axes("Unsqueeze", x, axes, outputs, 13)

    def reduce(self, op_type: str, x: str, axes: Sequence[int] | None, outputs: Any = None, keepdims: bool = False) -> str:
        return self._axes(op_type, x, axes, outputs, 13 if op_type == "ReduceSum" else 18, keepdims=int(keepdims))

    def reshape(self, x: str, shape: Sequence[int], outputs: Any = None) -> str:
        return self.node("Reshape", [x, self.ints(list(shape), "shape")], outputs)

    def slice(self, x: str, starts: Sequence[int], ends: Sequence[int], axes: Sequence[int], outputs: Any = None) -> str:
        if self.opset < 10:
            return self.node("Slice", [x], outputs, starts=list(starts), ends=list(ends), axes=list(axes))
        return self.node("Slice", [x, self.ints(list(starts), "starts"), self.ints(list(ends), "ends"), self.ints(list(axes), "axes")], outputs)

    def split(self, x: str, outputs: Sequence[str], axis: int, sizes: Sequence[int] | str) -> str:
        """sizes: numbers, or the name of a tensor of them."""
        if self.opset >= 13:
            return self.node("Split", [x, sizes if isinstance(sizes, str) else self.ints(list(sizes), "split")], outputs, axis=axis)
        if isinstance(sizes, str):
            raise Unsupported("its sizes are computed: that needs opset 13")
        return self.node("Split", [x], outputs, axis=axis, split=list(sizes))

    def clip(self, x: str, low: float | None, high: float | None, outputs: Any = None) -> str:
        if self.opset < 11:
            return self.node("Clip", [x], outputs, min=low, max=high)
        bounds = ["" if bound is None else self.constant(bound, "bound", np.float32) for bound in (low, high)]
        return self.node("Clip", [x, *bounds], outputs)

    def pad(self, x: str, pads: Sequence[int], mode: str = "constant", value: float = 0.0, outputs: Any = None) -> str:
        """pads: the begins of all axes, then the ends."""
        if self.opset < 11:
            return self.node("Pad", [x], outputs, pads=list(pads), mode=mode, value=value)
        inputs = [x, self.ints(list(pads), "pads")] + ([self.constant(value, "value", np.float32)] if mode == "constant" else [])
        return self.node("Pad", inputs, outputs, mode=mode)

    def cast(self, x: str, code: int, outputs: Any = None) -> str:
        result = self.node("Cast", [x], outputs, to=code)
        self.dtypes[result] = code
        return result

    def dimension(self, x: str, axis: int) -> str:
        """The size of an axis as a tensor of one int64."""
        return self.node("Gather", [self.node("Shape", [x]), self.ints([axis], "axis")], axis=0)

    def flatten_to(self, x: str, rank: int, outputs: Any = None) -> str:
        """A matrix: the first `rank` axes are its rows."""
        return self.node("Flatten", [x], outputs, axis=rank)

    def resize(self, x: str, scales: Sequence[float] | str, mode: str, coordinates: str, outputs: Any = None) -> str:
        scales = scales if isinstance(scales, str) else self.constant(list(scales), "scales", np.float32)
        if self.opset >= 11:
            nearest = "floor" if mode == "nearest" else None
            return self.node("Resize", [x, "", scales], outputs, mode=mode, coordinate_transformation_mode=coordinates,
                             nearest_mode=nearest)
        if coordinates != "asymmetric":
            raise Unsupported(f"opset {self.opset} cannot resize with coordinates {coordinates}")
        return self.node("Resize" if self.opset >= 10 else "Upsample", [x, scales], outputs, mode=mode)
