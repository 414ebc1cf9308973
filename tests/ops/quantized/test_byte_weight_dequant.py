import numpy as np

from netdef.testing import Case, integers, operator_test


def byte_weight_dequant(x, min=-3.0, max=3.0, shape=()):
    return (x.ravel()[:int(np.prod(shape))] / 255.0 * (max - min) + min).reshape(shape)


BYTES = integers(2, 6, high=256, dtype=np.uint8)
test_byte_weight_dequant = operator_test("ByteWeightDequant", byte_weight_dequant, [
    Case([BYTES], {"min": -1.0, "max": 2.5, "shape": [3, 4]}),
    Case([BYTES], {"shape": [5]}),
    Case([BYTES]),
    Case([BYTES], {"shape": [3, 5]}, error="more elements than the input"),
    Case([BYTES], {"shape": [-1]}, error="must not be negative"),
])
