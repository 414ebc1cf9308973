import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test


def words(*shape):
    return np.array([f"s{i}é" for i in range(int(np.prod(shape)))], object).reshape(shape)


test_string_concat = onnx_test("StringConcat", [
    Case([words(2, 3), words(2, 3)]),
    Case([words(2, 1), words(3)]),
    Case([normal(3), words(3)], error="Tensor type mismatch"),
    Case([words(2), words(3)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
