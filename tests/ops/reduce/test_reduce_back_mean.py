import numpy as np

from netdef import core, workspace
from netdef.testing import Case, integers, normal, operator_test


def reduce_back_mean(x, lengths=None, num_reduce_dim=1):
    shape = x.shape[:x.ndim - num_reduce_dim]
    rows = x.reshape(int(np.prod(shape)), int(np.prod(x.shape[x.ndim - num_reduce_dim:])))
    n = np.full(rows.shape[0], rows.shape[1]) if lengths is None else lengths
    y = [row[:m].sum() / m if x.dtype.kind == "f" else row[:m].sum() // m for row, m in zip(rows, n)]
    return np.array(y, x.dtype).reshape(shape)


def i32(*values):
    return np.array(values, np.int32)


test_reduce_back_mean = operator_test("ReduceBackMean", reduce_back_mean, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 4)], args={"num_reduce_dim": 2}),
    Case([normal(2, 3, 4)], args={"num_reduce_dim": 3}),
    Case([normal(2, 3)], args={"num_reduce_dim": 0}),
    Case([normal(3, 3), i32(1, 3, 2)]),
    Case([normal(2, 4, 2), i32(1, 5)], args={"num_reduce_dim": 2}),
    Case([normal(0, 3)]),
    Case([integers(3, 4)]),
    Case([normal(3, 4, dtype=np.float64)]),
    Case([normal(3, 4)], args={"num_reduce_dim": 3}, error="in range"),
    Case([normal(3, 3), i32(1, 2)], error="doesn't match the batch size"),
    Case([normal(3, 3), i32(1, 2, 4)], error="lengths must lie between"),
    Case([normal(3, 3), i32(1, 2, -1)], error="lengths must lie between"),
])


def test_gradient_takes_the_shape_of_x():
    """As older models have it."""
    workspace.ResetWorkspace()
    dy = np.array([1, 2, 3], np.float32)
    workspace.FeedBlob("dy", dy)
    workspace.FeedBlob("shape", np.array([3, 2], np.int64))
    workspace.RunOperatorOnce(core.CreateOperator("ReduceBackMeanGradient", ["dy", "shape"], ["dx"]))
    np.testing.assert_allclose(workspace.FetchBlob("dx"), np.repeat(dy[:, None], 2, 1) / 2)
