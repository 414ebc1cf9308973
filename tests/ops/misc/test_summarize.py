"""Summarize against numpy."""

import numpy as np
import pytest

from nets import net, op
from netdef import workspace
from netdef.testing import Case, integers, normal, operator_test


def summarize(x, to_file=0):
    deviation = x.std(ddof=1) if x.size > 1 else 0
    return np.float32([x.min(), x.max(), x.mean(), deviation])


test_summarize = operator_test("Summarize", summarize, [
    Case([normal(5)]),
    Case([normal(3, 4, 100)]),
    Case([normal(1)]),
    Case([normal(2, 3) + np.float32(1e4)], rtol=1e-3),
    Case([normal(0, 3)], error="empty tensor"),
    Case([integers(3)], error="mismatch"),
], gradient=False, why="Caffe2 refuses it")


def test_file(tmp_path):
    workspace.ResetWorkspace(str(tmp_path))
    try:
        workspace.FeedBlob("scope/x", np.float32([1, 2, 3]))
        workspace.CreateNet(net(op("Summarize", ["scope/x"], [], to_file=1), name="summary"))
        workspace.RunNet("summary")
        workspace.RunNet("summary")
        assert (tmp_path / "scope_x.summary").read_text() == "1 3 2 1\n" * 2
    finally:
        workspace.ResetWorkspace(".")


def test_a_folder_that_is_not_there(tmp_path):
    workspace.ResetWorkspace(str(tmp_path / "nope"))
    try:
        workspace.FeedBlob("x", np.float32([1]))
        with pytest.raises(RuntimeError, match="cannot write"):
            workspace.CreateNet(net(op("Summarize", ["x"], [], to_file=1), name="summary"))
    finally:
        workspace.ResetWorkspace(".")
