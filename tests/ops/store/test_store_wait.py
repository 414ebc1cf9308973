import threading

import numpy as np
import pytest
from stores import open_store, run

from netdef import workspace


def test_comes_back_when_all_are_set(tmp_path):
    open_store(tmp_path)
    workspace.FeedBlob("x", np.float32([1]))
    workspace.FeedBlob("names", np.array([b"a", b"b"], dtype=object))
    run("StoreSet", ["store", "x"], blob_name="a")
    done = threading.Event()

    def wait():
        run("StoreWait", ["store", "names"])
        done.set()

    other = threading.Thread(target=wait)
    other.start()
    assert not done.wait(0.1)
    run("StoreSet", ["store", "x"], blob_name="b")
    assert done.wait(10)
    other.join()
    run("StoreWait", ["store"], blob_names=["a", "b"])
    run("StoreWait", ["store"])


def test_names_are_strings(tmp_path):
    open_store(tmp_path)
    workspace.FeedBlob("names", np.float32([1]))
    with pytest.raises(RuntimeError, match="Tensor type mismatch"):
        run("StoreWait", ["store", "names"])
