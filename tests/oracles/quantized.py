"""Layers of quantized nets in numpy: real value = scale * (q - zero point), rounded to nearest, ties to even."""

import numpy as np


def quantized(real, scale, zero, low=0, high=255):
    return np.clip(np.round(real / np.float32(scale)) + zero, low, high).astype(np.uint8)


def dequantized(q, scale, zero):
    return (q.astype(np.float32) - np.float32(zero)) * np.float32(scale)


def finish(sums, w_scale, addend, X_scale, Y_scale, Y_zero_point=0, low=0, high=255, product_scale=0.0, product_zero_point=0, addend_scale=1.0, addend_zero_point=0):
    """Bytes of a layer with these exact sums; `w_scale` is broadcast against them."""
    own = (product_scale, product_zero_point) if product_scale else (Y_scale, Y_zero_point)
    limits = (0, 255) if product_scale else (low, high)
    ratio = np.float32(X_scale) * w_scale.astype(np.float32) / np.float32(own[0])
    product = np.clip(np.round(sums.astype(np.float32) * ratio) + own[1], *limits).astype(np.uint8)
    if addend is None:
        return product
    return quantized(dequantized(product, *own) + dequantized(addend, addend_scale, addend_zero_point), Y_scale, Y_zero_point, low, high)


def conv(x, w, w_scale, bias, addend=None, X_zero_point=0, kernels=None, strides=None, pads=None, dilations=None, group=1, **scales):
    """x [N, C, ...], w [M, C / group, ...], one tap after the other."""
    axes = x.ndim - 2
    strides, dilations, pads = strides or [1] * axes, dilations or [1] * axes, pads or [0] * 2 * axes
    real = np.pad(x.astype(np.int64) - X_zero_point, [(0, 0), (0, 0), *zip(pads[:axes], pads[axes:])])
    out = [(real.shape[a + 2] - (w.shape[a + 2] - 1) * dilations[a] - 1) // strides[a] + 1 for a in range(axes)]
    outputs, inputs = w.shape[:2]
    sums = np.zeros((x.shape[0], outputs, *out), np.int64)
    for tap in np.ndindex(*w.shape[2:]):
        window = real[(slice(None), slice(None), *(slice(t * d, t * d + (o - 1) * s + 1, s) for t, d, o, s in zip(tap, dilations, out, strides)))]
        for m in range(outputs):
            first = m // (outputs // group) * inputs
            sums[:, m] += np.tensordot(window[:, first:first + inputs], w[(m, slice(None), *tap)].astype(np.int64), (1, 0))
    column = lambda v: np.asarray(v).reshape(-1, *[1] * axes)
    return finish(sums + column(bias), column(w_scale), addend, **scales)
