"""FbFCPacked with both ways of packing against a product with half-precision weights."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.testing import normal


def run(x, w, b, pack):
    workspace.FeedBlob("x", x)
    workspace.FeedBlob("w", w)
    workspace.FeedBlob("b", b)
    workspace.RunOperatorOnce(core.CreateOperator(pack, ["w"], ["packed"]))
    workspace.RunOperatorOnce(core.CreateOperator("FbFCPacked", ["x", "packed", "b"], ["y"]))
    return workspace.FetchBlob("y")


@pytest.mark.parametrize("shape", [(3, 5), (2, 4, 5), (0, 5)])
@pytest.mark.parametrize("pack", ["FbGemmPack", "FbGemmPackTranspose"])
def test_product(shape, pack):
    x, w, b = normal(*shape), normal(4, 5), normal(4)
    expected = x @ w.astype(np.float16).astype(np.float32).T + b
    np.testing.assert_allclose(run(x, w if pack == "FbGemmPack" else w.T.copy(), b, pack), expected, rtol=1e-4, atol=1e-5)


def test_errors():
    with pytest.raises(Exception, match="last dim of X must be 5"):
        run(normal(3, 4), normal(4, 5), normal(4), "FbGemmPack")
    with pytest.raises(Exception, match="an element for each output"):
        run(normal(3, 5), normal(4, 5), normal(3), "FbGemmPack")
    with pytest.raises(Exception, match="must be a matrix"):
        run(normal(3, 5), normal(5), normal(3), "FbGemmPack")
    with pytest.raises(Exception, match="Tensor"):
        workspace.RunOperatorOnce(core.CreateOperator("FbFCPacked", ["x", "w", "b"], ["y"]))
