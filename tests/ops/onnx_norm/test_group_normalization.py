import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_group_normalization = onnx_test("GroupNormalization", [
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], args={"num_groups": 3}),
    Case([normal(2, 6, 4), normal(6), normal(6)], args={"num_groups": 1, "epsilon": 0.01}),
    Case([normal(2, 6, 4), normal(6), normal(6)], args={"num_groups": 4}, error="cannot be divided"),
    Case([normal(2, 6, 4), normal(6), normal(6)], args={"num_groups": 0}, error="cannot be divided"),
])
