import dataclasses

import numpy as np

from netdef import core, utils, workspace
from netdef.testing import Case, integers, normal, operator_test, strings

CASES = [
    Case([normal(3, 4)]),
    Case([integers(2, 3)]),
    Case([strings(2, 3)]),
    Case([normal(0, 4)]),
]

test_alias = operator_test("Alias", lambda x: x, CASES)
test_alias_with_name = operator_test("AliasWithName", lambda x, arg: x, [
    *(dataclasses.replace(case, args={"arg": [utils.MakeArgument("name", "whatever")]}) for case in CASES),
    Case([normal(3)], error="Argument 'name' is required"),
])


def test_alias_shares_memory():
    workspace.ResetWorkspace()
    workspace.FeedBlob("x", np.ones(3, np.float32))
    workspace.RunOperatorOnce(core.CreateOperator("Alias", ["x"], ["y"]))
    workspace.RunOperatorOnce(core.CreateOperator("Scale", ["x"], ["x"], scale=3.0))
    np.testing.assert_array_equal(workspace.FetchBlob("y"), np.full(3, 3, np.float32))
