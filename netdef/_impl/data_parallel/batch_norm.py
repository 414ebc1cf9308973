"""Batch normalization with the statistics of all replicas together.

Needs operators of the replicas side by side: first every replica's Conv, then every replica's SpatialBN ...
"""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.operator import CreateOperator
from netdef._impl.utils.arguments import MakeArgument
from netdef._impl.utils.messages import replace_operators
from netdef.proto import caffe2_pb2


def interleave_operators(model: Any) -> None:
    """Orders the net's operators so that the same operator of all replicas stands together."""
    ops = list(model.net.Proto().op)
    by_device = [[op for op in ops if op.device_option.device_id == device] for device in model._devices]
    types = [[op.type for op in own] for own in by_device]
    assert sum(map(len, by_device)) == len(ops) and all(own == types[0] for own in types), (
        "combine_spatial_bn needs replicas of the same operators in the same order")
    replace_operators(model.net.Proto(), [op for same in zip(*by_device) for op in same])


def combine_batch_norm(model: Any) -> None:
    """Lets SpatialBN and its gradient use sums over all replicas; the operators must be interleaved."""
    count = len(model._devices)
    ops = list(model.net.Proto().op)
    new_ops: list[caffe2_pb2.OperatorDef] = []
    while ops:
        group = [ops.pop(0)]
        if group[0].type in ("SpatialBN", "SpatialBNGradient"):
            group += [ops.pop(0) for _ in range(count - 1)]
            new_ops += _forward(group) if group[0].type == "SpatialBN" else _backward(group)
        new_ops += group
    replace_operators(model.net.Proto(), new_ops)


def _forward(group: list[caffe2_pb2.OperatorDef]) -> list[caffe2_pb2.OperatorDef]:
    """Operators that sum elements and squares of all replicas' inputs; adds the sums to the normalizations' inputs."""
    parts = [(op.input[0], op.input[0] + "_sums", op.input[0] + "_sumsq") for op in group]
    before = [_operator("ChannelStats", [x], [sums, squares]) for x, sums, squares in parts]
    combined = []
    for own in ([sums for _, sums, _ in parts], [squares for _, _, squares in parts]):
        combined.append(own[0] + "_combined")
        before.append(_operator("Sum", own, [combined[-1]]))
    for op in group:
        op.input.extend(combined)
        op.arg.append(MakeArgument("num_batches", len(group)))
    return before


def _backward(group: list[caffe2_pb2.OperatorDef]) -> list[caffe2_pb2.OperatorDef]:
    """Operators that compute the gradients of scale and bias over all replicas; adds them to the gradients' inputs."""
    before = [
        _operator("ChannelBackpropStats", [op.input[0], op.input[3], op.input[4], op.input[2]], list(op.output[1:3]))
        for op in group
    ]
    for index in (1, 2):
        own = [op.output[index] for op in group]
        combined = own[0] + "_combined"
        before.append(_operator("Sum", own, [combined]))
        before += [_operator("Copy", [combined], [blob]) for blob in own]
    for op in group:
        op.input.extend(op.output[1:3])
        op.arg.append(MakeArgument("num_batches", len(group)))
    return before


def _operator(op_type: str, inputs: list[str], outputs: list[str]) -> caffe2_pb2.OperatorDef:
    return CreateOperator(op_type, [BlobReference(name) for name in inputs], [BlobReference(name) for name in outputs])
