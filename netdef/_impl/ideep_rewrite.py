"""Nets moved to IDEEP devices, Caffe2's name for oneDNN: here these are the CPU, so a moved net runs as before."""

from __future__ import annotations

import copy
from typing import Any, Iterable, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.operator import CreateOperator
from netdef._impl.core.remap import rename
from netdef._impl.utils.messages import replace_operators
from netdef.proto import caffe2_pb2

_IDEEP, _CPU = caffe2_pb2.PROTO_IDEEP, caffe2_pb2.PROTO_CPU


def last_producer(ops: Sequence[caffe2_pb2.OperatorDef], blob: str) -> int:
    """The position of the last operator that writes a blob. Raises a ValueError where none does."""
    for i in reversed(range(len(ops))):
        if blob in ops[i].output:
            return i
    raise ValueError(f"no operator writes the blob {blob}")


def rewrite_init_net_simple(net: caffe2_pb2.NetDef) -> None:
    """Moves all operators of a net, in place."""
    for op in net.op:
        op.device_option.device_type = _IDEEP


def fix_BoxWithNMSLimit(net: caffe2_pb2.NetDef) -> None:
    """What BoxWithNMSLimit gives is on the CPU already: copies of it from a device become plain copies, in place."""
    boxes = {blob for op in net.op if op.type == "BoxWithNMSLimit" for blob in op.output[:3]}
    for op in net.op:
        if op.type == "CopyIDEEPToCPU" and op.input[0] in boxes:
            op.type = "Copy"
            op.device_option.device_type = _CPU


def rewrite_run_net_simple(net: caffe2_pb2.NetDef) -> None:
    """Moves a net in place: its first external input is copied to the device, its external outputs from there.

    Raises:
        ValueError: the first operator does not read the first external input.
    """
    to_device = _input_to_device(net)
    from_device = [_output_from_device(net.op, blob) for blob in net.external_output]
    _place([to_device, *net.op, *from_device], _IDEEP)
    replace_operators(net, [to_device, *net.op, *from_device])
    fix_BoxWithNMSLimit(net)


def rewrite_run_net_simple_xrayocr_lstm(net: caffe2_pb2.NetDef) -> None:
    """Moves the part of a net before its first Shape, in place; what comes after it, recurrent layers and their steps, stays on the CPU.

    Raises:
        ValueError: the first operator does not read the first external input, an operator writes an external input, or there is
            no Shape.
    """
    to_device = _input_to_device(net)
    written = {blob for op in net.op for blob in op.output}.intersection(net.external_input)
    if written:
        raise ValueError(f"operators write external inputs: {', '.join(sorted(written))}")
    first = next((i for i, op in enumerate(net.op) if op.type == "Shape"), None)
    if first is None:
        raise ValueError("the net has no Shape, at which the part for the CPU would begin")
    moved, rest = list(net.op[:first]), list(net.op[first:])
    shared = dict.fromkeys(blob for op in rest[1:] for blob in op.input if blob in net.external_input)
    names = {blob: f"{blob}__CPU__" for blob in shared}
    for op in rest:
        _rename_read(op, names)
    from_device = [_output_from_device(moved, blob) for blob in rest[0].input]
    copies = [_copy("CopyIDEEPToCPU", blob, name) for blob, name in names.items()]
    _place([to_device, *moved, *from_device, *copies], _IDEEP)
    _place(rest, _CPU)
    replace_operators(net, [to_device, *moved, *from_device, *copies, *rest])
    fix_BoxWithNMSLimit(net)


def rewrite_model_helper_simple(model: Any) -> Any:
    """A copy of a model whose nets are moved."""
    model = copy.deepcopy(model)
    rewrite_init_net_simple(model.param_init_net.Proto())
    rewrite_run_net_simple(model.net.Proto())
    return model


def _copy(op_type: str, source: str, target: str) -> caffe2_pb2.OperatorDef:
    return CreateOperator(op_type, [BlobReference(source)], [BlobReference(target)])


def _on_device(blob: str) -> str:
    return f"{blob}__MKL__"


def _input_to_device(net: caffe2_pb2.NetDef) -> caffe2_pb2.OperatorDef:
    """The copy of the first external input, which the first operator reads from now on."""
    if not net.external_input or not net.op or not net.op[0].input or net.op[0].input[0] != net.external_input[0]:
        raise ValueError(f"the first operator of {net.name} must read the first external input, {list(net.external_input[:1])}, first")
    blob = net.op[0].input[0]
    net.op[0].input[0] = _on_device(blob)
    return _copy("CopyCPUToIDEEP", blob, _on_device(blob))


def _output_from_device(ops: Sequence[caffe2_pb2.OperatorDef], blob: str) -> caffe2_pb2.OperatorDef:
    """The copy of what the last of its writers gives, under another name from now on."""
    producer = last_producer(ops, blob)
    rename(ops[producer].output, {blob: _on_device(blob)})
    for op in ops[producer + 1:]:
        rename(op.input, {blob: _on_device(blob)})
    return _copy("CopyIDEEPToCPU", _on_device(blob), blob)


def _rename_read(op: caffe2_pb2.OperatorDef, names: dict[str, str]) -> None:
    rename(op.input, names)
    for arg in op.arg:
        if arg.name == "step_net":
            rename(arg.n.external_input, names)
            for step_op in arg.n.op:
                rename(step_op.input, names)


def _place(ops: Iterable[caffe2_pb2.OperatorDef], device_type: int) -> None:
    """Sets the device; engines are for the one they were chosen on."""
    for op in ops:
        op.device_option.MergeFrom(DeviceOption(device_type))
        op.engine = ""
        _place((step_op for arg in op.arg if arg.name == "step_net" for step_op in arg.n.op), device_type)
