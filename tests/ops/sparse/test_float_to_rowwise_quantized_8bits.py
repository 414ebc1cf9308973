import numpy as np

from netdef.testing import Case, integers, normal, operator_test, uniform


def quantized(x):
    rows = x.reshape(len(x), -1)
    low, high = rows.min(1), rows.max(1)
    scale = np.where(high - low < 1e-10, np.float32(1), (high - low) / np.float32(255))
    q = np.floor((rows - low[:, None]) * (np.float32(1) / scale)[:, None] + np.float32(0.5))
    return np.clip(q, 0, 255).astype(np.uint8).reshape(x.shape), np.stack([scale, low], axis=1)


def restored(q, scale_bias):
    rows = q.reshape(len(q), -1).astype(np.float64)
    return (rows * scale_bias[:, :1] + scale_bias[:, 1:]).reshape(q.shape).astype(np.float32)


test_quantize = operator_test("FloatToRowwiseQuantized8Bits", quantized, [
    Case([normal(4, 7)]),
    Case([normal(2, 3, 8, std=30.0)]),
    Case([np.full((2, 3), 2.5, np.float32)]),
    Case([np.array(1, np.float32)], error="must have rows"),
])
BYTES = integers(4, 6, high=256, dtype=np.uint8)
test_restore = operator_test("Rowwise8BitQuantizedToFloat", restored, [
    Case([BYTES, uniform(4, 2)]),
    Case([BYTES.reshape(4, 2, 3), uniform(4, 2)]),
    Case([BYTES, uniform(3, 2)], error="scale_bias must have shape .4 2."),
])
