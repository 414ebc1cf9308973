import subprocess
import sys

import numpy as np
import pytest
from stores import open_store, run

from netdef import workspace

COUNT = """
import sys
from netdef import core, workspace
workspace.RunOperatorOnce(core.CreateOperator("FileStoreHandlerCreate", [], ["store"], path=sys.argv[1]))
for _ in range(50):
    workspace.RunOperatorOnce(core.CreateOperator("StoreAdd", ["store"], ["n"], blob_name="count", add_value=2))
"""


def test_processes_count_together(tmp_path):
    others = [subprocess.Popen([sys.executable, "-c", COUNT, str(tmp_path)]) for _ in range(2)]
    assert [p.wait(60) for p in others] == [0, 0]
    open_store(tmp_path)
    run("StoreAdd", ["store"], ["n"], blob_name="count", add_value=0)
    assert workspace.FetchBlob("n").dtype == np.int64 and workspace.FetchBlob("n").tolist() == [200]
    run("StoreAdd", ["store"], ["n"], blob_name="count")
    assert workspace.FetchBlob("n").tolist() == [201]


def test_needs_a_name(tmp_path):
    open_store(tmp_path)
    with pytest.raises(RuntimeError, match="blob_name is a required argument"):
        run("StoreAdd", ["store"], ["n"])
