"""Flags, statistics, transforms and random inputs."""

import logging

import numpy as np
import pytest

from netdef import core, num_threads, set_num_threads, workspace


def test_flags():
    threads, logger = num_threads(), logging.getLogger("netdef")
    try:
        core.GlobalInit(["caffe2", "--caffe2_omp_num_threads=1", "--caffe2_log_level", "2", "--caffe2_keep_on_shrink=0"])
        assert num_threads() == 1 and logger.level == logging.ERROR
    finally:
        logger.setLevel(logging.NOTSET)
        set_num_threads(threads)
    assert core.GetGlobalInitArgs()[-4:] == [
        "--caffe2_omp_num_threads=1", "--caffe2_log_level", "2", "--caffe2_keep_on_shrink=0"]
    for wrong in ("--nope=1", "--caffe2_log_level=high", "--caffe2_log_level"):
        with pytest.raises(RuntimeError, match="Failed to run some init functions for caffe2"):
            workspace.GlobalInit(["caffe2", wrong])
    with pytest.raises(TypeError):
        workspace.GlobalInit("caffe2")


@pytest.mark.parametrize("flag, op_type, operands, words", [
    ("caffe2_operator_throw_if_fp_exceptions", "Div", (1, 0), "FE_DIVBYZERO"),
    ("caffe2_operator_throw_if_fp_exceptions", "Div", (0, 0), "FE_INVALID"),
    ("caffe2_operator_throw_if_fp_overflow_exceptions", "Mul", (1e30, 1e30), "FE_OVERFLOW"),
])
def test_floating_point_exceptions_are_errors_if_asked(flag, op_type, operands, words):
    for name, value in zip("ab", operands):
        workspace.FeedBlob(name, np.float32([value]))
    op = core.CreateOperator(op_type, ["a", "b"], ["c"])
    try:
        core.GlobalInit(["caffe2", f"--{flag}=1"])
        with pytest.raises(RuntimeError, match=f"floating point exception {words} reported"):
            workspace.RunOperatorOnce(op)
    finally:
        core.GlobalInit(["caffe2", f"--{flag}=0"])
    workspace.RunOperatorOnce(op)
    assert not np.isfinite(workspace.FetchBlob("c")).any()


def test_statistics():
    net = core.Net("stats")
    net.AveragePut("value", [], stat_name="tools")
    workspace.FeedBlob("value", np.float32([2.0]))
    before = workspace.GetStats().get("tools/test/count", 0)
    workspace.RunNetOnce(net)
    names = [name for name in workspace.GetStats() if "tools" in name]
    assert before == 0 and names
    workspace.ClearGlobalNetObserver()


def types(proto):
    return [(op.type, list(op.input), op.engine) for op in proto.op]


def test_transforms():
    net = core.Net("transformed")
    net.Conv(["x", "f"], "c", kernel=1)
    net.FC(["x", "w", "b"], "one")
    net.FC(["x", "w", "b"], "two")
    net.Add(["one", "two"], "sum")
    assert types(workspace.ApplyTransform("ConvToNNPack", net.Proto()))[0][2] == "NNPACK"
    assert types(workspace.ApplyTransform("CommonSubexpressionElimination", net.Proto()))[1:] == [
        ("FC", ["x", "w", "b"], ""), ("Add", ["one", "one"], "")]
    with pytest.raises(RuntimeError, match="Transform not found in registry: nope"):
        workspace.ApplyTransform("nope", net.Proto())


def test_subexpressions_differ_by_version():
    net = core.Net("versions")
    net.FC(["x", "w", "b"], "one")
    net.Relu("x", "x")
    net.FC(["x", "w", "b"], "two")
    assert len(workspace.ApplyTransform("CommonSubexpressionElimination", net.Proto()).op) == 3


def test_a_transform_must_pay():
    init, net = core.Net("fill"), core.Net("measured")
    init.ConstantFill([], "x", shape=[2, 2], value=1.0)
    net.Relu("x", "y")
    kept = workspace.ApplyTransformIfFaster(
        "ConvToNNPack", net.Proto(), init.Proto(), warmup_runs=0, main_runs=1, improvement_threshold=1e9)
    assert kept == net.Proto() and not workspace.HasBlob("y")


def test_random_inputs_fit_the_operators():
    net = core.Net("random")
    net.FC(["x", "w", "b"], "y")
    net.SparseLengthsSum(["table", "rows", "lengths"], "z")
    dims = [[[2, 3], [4, 3], [4]], [[5, 2], [6], [3]]]
    kinds = [["float"] * 3, ["float", "int64_t", "int"]]
    workspace.FillRandomNetworkInputs(net, dims, kinds)
    workspace.RunNetOnce(net)
    assert workspace.FetchBlob("y").shape == (2, 4) and workspace.FetchBlob("lengths").sum() == 6
    with pytest.raises(RuntimeError, match="is for 1 operators, 2 read from outside"):
        workspace.FillRandomNetworkInputs(net, dims[:1], kinds)
    with pytest.raises(RuntimeError, match="unknown type foo"):
        workspace.FillRandomNetworkInputs(net, dims, [["foo"] * 3, kinds[1]])
