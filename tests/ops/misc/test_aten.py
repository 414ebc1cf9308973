"""ATen functions against numpy."""

import math

import numpy as np
import pytest

from netdef import core, workspace
from netdef.testing import normal


def run(name, inputs, outputs=1, **args):
    for i, x in enumerate(inputs):
        workspace.FeedBlob(f"x{i}", np.asarray(x))
    names = [f"y{i}" for i in range(outputs)]
    workspace.RunOperatorOnce(core.CreateOperator("ATen", [f"x{i}" for i in range(len(inputs))], names, operator=name, **args))
    got = [workspace.FetchBlob(n) for n in names]
    return got[0] if outputs == 1 else got


X, Y = normal(3, 4), normal(3, 4)
MASK = X > 0


@pytest.mark.parametrize("name, function", [
    ("abs", np.abs), ("neg", np.negative), ("exp", np.exp), ("tanh", np.tanh), ("floor", np.floor), ("ceil", np.ceil), ("sign", np.sign),
    ("sin", np.sin), ("cos", np.cos), ("tan", np.tan), ("atan", np.arctan), ("relu", lambda x: np.maximum(x, 0)),
    ("sigmoid", lambda x: 1 / (1 + np.exp(-x))), ("t", np.transpose), ("sum", np.sum), ("mean", np.mean)])
def test_of_one_tensor(name, function):
    np.testing.assert_allclose(run(name, [X]), function(X), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name, function", [("log", np.log), ("sqrt", np.sqrt), ("rsqrt", lambda x: x ** -0.5), ("reciprocal", lambda x: 1 / x)])
def test_of_positive_numbers(name, function):
    x = np.abs(X) + 0.1
    np.testing.assert_allclose(run(name, [x]), function(x), rtol=1e-4)


@pytest.mark.parametrize("name", ["asin", "acos", "erf"])
def test_of_small_numbers(name):
    x = np.tanh(X)
    function = np.vectorize(getattr(math, name))
    np.testing.assert_allclose(run(name, [x]), function(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name, function", [
    ("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("div", np.divide), ("eq", np.equal), ("ne", np.not_equal),
    ("gt", np.greater), ("ge", np.greater_equal), ("lt", np.less), ("le", np.less_equal)])
def test_of_two_tensors(name, function):
    np.testing.assert_allclose(run(name, [X, Y]), function(X, Y), rtol=1e-5)


def test_products():
    np.testing.assert_allclose(run("mm", [X, Y.T.copy()]), X @ Y.T, rtol=1e-4, atol=1e-5)
    a, b = normal(2, 3, 4), normal(2, 4, 5)
    np.testing.assert_allclose(run("bmm", [a, b]), a @ b, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(run("embedding", [X, np.int64([2, 0])]), X[[2, 0]])


def test_pow():
    np.testing.assert_allclose(run("pow", [X], exponent=2.0), X ** 2, rtol=1e-5)


@pytest.mark.parametrize("dim", [0, 1, -1, [0, 1]])
@pytest.mark.parametrize("keepdim", [0, 1])
def test_reductions(dim, keepdim):
    axis = tuple(dim) if isinstance(dim, list) else dim
    np.testing.assert_allclose(run("sum", [X], dim=dim, keepdim=keepdim), X.sum(axis, keepdims=bool(keepdim)), rtol=1e-4, atol=1e-5)


def test_transpose():
    x = normal(2, 3, 4)
    np.testing.assert_array_equal(run("transpose", [x], dim0=0, dim1=-1), x.swapaxes(0, -1))


@pytest.mark.parametrize("dim", [0, 1, 2, -1])
def test_softmax(dim):
    x = normal(2, 3, 4).astype(np.float64)
    e = np.exp(x) / np.exp(x).sum(dim, keepdims=True)
    np.testing.assert_allclose(run("softmax", [x.astype(np.float32)], dim=dim), e, rtol=1e-4)
    np.testing.assert_allclose(run("log_softmax", [x.astype(np.float32)], dim=dim), np.log(e), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("x", [X, np.int64([[3, 1, 3, 2], [0, 0, 5, 4]]), np.float32([]), np.float32(2)])
@pytest.mark.parametrize("descending", [0, 1])
def test_sort(x, descending):
    values, positions = run("sort", [x], 2, descending=descending)
    order = np.argsort(-np.asarray(x) if descending else x, -1, kind="stable") if np.ndim(x) else np.int64(0)
    np.testing.assert_array_equal(positions, order)
    np.testing.assert_array_equal(values, np.take_along_axis(x, order, -1) if np.ndim(x) else x)


def test_sort_along_another_axis():
    values, positions = run("sort", [X], 2, dim=0)
    np.testing.assert_array_equal(positions, np.argsort(X, 0, kind="stable"))
    np.testing.assert_array_equal(values, np.sort(X, 0))


def test_unique():
    x = np.int64([[1, 2, 6], [4, 2, 3]])
    values, which = run("_unique", [x], 2, sorted=1, return_inverse=1)
    np.testing.assert_array_equal(values, np.unique(x))
    np.testing.assert_array_equal(values[which], x)
    assert run("_unique", [x]).tolist() == [1, 2, 3, 4, 6]


def test_where():
    np.testing.assert_array_equal(run("where", [MASK, X, Y]), np.where(MASK, X, Y))


@pytest.mark.parametrize("index", [MASK, MASK.astype(np.uint8), MASK[:, 0].copy(), np.int64([2, 0, -1]), np.int32([[1], [0]]), np.zeros((3, 4), bool)])
def test_index(index):
    np.testing.assert_array_equal(run("index", [X, index]), X[index.astype(bool) if index.dtype == np.uint8 else index])


def test_index_put():
    expected = X.copy()
    expected[MASK] = np.arange(MASK.sum())
    np.testing.assert_array_equal(run("index_put", [X, MASK, np.arange(MASK.sum(), dtype=np.float32)]), expected)
    expected[[2, 0]] = 7
    np.testing.assert_array_equal(run("index_put", [expected, np.int64([2, 0]), np.float32([7])]), expected)


@pytest.mark.parametrize("name, inputs, args, message", [
    ("fft", [X], {}, "unknown ATen operator 'fft'. Served are: _unique"),
    ("abs", [X, Y], {}, "wrong number of inputs"),
    ("add", [X, Y], {"alpha": 2.0}, "alpha = 1 only"),
    ("t", [normal(2, 3, 4)], {}, "expects a matrix"),
    ("transpose", [X], {"dim0": 2}, "out of range"),
    ("sum", [X], {"dim": 2}, "out of range"),
    ("index", [X, np.int64([3])], {}, "expected indices below 3, got 3"),
    ("index", [X, np.int64([-4])], {}, "expected indices below 3, got -4"),
    ("index", [X, MASK[:2].copy()], {}, "does not fit a tensor"),
    ("index_put", [X, MASK, np.float32([1, 2])], {}, "one value for each"),
    ("index_put", [X, MASK, np.int64([1])], {}, "of the tensor's type"),
    ("index_put", [X, MASK, np.float32([1])], {"accumulate": 1}, "without accumulate"),
])
def test_errors(name, inputs, args, message):
    with pytest.raises(Exception, match=message):
        run(name, inputs, **args)


def test_needs_a_function():
    with pytest.raises(Exception, match="operator"):
        workspace.RunOperatorOnce(core.CreateOperator("ATen", [], ["y"]))
