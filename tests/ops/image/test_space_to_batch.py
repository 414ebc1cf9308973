"""SpaceToBatch and BatchToSpace against strided slices."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def pads(pad=0, pad_t=None):
    return [(0, 0), (0, 0), (pad if pad_t is None else pad_t, pad), (pad, pad)]


def space_to_batch(x, block_size=2, order="NCHW", **args):
    x = np.pad(x, pads(**args))
    return np.concatenate([x[:, :, i::block_size, j::block_size] for i in range(block_size) for j in range(block_size)])


def batch_to_space(x, block_size=2, order="NCHW", **args):
    images, c, h, w = x.shape[0] // block_size**2, *x.shape[1:]
    y = np.zeros((images, c, h * block_size, w * block_size), x.dtype)
    for k in range(block_size**2):
        y[:, :, k // block_size::block_size, k % block_size::block_size] = x[k * images:(k + 1) * images]
    (_, _, (t, b), (left, r)) = pads(**args)
    return y[:, :, t:y.shape[2] - b, left:y.shape[3] - r]


test_space_to_batch = operator_test("SpaceToBatch", space_to_batch, [
    Case([normal(2, 3, 4, 6)]),
    Case([normal(1, 2, 4, 3)], {"block_size": 3, "pad_t": 2}),
    Case([normal(1, 2, 2, 4)], {"pad": 1}),
    Case([normal(0, 2, 2, 4)]),
    Case([normal(1, 2, 3, 4)], error="Height: 3, block size: 2"),
    Case([normal(1, 2, 4, 3)], error="Width: 3, block size: 2"),
    Case([normal(1, 2, 4)], error="expected an image"),
    Case([normal(1, 2, 4, 4)], {"block_size": 0}, error="must be positive"),
    Case([normal(1, 2, 4, 4)], {"order": "NHWC"}, error="expected order NCHW"),
    Case([normal(1, 2, 4, 4)], {"pad": -1}, error="must not be negative"),
])

test_batch_to_space = operator_test("BatchToSpace", batch_to_space, [
    Case([normal(8, 3, 2, 3)]),
    Case([normal(9, 2, 3, 2)], {"block_size": 3, "pad_t": 2, "pad": 1}),
    Case([normal(4, 2, 3, 3)], {"pad": 1}),
    Case([normal(0, 2, 2, 4)]),
    Case([normal(5, 2, 3, 3)], error="multiple of block_size"),
    Case([normal(4, 2, 1, 1)], {"pad": 2}, error="pads are larger"),
])
