from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_mean_variance_normalization = onnx_test("MeanVarianceNormalization", [
    Case([normal(2, 3, 4, 5)], rtol=1e-3, atol=1e-4),
    *[Case([normal(2, 3, 4)], args={"axes": a}, rtol=1e-3, atol=1e-4) for a in ([0], [1, 2], [0, 1, 2], [-1])],
    Case([normal(2, 3)], error="out of range"),
])
