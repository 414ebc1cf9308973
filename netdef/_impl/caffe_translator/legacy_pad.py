"""Caffe's padding of pooling layers as explicit padding, for inputs of one size."""

from __future__ import annotations

from typing import Sequence

from netdef._impl.utils.arguments import ArgsToDict, MakeArgument
from netdef._impl.workspace.shapes import InferShapesAndTypes
from netdef.proto import caffe2_pb2


def remove_legacy_pad(net: caffe2_pb2.NetDef, params: caffe2_pb2.TensorProtos, input_dims: Sequence[int]) -> caffe2_pb2.NetDef:
    """The net with pad_t, pad_l, pad_b and pad_r in place of legacy_pad."""
    dims = {tensor.name: list(tensor.dims) for tensor in params.protos}
    dims[net.op[0].input[0]] = list(input_dims)
    shapes, _ = InferShapesAndTypes([net], dims)
    for op in net.op:
        args = ArgsToDict(op.arg)
        if "legacy_pad" not in args or args.get("global_pooling"):
            continue
        size = shapes.get(op.input[0])
        output = shapes.get(op.output[0])
        if size is None or output is None:
            raise ValueError(f"the shape of {op.input[0]} does not follow from input_dims {list(input_dims)}")
        kept = [arg for arg in op.arg if arg.name not in ("legacy_pad", "pad", "pad_t", "pad_l", "pad_b", "pad_r")]
        kernels, strides, pads = (
            [args.get(f"{name}_{axis}", args.get(name, default)) for axis in axes]
            for name, axes, default in (("kernel", "hw", 1), ("stride", "hw", 1), ("pad", "tl", 0)))
        tails = [(out - 1) * stride + kernel - length - pad
                 for out, stride, kernel, length, pad in zip(output[2:], strides, kernels, size[2:], pads)]
        del op.arg[:]
        op.arg.extend(kept)
        for name, value in zip(("pad_t", "pad_l", "pad_b", "pad_r"), (*pads, *(max(tail, 0) for tail in tails))):
            op.arg.append(MakeArgument(name, value))
    return net
