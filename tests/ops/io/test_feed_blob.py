import pytest

from netdef import core, workspace


@pytest.mark.parametrize("value", [b"hello", b"", b"\x00\xff"])
def test_feed_blob(value):
    workspace.ResetWorkspace()
    workspace.RunOperatorOnce(core.CreateOperator("FeedBlob", [], ["s"], value=value))
    assert workspace.FetchBlob("s") == value


@pytest.mark.parametrize("args", [{}, {"value": 3}])
def test_the_value_is_a_string(args):
    with pytest.raises(RuntimeError, match="value"):
        workspace.RunOperatorOnce(core.CreateOperator("FeedBlob", [], ["s"], **args))
