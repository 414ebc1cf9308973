import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.quantized import finish


def fc(x, w, w_scale, bias, addend=None, X_zero_point=0, axis=1, **scales):
    rows = x.reshape(int(np.prod(x.shape[:axis])), -1).astype(np.int64) - X_zero_point
    sums = (rows @ w.T.astype(np.int64) + bias).reshape(*x.shape[:axis], len(w))
    return finish(sums, w_scale, addend, **scales)


X, W = integers(5, 18, high=256, dtype=np.uint8), integers(7, 18, low=-127, high=128, dtype=np.int8)
SCALE, B = np.linspace(0.01, 0.03, 7, dtype=np.float32), integers(7, low=-2000, high=2000, dtype=np.int32)
Z = integers(5, 7, high=256, dtype=np.uint8)
ARGS = {"X_scale": 0.05, "X_zero_point": 120, "Y_scale": 0.3, "Y_zero_point": 99}
SUM = {"product_scale": 0.4, "product_zero_point": 100, "addend_scale": 0.7, "addend_zero_point": 130}

test_quantized_fc = operator_test("QuantizedFC", fc, [
    Case([X, W, SCALE, B], args=ARGS),
    Case([X, W, SCALE[:1], B, Z], args={**ARGS, **SUM, "high": 200}),
    Case([X, W, SCALE, B, Z[0]], args={**ARGS, **SUM}),
    Case([X.reshape(5, 3, 6), W, SCALE, B], args=ARGS),
    Case([X.reshape(5, 3, 6), W[:, :6], SCALE, B], args={**ARGS, "axis": 2}),
    Case([X, W[:, :17], SCALE, B], args=ARGS, error=r"\[N, 18\]"),
], domain="netdef")
