import numpy as np
import pytest
from stores import open_store, run

from netdef import workspace


@pytest.mark.parametrize("value", [np.float32([[1, 2], [3, 4]]), np.array([b"a", b""], dtype=object), np.zeros((0, 2), np.int64)])
def test_what_is_set_can_be_got(tmp_path, value):
    open_store(tmp_path)
    workspace.FeedBlob("a/b.c ä", value)
    run("StoreSet", ["store", "a/b.c ä"])
    workspace.FeedBlob("a/b.c ä", np.float32([0]))
    run("StoreGet", ["store"], ["a/b.c ä"])
    got = workspace.FetchBlob("a/b.c ä")
    assert got.dtype == value.dtype and got.shape == value.shape and (got == value).all()


def test_a_key_is_set_once(tmp_path):
    open_store(tmp_path)
    workspace.FeedBlob("x", np.float32([1]))
    run("StoreSet", ["store", "x"], blob_name="key")
    run("StoreSet", ["store", "x"], blob_name="key")
    workspace.FeedBlob("x", np.float32([2]))
    with pytest.raises(RuntimeError, match="'key' of the store has another value already"):
        run("StoreSet", ["store", "x"], blob_name="key")
    run("StoreGet", ["store"], ["y"], blob_name="key")
    np.testing.assert_array_equal(workspace.FetchBlob("y"), np.float32([1]))
