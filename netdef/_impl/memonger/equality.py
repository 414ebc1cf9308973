"""Whether two nets compute the same although their blobs have other names."""

from __future__ import annotations

from typing import Any

from netdef.proto import caffe2_pb2


def verify_graph_equality(net_a: caffe2_pb2.NetDef, net_b: caffe2_pb2.NetDef) -> bool:
    """Whether both have the same operators, each reading what the same operators wrote; names do not matter."""
    return [op.type for op in net_a.op] == [op.type for op in net_b.op] and _sources(net_a) == _sources(net_b)


def _sources(net: caffe2_pb2.NetDef) -> list[list[Any]]:
    """For each operator's inputs where they come from: (operator, output), or None for outside."""
    writers: dict[str, Any] = {}
    result = []
    for i, op in enumerate(net.op):
        result.append([writers.get(name) for name in op.input])
        writers.update((name, (i, o)) for o, name in enumerate(op.output))
    return result


def verify_inplace_blobs(net_a: caffe2_pb2.NetDef, net_b: caffe2_pb2.NetDef) -> bool:
    """Whether the same operators work in place, on the same inputs and outputs."""
    if len(net_a.op) != len(net_b.op):
        return False
    return all(a.type == b.type and _inplace(a) == _inplace(b) for a, b in zip(net_a.op, net_b.op))


def _inplace(op: caffe2_pb2.OperatorDef) -> set[tuple[int, int]]:
    return {(i, o) for i, read in enumerate(op.input) for o, written in enumerate(op.output) if read == written}
