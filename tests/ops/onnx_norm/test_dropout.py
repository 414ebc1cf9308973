import numpy as np
import pytest

from netdef import Error
from netdef.testing import normal, run_operator


@pytest.mark.parametrize("inputs", [[], [np.float32(0.7)], [np.float32(0.7), np.array(False)]])
def test_without_training_it_is_a_copy(inputs):
    x = normal(3, 4)
    y, mask = run_operator("Dropout", x, *inputs, outputs=2, domain="ai.onnx")
    np.testing.assert_array_equal(y, x)
    assert mask.all() and mask.dtype == bool


def test_training():
    x = np.abs(normal(100, 100)) + 1
    y, mask = run_operator("Dropout", x, np.float32(0.25), np.array(True), outputs=2, domain="ai.onnx")
    assert abs(mask.mean() - 0.75) < 0.03
    np.testing.assert_allclose(y, np.where(mask, x / 0.75, 0), rtol=1e-5)


@pytest.mark.parametrize("ratio", [-0.1, 1.0, np.nan])
def test_refuses(ratio):
    with pytest.raises(Error, match="ratio must be"):
        run_operator("Dropout", normal(3), np.float32(ratio), domain="ai.onnx")
