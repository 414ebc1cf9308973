import numpy as np

from netdef.testing import Case, normal, quantized
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp_test, parameters, range_of, real_value, to_bytes


def in_bytes(x):
    """A float tensor quantized by its own range; a quantized one as it is."""
    return x if isinstance(x, Int8Tensor) else to_bytes(x, *parameters(*range_of(x)))


def steps(x):
    return x.data.astype(np.int64) - x.zero_point


def group_norm(x, gamma, beta, group, is_test=1, order="NCHW", epsilon=1e-5, Y_scale=None, Y_zero_point=0):
    """gamma * inv_std * (x - mean) + beta where all of them are integers."""
    first = (lambda a: np.moveaxis(a, -1, 1)) if order == "NHWC" else (lambda a: a)
    last = (lambda a: np.moveaxis(a, 1, -1)) if order == "NHWC" else (lambda a: a)

    def normalized(rows):
        return (rows - rows.mean(-1, keepdims=True)) / np.sqrt(rows.var(-1, keepdims=True) + epsilon)

    real = first(real_value(x))
    images, channels = real.shape[:2]
    exact = normalized(real.reshape(images, group, -1)).reshape(real.shape) * gamma[:, None, None] + beta[:, None, None]
    scale, zero = parameters(*range_of(exact)) if Y_scale is None else (Y_scale, Y_zero_point)

    x, gamma = in_bytes(x), in_bytes(gamma)
    q = first(steps(x))
    rows = q.reshape(images, group, -1)
    inv_std = in_bytes(np.float32(1 / np.sqrt(rows.var(-1) * x.scale**2 + epsilon)))
    mean = np.rint(rows.mean(-1) + x.zero_point) - x.zero_point
    slope = steps(gamma).reshape(1, group, -1, 1) * steps(inv_std).reshape(images, group, 1, 1)
    offset = np.rint(np.rint(beta / (x.scale * gamma.scale)) / inv_std.scale).reshape(1, group, -1, 1) - slope * mean[:, :, None, None]
    total = slope * q.reshape(images, group, channels // group, -1) + offset
    factor = x.scale * gamma.scale * inv_std.scale / scale
    y = np.clip(np.rint(total * factor) + zero, 0, 255).astype(np.uint8)
    return Int8Tensor(np.ascontiguousarray(last(y.reshape(real.shape))), float(np.float32(scale)), zero)


GAMMA, BETA = normal(4, seed=1), normal(4, seed=2)
CASES = [
    Case([normal(2, 4, 3, 5), GAMMA, BETA], {"group": 2, "is_test": 1}),
    Case([quantized(2, 4, 3, 5), GAMMA, BETA], {"group": 2, "is_test": 1}),
    Case([quantized(3, 4, 6, 5, scale=0.07, zero_point=200), GAMMA, BETA], {"group": 4, "is_test": 1, "Y_scale": 0.03, "Y_zero_point": 120}),
    Case([quantized(2, 5, 6, 4), GAMMA, BETA], {"group": 1, "is_test": 1, "order": "NHWC", "epsilon": 0.01}),
    Case([quantized(2, 4, 3, 5), GAMMA[:2], BETA], {"group": 2, "is_test": 1, "Y_scale": 0.1}, error="one element for each"),
    Case([quantized(2, 4, 3, 5), GAMMA, BETA], {"group": 3, "is_test": 1, "Y_scale": 0.1}, error="do not make 3 groups"),
    Case([quantized(2, 4, 3, 5), GAMMA, BETA], {"group": 0, "is_test": 1}, error="group must be positive"),
]
test_group_norm = lowp_test("GroupNorm", group_norm, CASES, steps=0)
test_int8_group_norm = lowp_test("Int8GroupNorm", group_norm, CASES, steps=0)
test_an_image_without_pixels = lowp_test("Int8GroupNorm", None, [
    Case([quantized(2, 4, 0, 5), GAMMA, BETA], {"group": 2, "is_test": 1, "Y_scale": 0.1},
         expected=[Int8Tensor(np.zeros((2, 4, 0, 5), np.uint8), float(np.float32(0.1)), 0)]),
])
