import numpy as np

from netdef import core, workspace
from netdef.testing import Case, normal, operator_test

test_accumulate = operator_test("Accumulate", lambda x, gamma=1.0: x, [
    Case([normal(3, 4)]),
    Case([normal(3, 4)], args={"gamma": 0.5}),
    Case([normal(0, 4)]),
])


def test_accumulate_adds_up_runs():
    workspace.ResetWorkspace()
    x = normal(2, 3)
    op = core.CreateOperator("Accumulate", ["x"], ["y"], gamma=0.5)
    expected = np.zeros_like(x)
    for factor in (1, 2, 3):
        workspace.FeedBlob("x", x * np.float32(factor))
        workspace.RunOperatorOnce(op)
        expected = x * factor + 0.5 * expected
    np.testing.assert_allclose(workspace.FetchBlob("y"), expected, rtol=1e-5)
    workspace.FeedBlob("x", x[:1])
    workspace.RunOperatorOnce(op)
    np.testing.assert_array_equal(workspace.FetchBlob("y"), x[:1])
