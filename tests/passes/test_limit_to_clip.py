import numpy as np
import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

W = {"w": normal(32, 32, 1, 1) / 5}
X = {"x": normal(1, 32, 9, 8)}


def limit(kind, inputs):
    definition = op(kind, inputs, ["y"])
    definition.domain = "ai.onnx"
    return definition


@pytest.mark.parametrize("kind", ["Max", "Min"])
@pytest.mark.parametrize("inputs", [["c", "l"], ["l", "c"]])
@pytest.mark.parametrize("dims", [(), (1,), (1, 1, 1, 1)])
def test_limit_of_a_convolution(kind, inputs, dims):
    ops = [op("Conv", ["x", "w"], ["c"], kernel=1), limit(kind, inputs)]
    prepared, plain = prepare(ops, ["x"], ["y"], W | {"l": np.full(dims, 0.25, np.float32)})
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, X)


@pytest.mark.parametrize("dims", [(1, 1, 1, 1, 1), (32, 1, 1)])
def test_limits_that_add_dims_or_differ_stay(dims):
    ops = [op("Conv", ["x", "w"], ["c"], kernel=1), limit("Max", ["c", "l"])]
    prepared, plain = prepare(ops, ["x"], ["y"], W | {"l": normal(*dims)})
    assert types(prepared) == ["Conv", "ai.onnx::Max"]
    assert_agree(prepared, plain, X)
