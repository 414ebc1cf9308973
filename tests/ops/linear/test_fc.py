import numpy as np
import pytest

from netdef.testing import Case, check_operator, normal, operator_test

ROUNDING = "the FAKE_* engines round their inputs; test_fake_engines has their oracle"


def as_matrix(x, axis):
    axis %= x.ndim
    return x.reshape(int(np.prod(x.shape[:axis])), int(np.prod(x.shape[axis:])))


def fc(x, w, b, axis=1, axis_w=1):
    w = as_matrix(w, axis_w)
    return (as_matrix(x, axis) @ w.T + b).reshape(*x.shape[: axis % x.ndim], len(w))


def fc_transposed(x, w, b, axis=1, axis_w=1):
    return fc(x, as_matrix(w, axis_w).T.copy(), b, axis)


def fc_gradient(x, w, dy, axis=1, axis_w=1):
    rows, weights = as_matrix(x, axis), as_matrix(w, axis_w)
    dy = dy.reshape(len(rows), len(weights))
    return (dy.T @ rows).reshape(w.shape), dy.sum(0), (dy @ weights).reshape(x.shape)


def fc_transposed_gradient(x, w, dy, axis=1, axis_w=1):
    rows, weights = as_matrix(x, axis), as_matrix(w, axis_w)
    return (rows.T @ dy).reshape(w.shape), dy.sum(0), (dy @ weights.T).reshape(x.shape)


test_fc = operator_test("FC", fc, [
    Case([normal(3, 4), normal(5, 4), normal(5)]),
    Case([normal(3, 2, 2), normal(5, 4), normal(5)]),
    Case([normal(3, 2, 4), normal(5, 4), normal(5)], args={"axis": 2}),
    Case([normal(3, 2, 4), normal(5, 4), normal(5)], args={"axis": -1}),
    Case([normal(3, 4), normal(5, 2, 2, 1), normal(5)], args={"axis_w": 1}),
    Case([normal(3, 2), normal(5, 2, 2, 1), normal(10)], args={"axis_w": 2}),
    Case([normal(4), normal(5, 4), normal(5)], args={"axis": 0}),
    Case([normal(0, 4), normal(5, 4), normal(5)]),
    Case([normal(2, 0), normal(5, 0), normal(5)]),
    Case([normal(130, 200), normal(70, 200), normal(70)], gradient=False, why="the numeric gradient of a large product is noise"),
    Case([normal(3, 4), normal(5, 3), normal(5)], error="Dimension mismatch"),
    Case([normal(3, 4), normal(5, 4), normal(4)], error="Dimension mismatch"),
    Case([normal(3, 4), normal(5, 4), normal(5)], args={"axis": 3}, error="axis 3"),
    Case([normal(3, 4), normal(5, 4).astype(np.float64), normal(5)], error="float"),
], engines=[""], why=ROUNDING)

test_fc_transposed = operator_test("FCTransposed", fc_transposed, [
    Case([normal(3, 4), normal(4, 5), normal(5)]),
    Case([normal(2, 3, 4), normal(2, 2, 5), normal(5)], args={"axis": 2, "axis_w": 2}),
    Case([normal(3, 4), normal(5, 4), normal(4)], error="Dimension mismatch"),
])

test_fc_gradient = operator_test("FCGradient", fc_gradient, [
    Case([normal(3, 4), normal(5, 4), normal(3, 5)]),
    Case([normal(2, 3, 4), normal(5, 4), normal(2, 3, 5)], args={"axis": 2}),
    Case([normal(0, 4), normal(5, 4), normal(0, 5)]),
    Case([normal(3, 4), normal(5, 4), normal(3, 4)], error="dY is wrong"),
], engines=[""], why=ROUNDING)

test_fc_transposed_gradient = operator_test("FCTransposedGradient", fc_transposed_gradient, [
    Case([normal(3, 4), normal(4, 5), normal(3, 5)]),
])


def through_half(x):
    return x.astype(np.float16).astype(np.float32)


def keep_bits(dropped, add=0):
    def convert(x):
        return ((x.view(np.uint32) + np.uint32(add)) & np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)).view(np.float32)

    return convert


@pytest.mark.parametrize("engine, convert", [
    ("FAKE_FP16", through_half),
    ("FAKE_BFP_24", keep_bits(8)),
    ("FAKE_BFP_16", keep_bits(16)),
    ("FAKE_BFP_16_ROUND", keep_bits(16, 0x8000)),
    ("FAKE_BFP_14", keep_bits(18)),
])
def test_fake_engines(engine, convert):
    def rounded(oracle):
        return lambda *inputs: oracle(*[convert(x) for x in inputs])

    options = {"engines": [engine], "gradient": False, "why": "one engine at a time; the plain kernel's gradient is tested above"}
    check_operator("FC", rounded(fc), Case([normal(3, 4), normal(5, 4), normal(5)], **options))
    check_operator("FCGradient", rounded(fc_gradient), Case([normal(3, 4), normal(5, 4), normal(3, 5)], **options))
