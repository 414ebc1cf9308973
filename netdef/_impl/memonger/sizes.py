"""Bytes of blobs, real and inferred."""

from __future__ import annotations

import collections
import logging
import math
from typing import Any, Sequence

from netdef import _C
from netdef.proto import caffe2_pb2

logger = logging.getLogger("netdef.memonger")

_BITS = {
    caffe2_pb2.TensorProto.DOUBLE: 64, caffe2_pb2.TensorProto.INT64: 64, caffe2_pb2.TensorProto.FLOAT: 32,
    caffe2_pb2.TensorProto.INT32: 32, caffe2_pb2.TensorProto.FLOAT16: 16, caffe2_pb2.TensorProto.INT16: 16,
    caffe2_pb2.TensorProto.UINT16: 16,
}


def blob_nbytes(blob: Any) -> int:
    """Bytes of a blob in the current workspace; 0, with a warning, where there is none."""
    name = str(blob)
    if not _C.has_blob(name):
        logger.warning("Failed to fetch blob %s when computing its size", name)
        return 0
    return _C.get_blob_size_bytes(name)


def collect_blob_sizes(net: caffe2_pb2.NetDef) -> dict[str, int]:
    """{blob: bytes} of all blobs of a net that has been run."""
    return {name: blob_nbytes(name) for op in net.op for name in (*op.input, *op.output)}


def estimate_memory_usage(
    protos: Sequence[caffe2_pb2.NetDef], shapes: dict[str, Sequence[int]], types: dict[str, int], devicescope: caffe2_pb2.DeviceOption
) -> tuple[int, int, dict[str, int]]:
    """(bytes at the end, most bytes at once, {operator type: bytes its outputs add}) of nets run one after another.

    shapes, types: of blobs, as InferShapesAndTypes gives them; blobs they lack count nothing.
    devicescope: only operators on this device, or on none, are counted. Free gives memory back.
    """
    held: dict[str, int] = {}
    by_type: dict[str, int] = collections.defaultdict(int)
    total = most = 0
    for proto in protos:
        for op in proto.op:
            device = op.device_option
            if op.HasField("device_option") and device.device_type and device != devicescope:
                continue
            for name in op.output:
                if op.type == "Free":
                    total -= held.pop(name, 0)
                elif name in shapes and name not in held:
                    held[name] = math.prod(shapes[name]) * _BITS.get(types.get(name), 8) // 8
                    total += held[name]
                    by_type[op.type] += held[name]
            most = max(most, total)
    return total, most, by_type
