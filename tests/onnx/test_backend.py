"""The interface of onnx.backend.base and of caffe2.python.onnx."""

import io
import zipfile

import numpy as np
import pytest
from onnx import TensorProto, helper

import netdef
from netdef import core, workspace as c2_workspace
from netdef.onnx import backend, frontend, helper as c2_helper
from netdef.onnx.backend_cpp_rep import Caffe2CppRep
from netdef.predictor import mobile_exporter
from netdef.proto import caffe2_pb2
from onnx_models import cnn, model, node, tensor, value, with_branches, with_function, with_raw_and_typed_weights

X = np.float32([[-1, 2, -3], [4, -5, 6]])


def test_ways_to_give_inputs():
    rep = backend.prepare(with_function())
    want = rep.run([X])
    for inputs in (X, {"x": X}, (X,)):
        np.testing.assert_array_equal(rep.run(inputs).y, want[0])
    np.testing.assert_allclose(want.y, np.where((t := np.where(X > 0, X, 0.5 * X) + 1) > 0, t, 0.1 * t) + 1, rtol=1e-6)
    with pytest.raises(netdef.Error, match="'x'"):
        rep.run({})


def test_a_function_of_another_opset():
    """Its operators have to be the same in both: LeakyRelu and Add are from 14 on, LeakyRelu was another until 15."""
    other = with_function()
    other.functions[0].opset_import[0].version = 16
    np.testing.assert_array_equal(backend.prepare(other).run(X).y, backend.prepare(with_function()).run(X).y)
    other.functions[0].opset_import[0].version = 15
    with pytest.raises(netdef.onnx.ConversionError, match="'LeakyAdd' is written for opset 15, the model for 17; between them LeakyRelu became another"):
        backend.prepare(other)


def test_branches_read_what_is_outside():
    rep = backend.prepare(with_branches())
    np.testing.assert_array_equal(rep.run([X, np.array(True)])[0], np.maximum(X, 0))
    np.testing.assert_array_equal(rep.run([X, np.array(False)])[0], -X)


def test_weights_of_every_kind():
    y, = backend.run_model(with_raw_and_typed_weights(), [X])
    np.testing.assert_allclose(y, (X + [1, 2, 3]) * [0.5, 0.25, 0.125] + [0, 5, 0])


def test_an_initializer_can_be_replaced():
    """From IR version 4 on an initializer that is an input too is a default."""
    graph = model([node("Add", ["x", "w"], ["y"])], [value("x", [2, 3]), value("w", [3])], [value("y", [2, 3])], [tensor("w", np.ones(3, np.float32))])
    rep = backend.prepare(graph)
    np.testing.assert_array_equal(rep.run([X])[0], X + 1)
    np.testing.assert_array_equal(rep.run({"x": X, "w": np.float32([1, 2, 3])})[0], X + [1, 2, 3])


def test_run_node():
    y, = backend.run_node(helper.make_node("Clip", ["x"], ["y"], min=-1.0, max=1.0), [X], opset_version=6)
    np.testing.assert_array_equal(y, X.clip(-1, 1))
    assert backend.run_node(helper.make_node("Relu", ["x"], ["y"]), {"x": X}).y.shape == X.shape


def test_devices_and_compatibility():
    assert backend.supports_device("CPU") and not backend.supports_device("CUDA")
    assert backend.is_compatible(cnn())
    unknown = cnn()
    unknown.graph.node[2].op_type = "Rectify"
    assert not backend.is_compatible(unknown)
    with pytest.raises(netdef.Error, match="CUDA"):
        backend.prepare(cnn(), "CUDA")


@pytest.mark.parametrize("dtype", ["float32", "float64", "bool", "int8", "int16", "int64", "uint8", "uint32", "float16"])
def test_operators_that_fill(dtype):
    array = np.arange(6).reshape(1, 2, 3).astype(dtype)
    op = backend.Caffe2Backend._create_tensor_filling_op(tensor("t", array))
    workspace, outputs = c2_helper.c2_native_run_op(op, [])
    assert list(op.output) == ["t"] and outputs[0].dtype == array.dtype
    np.testing.assert_array_equal(workspace.FetchBlob("t"), array)


def test_zip_archive():
    outside = with_function()
    w = outside.graph.initializer[0]
    contents = w.raw_data
    w.ClearField("raw_data")
    w.data_location = TensorProto.EXTERNAL
    w.external_data.add(key="location", value="w.bin")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("__MODEL_PROTO", outside.SerializeToString())
        target.writestr("w.bin", contents)
    np.testing.assert_array_equal(backend.prepare_zip_archive(archive).run(X).y, backend.prepare(with_function()).run(X).y)


def test_zip_archive_of_pytorch():
    """PyTorch marks a tensor by its contents and names the entry after it."""
    outside = with_function()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for w in outside.graph.initializer:
            target.writestr(w.name, w.raw_data)
            w.raw_data = b"__EXTERNAL"
        target.writestr("__MODEL_PROTO", outside.SerializeToString())
    np.testing.assert_array_equal(backend.prepare_zip_archive(archive).run(X).y, backend.prepare(with_function()).run(X).y)


def test_the_workspace_of_a_prepared_model_holds_what_an_export_needs():
    rep = backend.prepare(cnn())
    inputs = rep.uninitialized
    init_net, predict_net = mobile_exporter.Export(rep.workspace, rep.predict_net, rep.predict_net.external_input)
    values = {name: rep.workspace.FetchBlob(name) for name in inputs}
    assert all((value == 1).all() for value in values.values())
    with rep.workspace._ctx:
        assert set(rep.init_net.external_output) <= set(c2_workspace.Blobs())
    exported = c2_workspace.Predictor(init_net, predict_net).run(values)
    np.testing.assert_array_equal(exported[0], rep.run(values)[0])


@pytest.mark.parametrize("dims", [["batch", 3], [1 << 40, 1 << 20], [-2, 3]])
def test_inputs_without_a_size_to_go_by_are_empty_in_the_workspace(dims):
    open_model = helper.make_model(helper.make_graph(
        [node("Relu", ["x"], ["y"])], "open", [helper.make_tensor_value_info("x", TensorProto.FLOAT, dims)], [helper.make_empty_tensor_value_info("y")]))
    assert backend.prepare(open_model).workspace.FetchBlob("x").size == 0


def test_nets_of_a_model():
    init_net, predict_net = backend.Caffe2Backend.onnx_graph_to_caffe2_net(cnn())
    assert [op.type for op in predict_net.op] == ["Conv", "SpatialBN", "Relu", "MaxPool", "Flatten", "FC", "Softmax"]
    assert predict_net.external_input[0] == "x" and list(predict_net.external_output) == ["y"]
    assert {op.output[0] for op in init_net.op} == {t.name for t in cnn().graph.initializer}
    rep = Caffe2CppRep(backend.prepare(cnn()))
    assert rep.external_inputs() == ["x"] and rep.external_outputs() == ["y"]


def test_frontend():
    net = caffe2_pb2.NetDef(name="n", external_input=["x", "w", "b"], external_output=["y"])
    net.op.append(core.CreateOperator("FC", ["x", "w", "b"], ["h"]))
    net.op.append(core.CreateOperator("Relu", ["h"], ["y"]))
    init = caffe2_pb2.NetDef(name="i")
    w, b = np.float32([[1, 2, 3], [-1, 0, 1]]), np.float32([0.5, -0.5])
    for name, array in (("w", w), ("b", b)):
        init.op.append(core.CreateOperator("GivenTensorFill", [], [name], shape=array.shape, values=array.ravel()))
    made = frontend.caffe2_net_to_onnx_model(net, init, {"x": (TensorProto.FLOAT, (2, 3))})
    assert [n.op_type for n in made.graph.node] == ["Gemm", "Relu"]
    assert {t.name for t in frontend.caffe2_init_net_to_initializer(init)} == {"w", "b"}
    want = np.maximum(X @ w.T + b, 0)
    np.testing.assert_allclose(backend.run_model(made, [X])[0], want, rtol=1e-6)
    np.testing.assert_allclose(c2_helper.c2_native_run_net(init, net, [X])[1].y, want, rtol=1e-6)


def test_single_assignment():
    net = caffe2_pb2.NetDef(name="n", external_input=["x"], external_output=["y"])
    net.op.append(core.CreateOperator("Relu", ["x"], ["y"]))
    net.op.append(core.CreateOperator("Negative", ["y"], ["y"]))
    frontend.ssa_rewrite(net, None, {})
    assert [list(op.output) for op in net.op] == [["y_1"], ["y_2"]] and list(net.external_output) == ["y_2"]
    again = caffe2_pb2.NetDef.FromString(net.SerializeToString())
    frontend.ssa_rewrite(again, None, {})
    assert again == net


def test_sequences():
    graph = model([node("SequenceAt", ["s", "i"], ["y"])],
                  [helper.make_tensor_sequence_value_info("s", TensorProto.FLOAT, None), value("i", [], TensorProto.INT64)], [value("y", [2, 3])])
    np.testing.assert_array_equal(backend.prepare(graph).run([[X, -X], np.array(1)])[0], -X)


def test_strings():
    graph = model([node("StringNormalizer", ["x"], ["y"], case_change_action="UPPER")], [value("x", [2], TensorProto.STRING)],
                  [value("y", [2], TensorProto.STRING)])
    assert backend.run_model(graph, [np.array(["ab", "cd"], object)])[0].tolist() == ["AB", "CD"]


def test_a_result_in_memory_that_an_operator_has_seen():
    """The sum may be written over `s`, which CastLike, an operator that is not compiled, has read under that name."""
    nodes = [
        node("Where", ["m", "zero", "low"], ["c"]), node("Add", ["x", "c"], ["s"]),
        node("Where", ["n", "zero", "low"], ["d"]), node("CastLike", ["d", "s"], ["e"]), node("Add", ["s", "e"], ["y"]),
    ]
    graph = model(nodes, [value("x", [2, 3]), value("m", [2, 3], TensorProto.BOOL), value("n", [2, 3], TensorProto.BOOL)], [value("y", [2, 3])],
                  [tensor("zero", np.float32(0)), tensor("low", np.float32(-100))])
    m, n = X > 0, X < 3
    want = X + np.where(m, 0, -100) + np.where(n, 0, -100)
    rep = backend.prepare(graph)
    for _ in range(2):
        np.testing.assert_array_equal(rep.run([X, m, n])[0], want.astype(np.float32))


def test_a_definition_reads_what_is_around_the_node():
    """SequenceMap is defined by a Loop; the graph that it applies reads a value of the model."""
    body = helper.make_graph([node("Add", ["item", "bias"], ["result"])], "each", [helper.make_empty_tensor_value_info("item")],
                             [helper.make_empty_tensor_value_info("result")])
    nodes = [node("Neg", ["x"], ["bias"]), node("SequenceConstruct", ["x", "bias"], ["items"]),
             node("SequenceMap", ["items"], ["sums"], body=body), node("ConcatFromSequence", ["sums"], ["y"], axis=0)]
    y, = backend.run_model(model(nodes, [value("x", [2, 3])], [value("y", [4, 3])]), [X])
    np.testing.assert_array_equal(y, np.concatenate([0 * X, -2 * X]))


def test_what_caffe2_computes_otherwise():
    """Caffe2's Softplus overflows, its Sign makes 0 of NaN, its maxima begin at the lowest finite number."""
    x = np.float32([[100, -np.inf, np.nan], [-np.inf, -np.inf, -np.inf]])
    nodes = [node("Softplus", ["x"], ["p"]), node("Sign", ["x"], ["s"]), node("ReduceMax", ["x"], ["m"], axes=[1], keepdims=0)]
    shapes = {"p": [2, 3], "s": [2, 3], "m": [2]}
    soft, sign, largest = backend.run_model(model(nodes, [value("x", [2, 3])], [value(n, s) for n, s in shapes.items()]), [x])
    np.testing.assert_array_equal(soft, [[100, 0, np.nan], [0, 0, 0]])
    np.testing.assert_array_equal(sign, np.sign(x))
    assert largest[1] == -np.inf


@pytest.mark.parametrize("runs", [0, 2])
def test_a_loop_that_does_not_run_has_slices_of_the_right_shape(runs):
    body = helper.make_graph(
        [node("Identity", ["going"], ["on"]), node("Add", ["v", "v"], ["w"]), node("Identity", ["w"], ["slice"])], "body",
        [value("i", [], TensorProto.INT64), value("going", [], TensorProto.BOOL), value("v", [3])],
        [value("on", [], TensorProto.BOOL), value("w", [3]), value("slice", [3])])
    nodes = [node("Loop", ["n", "", "x"], ["last", "all"], body=body), node("ReduceSum", ["all", "axis"], ["sums"], keepdims=0)]
    made = model(nodes, [value("n", [], TensorProto.INT64), value("x", [3])], [value("all", None), value("sums", None)], [tensor("axis", [1])])
    every, sums = backend.run_model(made, [np.array(runs), np.float32([1, 2, 3])])
    assert every.shape == (runs, 3) and every.dtype == np.float32
    np.testing.assert_array_equal(sums, [12, 24][:runs])
    again = frontend.caffe2_net_to_onnx_model(*reversed(backend.Caffe2Backend.onnx_graph_to_caffe2_net(made)))
    np.testing.assert_array_equal(backend.run_model(again, [np.array(runs), np.float32([1, 2, 3])])[1], sums)
