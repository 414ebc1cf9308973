from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_depth_to_space = onnx_test("DepthToSpace", [
    *[Case([normal(2, 8, 3, 4)], args={"blocksize": 2, "mode": m}) for m in ("DCR", "CRD")],
    Case([normal(1, 9, 2, 2)], args={"blocksize": 3}),
    Case([normal(2, 7, 3, 4)], args={"blocksize": 2}, error="multiple of"),
    Case([normal(2, 8, 3, 4)], args={"blocksize": 0}, error="out of range"),
])
