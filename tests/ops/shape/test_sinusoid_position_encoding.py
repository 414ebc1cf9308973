import numpy as np

from netdef.testing import Case, operator_test


def sinusoid_position_encoding(positions, embedding_size=100, alpha=10000.0, amplitude=1.0):
    k = np.arange(embedding_size)
    angles = positions[..., None] / alpha ** (k / embedding_size)
    return (amplitude * np.where(k % 2, np.cos(angles), np.sin(angles))).astype(np.float32)


def rows(n, repeats, dtype=np.int32):
    return np.repeat(np.arange(n, dtype=dtype)[:, None], repeats, axis=1)


test_sinusoid_position_encoding = operator_test("SinusoidPositionEncoding", sinusoid_position_encoding, [
    Case([rows(10, 3)]),
    Case([rows(10, 1, np.int64)], args={"embedding_size": 7, "alpha": 100.0, "amplitude": 0.5}),
    Case([rows(0, 3)]),
    Case([rows(3, 0)]),
    Case([np.arange(3, dtype=np.int32)], error="2-D tensor"),
])
