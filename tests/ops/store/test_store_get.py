import threading
import time

import numpy as np
from stores import open_store, run

from netdef import workspace


def test_waits_for_the_key(tmp_path):
    open_store(tmp_path)
    workspace.FeedBlob("x", np.float32([7]))

    def later():
        time.sleep(0.2)
        run("StoreSet", ["store", "x"])

    other = threading.Thread(target=later)
    begin = time.monotonic()
    other.start()
    run("StoreGet", ["store"], ["y"], blob_name="x")
    assert time.monotonic() - begin >= 0.2
    other.join()
    np.testing.assert_array_equal(workspace.FetchBlob("y"), np.float32([7]))
