import pytest

from netdef import Error, core, workspace
from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1)]

test_optional_get_element = operator_test("OptionalGetElement", None, [
    Case([ITEMS[0]], expected=ITEMS[0]),
    Case([ITEMS], expected=(ITEMS,)),
], domain="ai.onnx")


def test_an_optional_without_value():
    workspace.FeedBlob("optional", None)
    op = core.CreateOperator("OptionalGetElement", ["optional"], ["y"])
    op.domain = "ai.onnx"
    with pytest.raises(Error, match="has no value"):
        workspace.RunOperatorOnce(op)
