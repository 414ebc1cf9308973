import numpy as np

from netdef import core
from netdef.testing import Case, i64, integers, normal, operator_test, strings


def copy_rows_to_tensor(x, places, row):
    x[places] = row
    return x


test_copy_rows_to_tensor = operator_test("CopyRowsToTensor", copy_rows_to_tensor, [
    Case([normal(4, 3), i64(2, 0), normal(3)]),
    Case([normal(4, 3).astype(np.float16), i64(), normal(3).astype(np.float16)]),
    Case([strings(2, 2), i64(1), strings(2)]),
    Case([normal(4, 3), i64(4), normal(3)], error="out of DATA bounds, id=4"),
    Case([normal(4, 3), i64(-1), normal(3)], error="out of DATA bounds, id=-1"),
    Case([normal(4, 3), i64(0), normal(2)], error="match lengths of row"),
    Case([normal(4, 3), i64(0), integers(3)], error="type of the tensor"),
    Case([normal(4), i64(0), normal(1)], error="must be a matrix"),
    Case([normal(4, 3), np.int32([0]), normal(3)], error="int"),
], gradient=False, why="Caffe2's gradient is that of the output even where rows were replaced")

test_copy_rows_to_tensor_gradient = operator_test("CopyRowsToTensorGradient", lambda g: g, [Case([normal(3, 2)])])


def test_gradient_is_passed_on():
    ops, (grad, *_) = core.GradientRegistry.GetGradientForOp(core.CreateOperator("CopyRowsToTensor", ["x", "i", "r"], ["x"]), ["x_g"])
    assert [(op.type, list(op.input)) for op in ops] == [("CopyRowsToTensorGradient", ["x_g"])] and list(ops[0].output) == [grad]
