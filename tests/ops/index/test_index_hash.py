import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def index_hash(x, seed=0, modulo=0):
    bits = x.dtype.itemsize * 8

    def wrap(v):
        return (v + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1)

    def one(v):
        h = wrap(seed * 0xDEADBEEF)
        for byte in np.array(v, x.dtype).tobytes():
            h = wrap(h * 65537 + (byte - 256 if byte > 127 else byte))
        return h % modulo  # Python's remainder is never negative
    return np.array([one(v) for v in x.ravel().tolist()], x.dtype).reshape(x.shape)


test_index_hash = operator_test("IndexHash", index_hash, [
    Case([integers(20, high=2**31)], args={"modulo": 1000}),
    Case([integers(20, low=-2**31, high=2**31)], args={"modulo": 1000, "seed": 7}),
    Case([integers(3, 4, low=-2**62, high=2**62, dtype=np.int64)], args={"modulo": 100003, "seed": 3}),
    Case([np.int32([0, 1, 2])], args={"modulo": 1}),
    Case([integers(0)], args={"modulo": 10}),
    Case([integers(2)], error="MODULO should be > 0"),
    Case([normal(2)], args={"modulo": 10}, error="Unsupported type"),
])


def test_recorded():
    """What the real Caffe2 gives for one index of each width."""
    assert index_hash(np.int32([40618]), seed=8, modulo=113203) == [10437]
    assert index_hash(np.int64([51734]), seed=7, modulo=100468) == [55221]
