import subprocess
import sys

import numpy as np
import pytest
from preload import needs_preload, run_with
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


# Another process holds the lock when one tries to take it, and has let it go when one looks.
LOCK_LET_GO = """
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int mkdir(const char* path, mode_t mode) {
  static int refused = 0;
  const size_t n = strlen(path);
  if (refused < 2 && n >= 5 && strcmp(path + n - 5, "/lock") == 0) {
    printf("refused %d\\n", ++refused);
    fflush(stdout);
    errno = EEXIST;
    return -1;
  }
  return mkdirat(AT_FDCWD, path, mode);
}
"""


@needs_preload
def test_the_lock_is_waited_for_where_it_vanishes(tmp_path):
    assert run_with(tmp_path, LOCK_LET_GO, COUNT, tmp_path / "store").split() == ["refused", "1", "refused", "2"]
    open_store(tmp_path / "store")
    run("StoreAdd", ["store"], ["n"], blob_name="count", add_value=0)
    assert workspace.FetchBlob("n").tolist() == [100]
