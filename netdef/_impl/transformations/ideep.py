"""Convolutions on IDEEP devices with what follows them in one operator, ConvFusion."""

from __future__ import annotations

from typing import Any

from netdef._impl.transformations.fuse_conv_bn import fuse_conv_affine
from netdef._impl.transformations.uses import readers, rename_value
from netdef._impl.utils.arguments import MakeArgument
from netdef.proto import caffe2_pb2

_RELU, _SUM, _SUM_RELU = 1, 2, 3


def _on_ideep(op: Any) -> bool:
    return op.device_option.device_type in (caffe2_pb2.PROTO_IDEEP, caffe2_pb2.PROTO_MKLDNN)


def optimize_for_ideep(net: Any) -> None:
    """Changes a NetDef for inference, in place: normalizations become part of convolutions, whose parameters must be in the current
    workspace; an addition and a Relu after a convolution become part of it. Operators on other devices stay as they are.
    """
    fuse_conv_affine(net, "SpatialBN", _on_ideep)
    fuse_conv_affine(net, "AffineChannel", _on_ideep)
    while _fuse_sum(net) or _fuse_relu(net):
        pass


def _only_reader(net: Any, writer: int) -> int | None:
    """The operator that alone reads the first output of another, which then is of no use to anybody."""
    blob = net.op[writer].output[0]
    found, at_end = readers(net.op, writer, blob)
    if len(found) != 1 or (at_end and blob in net.external_output):
        return None
    return found[0]


def _writes_between(net: Any, names: Any, first: int, last: int) -> bool:
    """Whether an operator after `first` and before `last` writes one of the blobs."""
    return any(name in names for op in net.op[first + 1: last] for name in op.output)


def _value_can_move(net: Any, writer: int, old: str, new: str) -> bool:
    """Whether the value that `writer` puts into `old` can be called `new` instead."""
    if old == new:
        return True
    found, at_end = readers(net.op, writer, old)
    if at_end and old in net.external_output:
        return False
    return not _writes_between(net, [new], writer, (found[-1] if found else writer) + 1)


def _put_at(net: Any, position: int, moved: int, fused: Any) -> None:
    """Puts the fused operator in the place of the later of two operators and takes the earlier away."""
    net.op[position].CopyFrom(fused)
    del net.op[moved]


def _fuse_relu(net: Any) -> bool:
    for i, conv in enumerate(net.op):
        kind = next((arg.i for arg in conv.arg if arg.name == "fusion_type"), 0)
        if not _on_ideep(conv) or not (conv.type == "Conv" or (conv.type == "ConvFusion" and kind == _SUM)):
            continue
        j = _only_reader(net, i)
        if j is None or net.op[j].type != "Relu" or not _on_ideep(net.op[j]) or _writes_between(net, conv.input, i, j):
            continue
        fused = caffe2_pb2.OperatorDef()
        fused.CopyFrom(conv)
        if kind == _SUM:  # the result stays in place of the addend
            result = net.op[j].output[0]
            if not _value_can_move(net, j, result, conv.output[0]):
                continue
            rename_value(net.op, j, result, conv.output[0])
            next(arg for arg in fused.arg if arg.name == "fusion_type").i = _SUM_RELU
        else:
            if net.op[j].output[0] in conv.input:
                continue
            fused.type = "ConvFusion"
            fused.arg.append(MakeArgument("fusion_type", _RELU))
            fused.output[0] = net.op[j].output[0]
        _put_at(net, j, i, fused)
        return True
    return False


def _fuse_sum(net: Any) -> bool:
    for i, conv in enumerate(net.op):
        if conv.type != "Conv" or not _on_ideep(conv):
            continue
        j = _only_reader(net, i)
        if j is None or not _is_sum(net.op[j]) or _writes_between(net, conv.input, i, j):
            continue
        addend = next((name for name in net.op[j].input if name != conv.output[0]), None)
        if addend is None or addend in conv.input or not _may_be_overwritten(net, addend, j):
            continue
        result = net.op[j].output[0]
        if not _value_can_move(net, j, result, addend):
            continue
        rename_value(net.op, j, result, addend)
        fused = caffe2_pb2.OperatorDef()
        fused.CopyFrom(conv)
        fused.type = "ConvFusion"
        fused.input.append(addend)
        fused.output[0] = addend
        fused.arg.append(MakeArgument("fusion_type", _SUM))
        _put_at(net, j, i, fused)
        return True
    return False


def _is_sum(op: Any) -> bool:
    """An addition of two blobs of one shape."""
    return op.type in ("Sum", "Add") and len(op.input) == 2 and not op.arg and _on_ideep(op)


def _may_be_overwritten(net: Any, blob: str, last_use: int) -> bool:
    """Whether an operator of the net wrote the blob and none needs it after `last_use`."""
    if not any(blob in op.output for op in net.op[:last_use]):
        return False
    if blob in net.op[last_use].output:
        return True
    later, at_end = readers(net.op, last_use, blob)
    return not later and not (at_end and blob in net.external_output)
