import numpy as np
import pytest

from netdef import core, workspace


@pytest.mark.parametrize("absolute, name, expected", [
    (0, "there", True), (0, "not_there", False), (1, "/no/such/file", False), (1, "{root}/there", True), (1, "{root}", True),
])
def test_db_exists(tmp_path, absolute, name, expected):
    (tmp_path / "there").write_bytes(b"")
    workspace.ResetWorkspace(str(tmp_path))
    name = name.format(root=tmp_path)
    workspace.RunOperatorOnce(core.CreateOperator("DBExists", [], ["e"], db_name=name, db_type="minidb", absolute_path=absolute))
    answer = workspace.FetchBlob("e")
    assert answer.dtype == np.bool_ and answer.shape == () and bool(answer) == expected
    workspace.ResetWorkspace(".")
