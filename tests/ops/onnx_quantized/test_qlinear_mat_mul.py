import numpy as np

from netdef.testing import Case, integers
from oracles.onnx_reference import onnx_test


def inputs(a, b, y, scale=0.1, shape=(3, 4)):
    s, z = np.float32, lambda v, t: np.array(v, t)
    return [integers(*shape, high=120).astype(a), s(scale), z(7, a), integers(4, 5, high=120).astype(b), s(0.2), z(3, b), s(30), z(9, y)]


test_qlinear_mat_mul = onnx_test("QLinearMatMul", [
    *[Case(inputs(a, b, y)) for a in ("int8", "uint8") for b in ("int8", "uint8") for y in ("int8", "uint8")],
    Case(inputs("uint8", "uint8", "uint8", shape=(2, 3, 4))),
    Case([*inputs("uint8", "uint8", "uint8")[:6], np.ones(2, np.float32), np.array(0, np.uint8)], error="one scale"),
    Case([*inputs("uint8", "uint8", "uint8")[:1], np.ones(2, np.float32), *inputs("uint8", "uint8", "uint8")[2:]], error="for each row"),
])
