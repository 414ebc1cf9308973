from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_space_to_depth = onnx_test("SpaceToDepth", [
    Case([normal(2, 3, 4, 6)], args={"blocksize": 2}),
    Case([normal(2, 3, 5, 6)], args={"blocksize": 2}, error="multiples of"),
])
