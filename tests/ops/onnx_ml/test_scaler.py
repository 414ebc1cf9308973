import numpy as np

from netdef.testing import Case, normal, operator_test


def scaler(x, offset, scale):
    return ((x - np.float32(offset)) * np.float32(scale)).astype(np.float32)


test_scaler = operator_test("Scaler", scaler, [
    Case([normal(3, 4)], args={"offset": [1.0, 2.0, 3.0, 4.0], "scale": [0.5, 0.2, 0.3, 2.0]}),
    Case([np.arange(4)], args={"offset": [1.0], "scale": [0.5]}),
    Case([normal(3, 4)], args={"offset": [1.0, 2.0], "scale": [1.0]}, error="one for each of 4 features"),
], domain="ai.onnx.ml")
