"""Operators, nets and plans through workspace.*: names, errors, threads, observers, immediate mode."""

import threading

import numpy as np
import pytest

import netdef
from netdef import core, workspace
from netdef.proto import caffe2_pb2


def elu_net(name="n", source="x", target="y"):
    net = core.Net(name)
    net.Elu(source, target)
    return net


@pytest.fixture
def x():
    workspace.FeedBlob("x", np.float32([-1, 1]))


def y():
    return workspace.FetchBlob("y").tolist()


@pytest.mark.parametrize("form", ["net", "proto", "bytes"])
def test_nets_in_every_form(x, form):
    net = elu_net()
    given = {"net": net, "proto": net.Proto(), "bytes": net.Proto().SerializeToString()}[form]
    assert workspace.RunNetOnce(given)
    assert workspace.CreateNet(given) and workspace.RunNet(net) and workspace.RunNet(net.Name(), 3)
    assert y()[1] == 1


def test_run_net_takes_names_only(x):
    with pytest.raises(AssertionError, match="Expected a string or Net"):
        workspace.RunNet(elu_net().Proto())
    with pytest.raises(netdef.Error, match="Can't find net nonet"):
        workspace.RunNet("nonet")


def test_a_net_is_replaced_only_if_asked(x):
    net = elu_net()
    workspace.CreateNet(net)
    with pytest.raises(RuntimeError, match="I respectfully refuse to overwrite an existing net of the same name"):
        workspace.CreateNet(net)
    assert workspace.CreateNet(net, True)


def test_input_blobs_are_made_first():
    assert workspace.CreateNet(elu_net(), input_blobs=["x"])


def test_operators(x):
    op = core.CreateOperator("Elu", "x", "y")
    assert workspace.RunOperatorOnce(op) and workspace.RunOperatorsOnce([op, op]) and workspace.RunOperatorMultiple(op, 3)
    with pytest.raises(ValueError, match="Unexpected argument to StringifyProto of type int"):
        workspace.RunOperatorOnce(3)
    with pytest.raises(netdef.Error):
        workspace.RunOperatorOnce(b"\xff\xff")
    with pytest.raises(netdef.Error, match="Cannot create operator of type") as error:
        workspace.RunOperatorOnce(core.CreateOperator("Eluu", "x", "y"))
    assert error.value.kind == "unknown_operator"


def test_an_error_says_where(x, caplog):
    net = core.Net("failing")
    net.Elu("x", "h")
    net.Elu("ints", "y")
    workspace.FeedBlob("ints", np.int32([1]))
    with pytest.raises(netdef.Error) as error:
        workspace.RunNetOnce(net)
    assert error.value.net == net.Name() and error.value.op_index == 1 and "Elu" in str(error.value)
    assert "enforce fail" in str(error.value)  # the words that scripts written for Caffe2 look for
    assert f"Original python traceback for operator `1` in network `{net.Name()}` in exception above" in caplog.text
    assert "test_an_error_says_where" in caplog.text
    assert "make_operator" not in caplog.text and "__getattr__" not in caplog.text  # it begins in the script


def test_a_missing_input_is_named():
    with pytest.raises(netdef.Error, match="op Elu: Encountered a non-existing input blob: x") as error:
        workspace.CreateNet(elu_net())
    assert error.value.blob == "x" and error.value.op_index == 0


def test_errors_made_in_python_have_the_same_attributes():
    error = netdef.Error("text")
    assert isinstance(error, RuntimeError)
    assert (error.kind, error.net, error.op_index, error.blob) == ("runtime", "", -1, "")


def test_benchmark(x, capsys):
    net = elu_net()
    workspace.CreateNet(net)
    times = workspace.BenchmarkNet(net.Name(), 1, 2, True)
    assert len(times) == 2 and all(t >= 0 for t in times) and workspace.BenchmarkNetOnce(net.Name()) >= 0
    with pytest.raises(netdef.Error, match="Didn't find net: nonet"):
        workspace.BenchmarkNet("nonet", 1, 1, False)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("Main run finished. Milliseconds per iter: ")
    assert [line.split()[0] for line in printed[1:4]] == ["Operator", "Time", f"{times[1]:g}"]
    assert ", Elu)" in printed[1] and printed[3].endswith("100%. Elu") and printed[4].endswith("ms in Total")


def test_names_of_things():
    net = elu_net("named")
    assert workspace.GetNetName(net) == workspace.GetNetName(net.Name()) == workspace.GetNetName(net.Proto())
    assert workspace.StringifyProto("a") == "a" and workspace.StringifyProto(b"a") == b"a"
    assert workspace.StringifyProto(net) == net.Proto().SerializeToString()
    assert workspace.StringifyBlobName(core.BlobReference("b")) == "b"
    for function, what in ((workspace.StringifyBlobName, "BlobReference"), (workspace.StringifyNetName, "Net")):
        with pytest.raises(AssertionError, match=f"Expected a string or {what}"):
            function(3)


def test_plans(x):
    plan = core.Plan("p")
    plan.AddStep(core.execution_step("s", [elu_net("a", "x", "h"), elu_net("b", "h", "y")], num_iter=2))
    assert workspace.RunPlan(plan) and workspace.RunPlan(plan.Proto().SerializeToString())
    assert workspace.RunPlan(core.execution_step("alone", elu_net()))
    workspace.Workspace.current.run(plan)
    assert y()[1] == 1


def test_a_plan_in_the_background(x):
    background = workspace.RunPlanInBackground(core.Plan(core.execution_step("s", elu_net())))
    background.wait()
    assert background.is_done() and background.is_succeeded() and y()[1] == 1
    failing = workspace.RunPlanInBackground(core.Plan(core.execution_step("s", elu_net("bad", "missing"))))
    with pytest.raises(netdef.Error, match="non-existing input blob: missing"):
        failing.wait()
    assert failing.is_done() and not failing.is_succeeded() and "missing" in failing.error()


def test_observers(x):
    net = elu_net("observed")
    with pytest.raises(netdef.Error, match="Can't find net"):
        net.AddObserver("TimeObserver")
    workspace.CreateNet(net)
    observer = net.AddObserver("TimeObserver")
    assert net.NumObservers() == 1
    workspace.RunNet(net)
    assert observer.average_time() > 0 and observer.average_time_children() >= 0
    net.RemoveObserver(observer)
    assert net.NumObservers() == 0
    with pytest.raises(netdef.Error, match="no longer attached"):
        observer.average_time()
    with pytest.raises(netdef.Error):
        net.AddObserver("NoSuchObserver")


def test_other_threads_run_while_a_net_runs():
    """A Python operator waits for another thread, so the run must have released the interpreter."""
    reached, go = threading.Event(), threading.Event()

    def wait(inputs, outputs):
        reached.set()
        assert go.wait(20)

    net = core.Net("waits")
    net.Python(wait)([], [])
    runner = threading.Thread(target=workspace.RunNetOnce, args=(net,))
    runner.start()
    assert reached.wait(20)
    go.set()
    runner.join(20)
    assert not runner.is_alive()


@pytest.mark.parametrize("net_type", ["async_scheduling", "dag"])
def test_a_cancelled_run_fails(net_type):
    ws = core.C.Workspace()
    init, net = core.Net("init"), core.Net("waits")
    queue = init.CreateBlobsQueue([], "queue", capacity=1, num_blobs=1)
    net.Proto().type = net_type
    net.SafeDequeueBlobs([queue], 2)
    ws.create_net(init).run()
    instance = ws.create_net(net)
    canceller = threading.Timer(0.2, instance.cancel)
    canceller.start()
    with pytest.raises(RuntimeError):
        instance.run()
    canceller.join(20)


def test_threads_are_set_and_restored():
    before = netdef.num_threads()
    netdef.set_num_threads(1)
    assert netdef.num_threads() == 1
    netdef.set_num_threads(0)
    assert netdef.num_threads() == before


def test_immediate_mode():
    with pytest.warns(UserWarning, match="immediate mode"):
        workspace.StartImmediate()
    try:
        assert workspace.IsImmediate() and workspace.CurrentWorkspace() == "default"
        workspace.FeedImmediate("x", np.float32([2]))
        core.CreateOperator("Elu", "x", "y")
        assert workspace.ImmediateBlobs() == ["x", "y"] and workspace.FetchImmediate("y").tolist() == [2]
        assert not workspace.HasBlob("x")
    finally:
        workspace.StopImmediate()
    assert not workspace.IsImmediate()


def test_shapes_from_given_dims():
    net = elu_net("shapes")
    shapes, types = workspace.InferShapesAndTypes([net], {"x": [2, 3]})
    assert shapes == {"x": [2, 3], "y": [2, 3]} and types == {"x": 1, "y": 1}
    shapes, types = workspace.InferShapesAndTypes([net.Proto()], {"x": [2]}, nets_proto=True, blob_types={"x": core.DataType.DOUBLE})
    assert types["y"] == core.DataType.DOUBLE


def test_shapes_from_the_workspace(x):
    net = elu_net("shapes")
    net.Elu("unknown", "also_unknown")
    shapes, types = workspace.InferShapesAndTypes([net])
    assert shapes == {"x": [2], "y": [2]} and types == {"x": 1, "y": 1}


def test_operator_cost(x):
    assert workspace.GetOperatorCost(core.CreateOperator("Elu", "x", "y"), ["x"]) == (2, 8)


def test_engine_preferences(x):
    """An engine that does not exist is passed over."""
    core.SetOpEnginePref("Elu", {caffe2_pb2.PROTO_CPU: ["BOGUS"]})
    try:
        workspace.RunOperatorOnce(core.CreateOperator("Elu", "x", "y", engine="ALSO_BOGUS"))
    finally:
        core.SetOpEnginePref("Elu", {caffe2_pb2.PROTO_CPU: []})
    assert y()[1] == 1
