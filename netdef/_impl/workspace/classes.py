"""Methods in Python of the extension's classes Workspace, Blob and OpSchema."""

from __future__ import annotations

from typing import Any

from netdef import _C
from netdef._impl.workspace import blobs, running
from netdef._impl.workspace.names import StringifyBlobName
from netdef.proto import caffe2_pb2


def _remove_blob(ws: _C.Workspace, blob: Any) -> bool:
    """Removes a blob, given by name or reference; False where there is none."""
    return ws._remove_blob(StringifyBlobName(blob))


_C.Workspace.run = running.run
_C.Workspace.create_net = running.create_net
_C.Workspace.feed_blob = blobs.feed_blob
_C.Workspace.fetch_int8_blob = blobs.fetch_int8_blob
_C.Workspace.remove_blob = _remove_blob
_C.Blob.feed = blobs.feed
_C.Blob.to_torch = lambda blob: blobs.to_torch(blob.tensor())
_C.TensorCPU.to_torch = blobs.to_torch


def _kernel(op_type: str) -> str | None:
    """Where an operator type's kernel is, None where there is none."""
    return _C.OpSchema.get(op_type).file if op_type in _C.registered_operators() and _C.OpSchema.get(op_type) else None


def _gradient(op_type: str) -> str | None:
    """Where an operator type's gradient is made, None where there is none."""
    return _kernel(op_type) if _C.gradient_kind(op_type)[0] == "maker" else None


def _calculate_output(schema: _C.OpSchema, num_input: int) -> int:
    """How many outputs there are; -1 where that is not settled by the number of inputs."""
    return schema.max_output if schema.min_output == schema.max_output else -1


def _inputs_outputs_allowed(schema: _C.OpSchema, num_input: int, num_output: int) -> bool:
    """Whether an operator may have so many inputs and outputs."""
    return schema.num_inputs_allowed(num_input) and schema.num_outputs_allowed(num_output)


def _infer_tensor(
    schema: _C.OpSchema, op: caffe2_pb2.OperatorDef, inputs: list[caffe2_pb2.TensorShape]
) -> list[caffe2_pb2.TensorShape]:
    """The shapes of an operator's outputs from those of its inputs."""
    names = {code: name for name, _, code, *_ in _C.dtypes() if code}
    codes = {name: code for code, name in names.items()}
    specs = [None if shape.unknown_shape else (list(shape.dims), names[shape.data_type], False) for shape in inputs]
    return [
        caffe2_pb2.TensorShape(unknown_shape=True) if spec is None else
        caffe2_pb2.TensorShape(dims=spec[0], data_type=codes[spec[1]])
        for spec in schema.infer(op.SerializeToString(), specs)
    ]


_C.OpSchema.Argument = _C.OpArg
_C.OpSchema.CalculateOutput = _calculate_output
_C.OpSchema.get_cpu_impl = staticmethod(_kernel)
_C.OpSchema.get_cuda_impl = staticmethod(lambda op_type: None)
_C.OpSchema.get_gradient_impl = staticmethod(_gradient)
_C.OpSchema.infer_tensor = _infer_tensor
_C.OpSchema.inf = property(lambda schema: 2**31 - 1)  # the max_input and max_output of what has no limit
_C.OpSchema.num_inputs_outputs_allowed = _inputs_outputs_allowed
_C.OpSchema.private = property(lambda schema: False)
