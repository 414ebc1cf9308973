"""AsyncNetBarrier: blobs pass as they are, and only in place."""

import numpy as np
import pytest

from nets import op, run

X = np.float32([1, 2])


@pytest.mark.parametrize("type_", ["simple", "dag"])
def test_nothing_changes(type_):
    x, y = run(op("AsyncNetBarrier", ["x", "y"], ["x", "y"]), feed={"x": X, "y": -X}, fetch=["x", "y"], type=type_)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, -X)


def test_only_in_place():
    with pytest.raises(RuntimeError):
        run(op("AsyncNetBarrier", ["x"], ["y"]), feed={"x": X})
