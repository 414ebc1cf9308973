from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_layer_normalization = onnx_test("LayerNormalization", [
    *[Case([normal(2, 3, 4, 5), normal(*(2, 3, 4, 5)[a:]), normal(*(2, 3, 4, 5)[a:])], args={"axis": a}) for a in (0, 1, 2, 3, -1)],
    Case([normal(2, 3, 4), normal(4)], args={"epsilon": 0.1}),
    Case([normal(2, 3, 40), normal(1), normal(3, 1)]),
    Case([normal(2, 3, 4), normal(5)], outputs=3, error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
    Case([normal(2, 3, 4), normal(4)], args={"axis": 3}, outputs=3, error="out of range"),
], outputs=3)
