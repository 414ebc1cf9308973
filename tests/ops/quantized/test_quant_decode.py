import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def quant_decode(codebook, *codes):
    return tuple(codebook.ravel()[c] for c in codes)


def codes(*shape, dtype=np.uint8):
    return integers(*shape, high=6, dtype=dtype)


test_quant_decode = operator_test("QuantDecode", quant_decode, [
    Case([normal(6), codes(2, 3)]),
    Case([normal(2, 3), codes(4, dtype=np.uint16), codes(2, 2, dtype=np.int32), codes(1)]),
    Case([normal(6), codes(0, 3)], gradient=False, why="nothing depends on the codebook"),
    Case([normal(6), np.uint8([6])], error="expected codes below 6"),
    Case([normal(6), np.int32([-1])], error="expected codes below 6"),
    Case([normal(6), codes(3, dtype=np.int64)], error="Unsupported type of tensor"),
    Case([normal(6), codes(3)], outputs=2, error="as many outputs"),
])

test_gradient = operator_test("QuantDecodeGradient", None, [
    Case([normal(6), codes(3), normal(2)], error="must have the size of its codes"),
    Case([normal(6), codes(3), normal(3), normal(3)], error="as many gradients"),
])
