"""AtomicFetchAdd and AtomicFetchAdd64."""

import numpy as np
import pytest

from nets import op, run

MUTEX = op("CreateMutex", [], ["m"])
TYPES = [("AtomicFetchAdd", np.int32), ("AtomicFetchAdd64", np.int64)]


@pytest.mark.parametrize("type_, dtype", TYPES)
@pytest.mark.parametrize("sum_", ["x", "sum"])
def test_the_sum_and_the_value_from_before(type_, dtype, sum_):
    total, old = run(MUTEX, op(type_, ["m", "x", "y"], [sum_, "old"]), feed={"x": dtype([3]), "y": dtype([4])},
                     fetch=[sum_, "old"])
    assert (total, old, total.shape, total.dtype) == (7, 3, (), dtype)


@pytest.mark.parametrize("type_, dtype", TYPES)
def test_threads_do_not_disturb_each_other(type_, dtype):
    ops = [op(type_, ["m", "x", "y"], ["x", f"old{i}"]) for i in range(50)]
    assert run(MUTEX, *ops, feed={"x": np.array(0, dtype), "y": np.array(2, dtype)}, fetch="x", type="dag", num_workers=4) == 100


@pytest.mark.parametrize("type_, dtype", TYPES)
@pytest.mark.parametrize("x, y, words", [([2**31 - 1], [1], "range"), ([], [1], "empty"), ([1.5], [1], "mismatch")])
def test_errors(type_, dtype, x, y, words):
    if words == "range":
        x = [np.iinfo(dtype).max]
    with pytest.raises(RuntimeError, match=words):
        run(MUTEX, op(type_, ["m", "x", "y"], ["x", "old"]),
            feed={"x": np.array(x, np.float32 if words == "mismatch" else dtype), "y": dtype(y)})
