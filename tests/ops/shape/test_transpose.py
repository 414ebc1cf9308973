import numpy as np
import pytest

from netdef import core
from netdef.testing import Case, booleans, integers, normal, operator_test, strings

test_transpose = operator_test("Transpose", lambda x, axes=None: np.ascontiguousarray(x.transpose(axes)), [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 4)], args={"axes": [1, 2, 0]}),
    Case([normal(2, 3, 4, 5)], args={"axes": [0, 2, 3, 1]}),
    Case([normal(2, 3, 4, 5)], args={"axes": [0, 1, 2, 3]}),
    Case([normal(0, 4)]),
    Case([normal(4)]),
    Case([integers(3, 4, dtype=np.int64)]),
    Case([booleans(3, 4)]),
    Case([normal(3, 4, dtype=np.float16)]),
    Case([strings(3, 4)]),
    Case([normal(3, 4)], args={"axes": [0, 0]}, error="permutation"),
    Case([normal(3, 4)], args={"axes": [0, 2]}, error="permutation"),
    Case([normal(3, 4)], args={"axes": [0]}, error="one entry in `axes`"),
])


def test_gradient_keeps_the_other_arguments():
    op = core.CreateOperator("Transpose", ["x"], ["y"], order="NCHW", axes=[1, 2, 0])
    (gradient,), _ = core.GradientRegistry.GetGradientForOp(op, ["y_grad"])
    assert [(arg.name, arg.s, list(arg.ints)) for arg in gradient.arg] == [("order", b"NCHW", []), ("axes", b"", [2, 0, 1])]


@pytest.mark.parametrize("axes", [[0, 7], [0, -1]])
def test_gradient_refuses_axes_that_are_no_permutation(axes):
    op = core.CreateOperator("Transpose", ["x"], ["y"], axes=axes)
    with pytest.raises(Exception, match="should be a permutation"):
        core.GradientRegistry.GetGradientForOp(op, ["y_grad"])
