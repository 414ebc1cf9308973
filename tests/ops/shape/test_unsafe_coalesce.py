import numpy as np

from netdef import core, workspace
from netdef.testing import Case, integers, normal, operator_test


def unsafe_coalesce(*x):
    return (*x, np.concatenate([v.ravel() for v in x]))


test_unsafe_coalesce = operator_test("UnsafeCoalesce", unsafe_coalesce, [
    Case([normal(3, 4), normal(2)]),
    Case([normal(3), normal(0, 2), normal()]),
    Case([integers(3, dtype=np.int64)]),
    Case([normal(3), integers(3)], outputs=3, error="one type"),
])


def test_parts_share_the_whole():
    workspace.ResetWorkspace()
    x = [normal(2, 2), normal(3)]
    for i, v in enumerate(x):
        workspace.FeedBlob(f"x{i}", v)
    op = core.CreateOperator("UnsafeCoalesce", ["x0", "x1"], ["x0", "x1", "all"])
    for _ in range(2):  # the second time everything is in its place
        workspace.RunOperatorOnce(op)
    workspace.RunOperatorOnce(core.CreateOperator("Scale", ["all"], ["all"], scale=2.0))
    for i, v in enumerate(x):
        np.testing.assert_array_equal(workspace.FetchBlob(f"x{i}"), 2 * v)
