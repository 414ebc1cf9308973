import numpy as np
import pytest
from stores import open_store, run

from netdef import workspace


def test_stores_of_other_prefixes_are_apart(tmp_path):
    for prefix in ("a", "b"):
        workspace.FeedBlob("x", np.array(prefix))
        open_store(tmp_path / "made" / "here", prefix=prefix)
        run("StoreSet", ["store", "x"])
    for prefix in ("a", "b"):
        open_store(tmp_path / "made" / "here", prefix=prefix)
        run("StoreGet", ["store"], ["y"], blob_name="x")
        assert workspace.FetchBlob("y") == prefix.encode()


def test_refused(tmp_path):
    with pytest.raises(RuntimeError, match="path is a required argument"):
        run("FileStoreHandlerCreate", [], ["store"])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RuntimeError, match="FileStoreHandlerCreate"):
        open_store(tmp_path / "file")
