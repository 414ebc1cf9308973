"""A normalization after a convolution becomes part of its weights."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from netdef import _C
from netdef._impl.transformations.uses import free_name, pairs
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob


def _argument(op: Any, name: str, default: Any) -> Any:
    for arg in op.arg:
        if arg.name == name:
            return arg.f if arg.HasField("f") else arg.i
    return default


def _factor_and_shift(norm: Any) -> tuple[np.ndarray, np.ndarray]:
    """What a normalization of channels multiplies by, and what it adds."""
    if norm.type == "AffineChannel":
        return tuple(FetchBlob(name).astype(np.float64) for name in norm.input[1:3])
    scale, shift, mean, variance = (FetchBlob(name).astype(np.float64) for name in norm.input[1:5])
    factor = scale / np.sqrt(variance + _argument(norm, "epsilon", 1e-5))
    return factor, shift - mean * factor


def _fusible(net: Any, conv: Any, norm: Any) -> bool:
    """A convolution whose parameters it has for itself, and a normalization by fixed statistics."""
    if norm.type == "SpatialBN" and (not _argument(norm, "is_test", 0) or len(norm.output) != 1):
        return False
    uses = [name for op in net.op for name in op.input]
    return all(uses.count(name) == 1 for name in conv.input[1:]) and all(
        _C.has_blob(name) for name in (*conv.input[1:], *norm.input[1:]))


def fuse_conv_bn(net: Any) -> None:
    """Fuses Conv and SpatialBN of a NetDef in place and changes the parameters, which must be in the current workspace."""
    fuse_conv_affine(net, "SpatialBN", lambda op: True)


def fuse_conv_affine(net: Any, norm_type: str, wanted: Callable[[Any], bool]) -> None:
    """Fuses Conv and SpatialBN or AffineChannel of a NetDef, both of operators that are `wanted`, in place; as fuse_conv_bn."""
    while True:
        found = next((
            (i, j) for i, j in pairs(net, "Conv", norm_type)
            if wanted(net.op[i]) and wanted(net.op[j]) and _fusible(net, net.op[i], net.op[j])), None)
        if found is None:
            return
        conv, norm = net.op[found[0]], net.op[found[1]]
        weight = FetchBlob(conv.input[1])
        factor, shift = _factor_and_shift(norm)
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
        FeedBlob(bias_name, (bias * factor + shift).astype(weight.dtype))
        conv.output[0] = norm.output[0]
        del net.op[found[1]]
