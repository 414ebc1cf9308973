import numpy as np

from netdef.testing import Case, normal, strings
from oracles.onnx_reference import onnx_test

test_tile = onnx_test("Tile", [
    Case([normal(3, 2), np.array([2, 3])]),
    Case([normal(3, 2), np.array([1, 0])]),
    Case([strings(2), np.array([3])]),
    Case([normal(3, 2), np.array([2])], error="for each axis"),
    Case([normal(3, 2), np.array([2, -1])], error="out of range"),
    Case([normal(3, 2), np.array([2**62, 9])], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
])
