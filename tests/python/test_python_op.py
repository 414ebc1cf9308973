"""Operators that call Python."""

import gc
import weakref

import numpy as np
import pytest

import netdef
from netdef import core, workspace
from netdef.proto import caffe2_pb2


def double(inputs, outputs):
    outputs[0].feed(inputs[0].data * 2)


def run(f, inputs=("x",), outputs=("y",), **options):
    net = core.Net("python")
    net.Python(f, **options)(list(inputs), list(outputs))
    workspace.RunNetOnce(net)
    return net


@pytest.fixture(autouse=True)
def x():
    workspace.FeedBlob("x", np.arange(3.0))


def test_a_function_gets_tensors():
    seen = []

    def f(inputs, outputs):
        seen.append((inputs[0].shape, inputs[0].data.tolist()))
        outputs[0].reshape([3])
        outputs[0].feed(inputs[0].data + 1)

    run(f)
    assert seen == [((3,), [0, 1, 2])] and workspace.FetchBlob("y").tolist() == [1, 2, 3]


def test_data_is_the_blob():
    def f(inputs, outputs):
        inputs[0].data[0] = 9

    run(f)
    assert workspace.FetchBlob("x")[0] == 9


def test_an_exception_comes_out_as_it_is():
    class Special(Exception):
        pass

    def f(inputs, outputs):
        raise Special("boom")

    with pytest.raises(Special, match="boom"):
        run(f)


@pytest.mark.parametrize("kind", ["simple", "dag"])
def test_an_exception_comes_out_of_every_executor(kind):
    def f(inputs, outputs):
        raise KeyError("boom")

    net = core.Net("raises")
    net.Proto().type = kind
    net.Python(f)(["x"], ["y"])
    with pytest.raises(KeyError, match="boom"):
        workspace.RunNetOnce(net)


def test_the_workspace_is_passed_if_asked():
    handles = []

    def f(inputs, outputs, ws):
        handles.append(ws)
        ws.create_blob("made").feed(np.ones(2))

    run(f, pass_workspace=True)
    assert workspace.FetchBlob("made").tolist() == [1, 1]
    with pytest.raises(netdef.Error, match="lent for the time of a call"):
        handles[0].blobs


def test_a_tensor_kept_after_the_call_throws():
    kept = []
    run(lambda inputs, outputs: kept.append(inputs[0]))
    with pytest.raises(netdef.Error, match="lent to a Python operator"):
        kept[0].fetch()


def test_builders_make_the_function():
    def build(factor):
        return lambda inputs, outputs: outputs[0].feed(inputs[0].data * factor)

    run((build, (3,), {}))
    assert workspace.FetchBlob("y").tolist() == [0, 3, 6]


def test_a_class_with_forward_and_backward():
    class Square:
        def __init__(self, f):
            self.f = f

        def forward(self, inputs, outputs):
            outputs[0].feed(inputs[0].data ** 2)

        def backward(self, inputs, outputs):
            outputs[0].feed(2 * inputs[0].data * inputs[-1].data)

    net = core.Net("square")
    net.AddExternalInput("dy")
    net.Python(None, python_func_type=Square)(["x"], ["y"])
    gradients = net.AddGradientOperators({"y": "dy"})
    workspace.FeedBlob("dy", np.ones(3))
    workspace.RunNetOnce(net)
    assert workspace.FetchBlob(gradients["x"]).tolist() == [0, 2, 4]


def test_a_gradient_function_gets_inputs_outputs_and_gradients():
    seen = []

    def gradient(inputs, outputs):
        seen.append([i.data.tolist() for i in inputs])
        outputs[0].feed(inputs[-1].data * 2)

    net = core.Net("with_gradient")
    net.AddExternalInput("dy")
    net.Python(double, gradient, grad_output_indices=[0], grad_input_indices=[0])(["x", "x2"], ["y"])
    workspace.FeedBlob("x2", np.zeros(1))
    gradients = net.AddGradientOperators({"y": "dy"})
    assert set(map(str, gradients)) == {"x", "y"}
    workspace.FeedBlob("dy", np.ones(3))
    workspace.RunNetOnce(net)
    assert seen == [[[0, 1, 2], [0], [0, 2, 4], [1, 1, 1]]]
    assert workspace.FetchBlob("x_grad").tolist() == [2, 2, 2]


def test_without_a_gradient_function_the_gradient_operator_fails():
    net = core.Net("no_gradient")
    net.Python(double)(["x"], ["y"])
    net.AddGradientOperators({"y": "x"})
    with pytest.raises(netdef.Error, match="has no gradient function"):
        workspace.RunNetOnce(net)


def test_tokens_are_unique():
    one = core.CreatePythonOperator(double, "x", "y")
    two = core.CreatePythonOperator(double, "x", "y")
    assert one.arg[0].name == "token" and one.arg[0].s != two.arg[0].s and one.arg[0].s.startswith(b"double")
    with pytest.raises(netdef.Error, match="Python operator for nobody is not available"):
        workspace.RunOperatorOnce(core.CreateOperator("Python", "x", "y", token="nobody"))
    with pytest.raises(netdef.Error, match="token"):
        workspace.RunOperatorOnce(core.CreateOperator("Python", "x", "y"))


def test_inputs_must_be_tensors():
    workspace.FeedBlob("s", "text")
    with pytest.raises(netdef.Error, match="We only allow input blob to be CPU Tensor"):
        run(double, ["s"])


def test_dlpack_tensors():
    def f(inputs, outputs):
        assert inputs[0]._shape == [3]
        outputs[0].feed(inputs[0].data)

    token = workspace.C.register_python_op(f, False, "")
    workspace.RunOperatorOnce(core.CreateOperator("PythonDLPack", "x", "y", token=token))
    assert workspace.FetchBlob("y").tolist() == [0, 1, 2]


def test_an_exception_is_let_go():
    class Marker:
        pass

    marker = Marker()
    alive = weakref.ref(marker)

    def f(inputs, outputs, held=[marker]):
        raise ValueError(held.pop())

    with pytest.raises(ValueError):
        run(f)
    del marker
    gc.collect()
    assert alive() is None


def test_a_maker_makes_one_function_for_each_operator():
    made = []

    def maker(name, start):
        made.append(name)
        calls = [start]

        def f(inputs, outputs):
            outputs[0].feed(np.float32(calls))
            calls[0] += 1

        return f

    net = core.Net("made")
    net.Python((maker, ["one"], {"start": 5}))([], ["a"])
    net.Python((maker, ["two"], {"start": 7}))([], ["b"])
    assert made == []
    for copy in (net.Clone("made_copy"), net.Clone("made_copy_again")):
        workspace.CreateNet(copy)
        workspace.RunNet(copy, 3)
        assert workspace.FetchBlob("a") == 7 and workspace.FetchBlob("b") == 9
    assert made == ["one", "two", "one", "two"]


def test_an_output_without_a_type_is_written_as_float():
    def f(inputs, outputs):
        outputs[0].reshape(inputs[0].shape)
        outputs[0].data[...] = inputs[0].data * 2

    workspace.FeedBlob("x", np.float32([1, 2]))
    workspace.RunOperatorOnce(core.CreatePythonOperator(f, ["x"], ["y"]))
    assert workspace.FetchBlob("y").tolist() == [2, 4] and workspace.FetchBlob("y").dtype == np.float32


def test_an_output_that_grows_has_memory_for_it():
    """A second, larger run wrote beyond the memory of the first."""
    net = core.Net("growing")

    def fill(inputs, outputs):
        outputs[0].reshape(inputs[0].shape)
        outputs[0].data[...] = inputs[0].data

    net.Python(fill)(["x"], ["grown"])
    workspace.FeedBlob("x", np.zeros(1, np.float32))
    workspace.CreateNet(net)
    for size in (1, 1000, 100_000):
        x = np.arange(size, dtype=np.float32)
        workspace.FeedBlob("x", x)
        workspace.RunNet(net)
        np.testing.assert_array_equal(workspace.FetchBlob("grown"), x)


def test_a_tensor_of_strings_is_not_initialised():
    workspace.FeedBlob("x", np.float32([1]))
    with pytest.raises(netdef.Error, match="strings"):
        workspace.Workspace.current.blobs["x"].tensor().init([2], caffe2_pb2.TensorProto.STRING)
