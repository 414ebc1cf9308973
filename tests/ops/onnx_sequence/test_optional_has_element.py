import numpy as np

from netdef import core, workspace
from netdef.testing import Case, normal, operator_test, run_operator

test_optional_has_element = operator_test("OptionalHasElement", None, [
    Case([normal(3)], expected=np.array(True)),
    Case([[normal(3)]], expected=np.array(True)),
    Case([None], expected=np.array(False)),
], domain="ai.onnx")


def test_an_optional_without_value():
    workspace.FeedBlob("optional", None)
    op = core.CreateOperator("OptionalHasElement", ["optional"], ["y"])
    op.domain = "ai.onnx"
    workspace.RunOperatorOnce(op)
    assert not workspace.FetchBlob("y")


def test_no_input_at_all():
    assert not run_operator("OptionalHasElement", domain="ai.onnx")
