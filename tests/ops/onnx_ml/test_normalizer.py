import numpy as np

from netdef.testing import Case, normal, operator_test


def normalizer(x, norm="MAX"):
    n = {"MAX": x.max(-1, keepdims=True), "L1": abs(x).sum(-1, keepdims=True), "L2": np.sqrt((x * x).sum(-1, keepdims=True))}[norm]
    return np.where(n == 0, x, x / np.where(n == 0, 1, n)).astype(np.float32)


test_normalizer = operator_test("Normalizer", normalizer, [
    *[Case([normal(3, 4)], args={"norm": n}) for n in ("MAX", "L1", "L2")],
    Case([np.zeros((2, 3), np.float32)]),
    Case([normal(3)], args={"norm": "x"}, error="norm must be"),
    Case([normal(1, 2, 3)], error="expected features"),
], domain="ai.onnx.ml")
