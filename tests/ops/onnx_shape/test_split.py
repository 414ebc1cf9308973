import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_split = onnx_test("Split", [
    Case([normal(6, 4)], args={"num_outputs": 3}),
    Case([normal(4, 7)], args={"num_outputs": 3, "axis": -1}),
    Case([normal(6, 4), np.array([1, 0, 5])]),
    Case([normal(6, 4), np.array([1, 2, 2])], outputs=3, error="do not add up"),
    Case([normal(6, 4), np.array([-1, 2, 5])], outputs=3, error="do not add up"),
    Case([normal(6, 4), np.array([1, 5])], outputs=3, error="for each output"),
], outputs=3)
