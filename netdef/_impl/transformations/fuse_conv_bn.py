"""A batch normalization after a convolution becomes part of its weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef import _C
from netdef._impl.transformations.uses import free_name, pairs
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob


def _argument(op: Any, name: str, default: Any) -> Any:
    for arg in op.arg:
        if arg.name == name:
            return arg.f if arg.HasField("f") else arg.i
    return default


def _fusible(net: Any, conv: Any, norm: Any) -> bool:
    """A convolution whose parameters it has for itself, and a normalization by fixed statistics."""
    if not _argument(norm, "is_test", 0) or len(norm.output) != 1:
        return False
    uses = [name for op in net.op for name in op.input]
    return all(uses.count(name) == 1 for name in conv.input[1:]) and all(
        _C.has_blob(name) for name in (*conv.input[1:], *norm.input[1:]))


def fuse_conv_bn(net: Any) -> None:
    """Fuses Conv and SpatialBN of a NetDef in place and changes the parameters, which must be in the current workspace."""
    while True:
        found = next(((i, j) for i, j in pairs(net, "Conv", "SpatialBN") if _fusible(net, net.op[i], net.op[j])), None)
        if found is None:
            return
        conv, norm = net.op[found[0]], net.op[found[1]]
        weight = FetchBlob(conv.input[1])
        scale, shift, mean, variance = (FetchBlob(name).astype(np.float64) for name in norm.input[1:5])
        factor = scale / np.sqrt(variance + _argument(norm, "epsilon", 1e-5))
        if len(conv.input) > 2:
            bias_name = conv.input[2]
            bias = FetchBlob(bias_name).astype(np.float64)
        else:
            bias_name = free_name(net, "_bias0", _C.blobs())
            bias = np.zeros_like(factor)
            conv.input.append(bias_name)
            if net.external_input:
                net.external_input.append(bias_name)
        FeedBlob(conv.input[1], (weight * factor.reshape(-1, *[1] * (weight.ndim - 1))).astype(weight.dtype))
        FeedBlob(bias_name, ((bias - mean) * factor + shift).astype(weight.dtype))
        conv.output[0] = norm.output[0]
        del net.op[found[1]]
