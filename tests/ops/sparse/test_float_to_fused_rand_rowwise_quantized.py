import numpy as np

from nets import op, run
from netdef.testing import Case, normal, operator_test


def quantize(x, bitwidth=8, random=1):
    """Rounded to the nearest: header of bits, missing elements, min and max, then the elements column-wise over the bytes."""
    out = []
    for row in x:
        low, high = row.min(), row.max()
        gap = (high - low) / np.float32(2**bitwidth - 1) + np.float32(1e-8)
        value = (row - low) / gap
        below = np.floor(value)
        q = np.clip(below + (value - below > 0.5), 0, 2**bitwidth - 1).astype(int)
        size = -(-len(row) // (8 // bitwidth))
        packed = np.zeros(size, int)
        for j, element in enumerate(q):
            packed[j % size] |= element << (j // size * bitwidth)
        header = [bitwidth, size * (8 // bitwidth) - len(row)]
        out.append(np.concatenate([header, np.float32([low, high]).view(np.uint8), packed]).astype(np.uint8))
    return np.array(out)


def restore(table):
    bits, missing = table[0, :2].tolist()
    packed = table[:, 10:].astype(int)
    low, high = np.ascontiguousarray(table[:, 2:10]).view(np.float32).T[:, :, None]
    elements = np.concatenate([(packed >> (bits * k)) & (2**bits - 1) for k in range(8 // bits)], axis=1)
    gap = (high - low) / np.float32(2**bits - 1) + np.float32(1e-8)
    return (low + elements[:, :elements.shape[1] - missing] * gap).astype(np.float32)


X = normal(4, 13)
NEAREST = [{"bitwidth": bits, "random": 0} for bits in (1, 2, 4, 8)]

test_nearest = operator_test("FloatToFusedRandRowwiseQuantized", quantize, [
    *[Case([X], args=args) for args in NEAREST],
    Case([np.full((2, 3), 1.5, np.float32)], args={"random": 0}),
    Case([X], args={"bitwidth": 3}, error="Unsupported bitwidth: 3"),
    Case([X.ravel()], error="Expect input to be a matrix"),
])

TABLE = quantize(X, bitwidth=2)
test_restore = operator_test("FusedRandRowwiseQuantizedToFloat", restore, [
    *[Case([quantize(X, args["bitwidth"])]) for args in NEAREST],
    Case([TABLE[:, :9]], error="expected a matrix of fused rows"),
    Case([TABLE * np.uint8(3)], error="Unsupported bitwidth: 6"),
    Case([np.where(np.arange(TABLE.shape[1]) == 1, 9, TABLE).astype(np.uint8)], error="wrong header"),
])


def test_random_rounding_is_right_on_average():
    x = np.tile(np.float32([0, 1, 0.2, 0.5, 0.9]), (4000, 1))
    round_ = op("FloatToFusedRandRowwiseQuantized", ["x"], ["y"], bitwidth=1)
    round_.device_option.random_seed = 7
    z = restore(run(round_, feed={"x": x}, fetch="y"))
    assert set(np.round(z, 6).ravel()) == {0, 1}
    np.testing.assert_allclose(z.mean(0), x[0], atol=5 * 0.5 / np.sqrt(4000))
