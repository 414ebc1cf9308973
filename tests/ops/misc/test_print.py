"""Print, on the error stream and in a file."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace


@pytest.mark.parametrize("value, elements", [
    (np.arange(4, dtype=np.int64).reshape(2, 2), "0,1,2,3"),
    (np.float32([0.5, -1]), "0.5,-1"),
    (np.float16([0.5]), "0.5"),
    (np.array([True, False]), "1,0"),
    (np.uint8([65]), "65"),
    (np.int8([-65]), "-65"),
    (np.array([b"ab", b"c"], object), "ab,c"),
    (np.array(7, np.int32), "7"),
    (np.zeros((0, 2), np.float32), ""),
])
def test_elements(capfd, value, elements):
    run(op("Print", ["x"], []), feed={"x": value})
    line = capfd.readouterr().err.strip("\n")
    assert line.startswith("Tensor x of type ") and line.endswith(f"): {elements}")
    assert f"Dims: ({''.join(f'{d},' for d in value.shape)})" in line


def test_limit_and_every_n(capfd):
    run(feed={"x": np.arange(10)})
    workspace.CreateNet(net(op("Print", ["x"], [], limit=2, every_n=3), name="prints"))
    for _ in range(4):
        workspace.RunNet("prints")
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2 and lines[0].endswith("): 0,1")


def test_of_other_blobs_the_type(capfd):
    run(op("CreateMutex", [], ["m"]), op("Print", ["m"], []))
    assert capfd.readouterr().err.startswith("Blob m of type ")


def test_a_file_in_the_root_folder(tmp_path):
    workspace.ResetWorkspace(str(tmp_path))
    try:
        workspace.FeedBlob("../a/x", np.array([1, 2]))
        workspace.RunNetOnce(net(op("Print", ["../a/x"], [], to_file=1)))
        (file,) = tmp_path.iterdir()
        assert file.name == ".._a_x.log" and file.read_text().endswith("): 1,2\n")
    finally:
        workspace.ResetWorkspace(".")


@pytest.mark.parametrize("args", [{"every_n": 0}, {"limit": -1}])
def test_errors(args):
    with pytest.raises(RuntimeError, match="must be positive"):
        run(op("Print", ["x"], [], **args), feed={"x": np.array(1)})
