"""The extension module's own names, as scripts of Caffe2 use them."""

import numpy as np
import pytest

from netdef import _import_c_extension, core, workspace
from netdef.proto import caffe2_pb2


def a_net():
    net = core.Net("some")
    net.FC(["x", "w", "b"], "y")
    net.FC(["x", "w", "b"], "z")
    return net


def test_all_modules_show_the_same():
    assert core.C is workspace.C
    for name in ("global_init", "registered_operators", "Workspace", "has_gpu_support"):
        assert getattr(core.C, name) is getattr(_import_c_extension, name)
    assert core.C.NNModule is _import_c_extension.NNModule and "NNModule" in dir(core.C)
    assert not hasattr(core.C, "Nothing")


def test_a_cpu_build_says_so():
    C = core.C
    assert (C.num_cuda_devices(), C.get_cuda_version(), C.get_cudnn_version(), C.get_cuda_peer_access_pattern()) == (0, 0, 0, [])
    assert not (C.has_gpu_support or C.has_cuda_support or C.has_hip_support or C.use_trt or C.is_asan)
    assert (C.is_numa_enabled(), C.get_num_numa_nodes()) == (False, -1)
    assert not C.get_build_options()["USE_CUDA"]
    for ask in (C.get_device_properties, C.get_gpu_memory_info):
        with pytest.raises(RuntimeError, match="no GPU 0"):
            ask(0)


def test_transforms_of_serialized_nets():
    changed = caffe2_pb2.NetDef.FromString(
        core.C.apply_transform("CommonSubexpressionElimination", a_net().Proto().SerializeToString()))
    assert [list(op.output) for op in changed.op] == [["y"]]


def test_passes_of_serialized_nets():
    net = core.Net("conv")
    net.Conv(["x", "w"], "y", kernel=1)
    net.Relu("y", "z")
    C, serialized = core.C, net.Proto().SerializeToString()
    assert C.transform_exists("AddNNPACK") and C.workspace_transform_exists("FuseConvBN")
    assert not C.transform_exists("FuseConvBN") and not C.workspace_transform_exists("AddNNPACK")
    with_engine = C.run_transform("AddNNPACK", serialized)
    assert with_engine == C.transform_addNNPACK(serialized)
    assert caffe2_pb2.NetDef.FromString(with_engine).op[0].engine == "NNPACK"
    assert [op.type for op in caffe2_pb2.NetDef.FromString(C.transform_fuseNNPACKConvRelu(with_engine)).op] == ["Conv"]
    assert C.transform_fuseConvBN(serialized) == C.run_workspace_transform("FuseConvBN", serialized) == serialized
    with pytest.raises(RuntimeError, match="Pass doesn't exist: Nothing"):
        C.run_transform("Nothing", serialized)
    for missing in (C.onnxifi, C.transform_trt, C.onnx_to_trt_op):
        with pytest.raises(RuntimeError, match="built without"):
            missing(serialized)


def test_single_assignment():
    """Names as the real Caffe2 gives them."""
    net = core.Net("n")
    net.FC(["X", "W", "b"], "Y")
    net.Relu("Y", "Y")
    net.Softmax("Y", "Z")
    net.Relu("X", "X")
    net.Relu("X", "X")

    def rewritten():
        return [(list(op.input), list(op.output)) for op in
                caffe2_pb2.NetDef.FromString(core.C.ssa_rewrite(net.Proto().SerializeToString())).op]

    fc = ["X", "W", "b"]
    assert rewritten() == [(fc, ["Y_0"]), (["Y_0"], ["Y_1"]), (["Y_1"], ["Z_0"]), (["X"], ["X_0"]), (["X_0"], ["X_1"])]
    net.Proto().external_output.extend(["Z", "Y", "X"])
    assert rewritten() == [(fc, ["Y_0"]), (["Y_0"], ["Y"]), (["Y"], ["Z"]), (["X"], ["X_0"]), (["X_0"], ["X"])]


def test_graphs_of_serialized_nets():
    C = core.C
    net = core.Net("n")
    net.FC(["X", "W", "b"], "Y")
    net.Relu("Y", "Y")
    serialized = net.Proto().SerializeToString()
    module, operators = C.NNModuleFromProtobuf(serialized)
    assert [node.name for node in operators] == [node.name for node in module.getExecutionOrder()] == ["FC", "Relu"]
    graph = module.dataFlow()
    assert sorted((node.type, node.name) for node in graph.nodes) == [
        ("Operator", "FC"), ("Operator", "Relu"), ("Tensor", "W"), ("Tensor", "X"), ("Tensor", "Y"), ("Tensor", "Y"), ("Tensor", "b")]
    assert operators[1].getInputs()[0].getProducer() is operators[0]
    pattern = C.NNMatchGraph()
    relu, data = pattern.createNode(C.NeuralNetOperator("Relu")), pattern.createNode(C.NeuralNetData("any"))
    pattern.createEdge(data, relu)
    assert [node.name for node in C.matchSubgraph(operators[1], pattern).nodes] == ["Relu", "Y"]
    assert len(C.matchSubgraph(operators[0], pattern)) == 0
    softmax = graph.createNode(C.NeuralNetOperator("Softmax"))
    graph.replaceNode(operators[1], softmax)
    graph.deleteNode(operators[1])
    changed = caffe2_pb2.NetDef.FromString(module.convertToCaffe2Proto(net.Proto()))
    assert [(op.type, list(op.input), list(op.output)) for op in changed.op] == [("FC", ["X", "W", "b"], ["Y"]), ("Softmax", ["Y"], ["Y"])]
    device = core.DeviceOption(caffe2_pb2.CUDA, 1)
    placed = C.NNModuleFromProtobufDistributed(serialized, {"X": device.SerializeToString()})
    assert [n.annotation.device_option for n in placed.dataFlow().tensors if n.name == "X"] == [device]
    with pytest.raises(ValueError, match="device_map names Q"):
        C.NNModuleFromProtobufDistributed(serialized, {"Q": b""})


def test_shapes_by_a_schema():
    op = core.CreateOperator("FC", ["x", "w", "b"], ["y"])
    shapes = [caffe2_pb2.TensorShape(dims=dims, data_type=caffe2_pb2.TensorProto.FLOAT) for dims in ((2, 3), (4, 3), (4,))]
    inferred, = core.C.OpSchema.get("FC").infer_tensor(op, shapes)
    assert inferred == caffe2_pb2.TensorShape(dims=[2, 4], data_type=caffe2_pb2.TensorProto.FLOAT)


def test_the_converter_of_onnx():
    onnx = pytest.importorskip("onnx")
    C, make = core.C, onnx.helper.make_node
    names = C.DummyName()
    assert [names.new_dummy_name(), names.new_dummy_name()] == ["OC2_DUMMY_0", "OC2_DUMMY_1"]
    names.reset({"OC2_DUMMY_0"})
    assert names.new_dummy_name() == "OC2_DUMMY_1"

    backend = C.Caffe2Backend()
    assert backend.support_onnx_import("Conv") and not backend.support_onnx_import("Nothing")
    before, ops = backend.convert_node(make("Gemm", ["x", "w", "b"], ["y"], transB=1, alpha=2.0).SerializeToString(), [], 9)
    net = caffe2_pb2.NetDef(name="gemm", op=[caffe2_pb2.OperatorDef.FromString(op) for op in [*before, *ops]])
    x, w, b = (np.random.RandomState(0).rand(*shape).astype(np.float32) for shape in ((2, 3), (4, 3), (4,)))
    for name, value in (("x", x), ("w", w), ("b", b)):
        workspace.FeedBlob(name, value)
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob("y"), 2 * x @ w.T + b, rtol=1e-5)
    fill = caffe2_pb2.OperatorDef.FromString(
        backend._build_tensor_filling_op(onnx.numpy_helper.from_array(np.array([1, 2]), "t").SerializeToString(), ""))
    workspace.RunOperatorOnce(fill)
    np.testing.assert_array_equal(workspace.FetchBlob("t"), [1, 2])

    info = onnx.helper.make_tensor_value_info
    model = onnx.helper.make_model(onnx.helper.make_graph(
        [make("Add", ["x", "w"], ["y"])], "g", [info("x", 1, [4, 3])], [info("y", 1, [4, 3])], [onnx.numpy_helper.from_array(w, "w")]))
    prepared = backend.prepare(model.SerializeToString(), "CPU", [])
    assert prepared.uninitialized_inputs() == ["x"] and prepared.external_outputs() == ["y"]
    np.testing.assert_array_equal(prepared.run([w])[0], w + w)
    np.testing.assert_array_equal(prepared.run({"x": w})[0], w + w)
    assert [op.type for op in caffe2_pb2.NetDef.FromString(prepared.pred_net()).op]

    op = core.CreateOperator("ChannelShuffle", ["x"], "y", group=2)
    assert C.support_onnx_export("ChannelShuffle") and not C.support_onnx_export("Nothing")
    nodes, constants = C.export_to_onnx(C.DummyName(), op.SerializeToString(), {"x": [1, 4, 3, 3], "y": [1, 4, 3, 3]})
    nodes = [onnx.NodeProto.FromString(node) for node in nodes]
    assert nodes[0].input[0] == "x" and nodes[-1].output[0] == "y"
    assert all(name.startswith("OC2_DUMMY_") for node in nodes[:-1] for name in node.output)


def test_random_inputs_of_a_serialized_net():
    core.C.fill_random_network_inputs(
        a_net().Proto().SerializeToString(), [[[2, 3], [4, 3], [4]]] * 2, [["float"] * 3] * 2)
    assert workspace.FetchBlob("w").shape == (4, 3)
    assert workspace.FetchBlob("w").dtype == np.float32


def test_devices_of_a_serialized_operator():
    gpu = core.DeviceOption(caffe2_pb2.CUDA, 1)
    op = core.CreateOperator("CopyGPUToCPU", ["x"], ["y"], device_option=gpu)
    inputs, outputs = core.C.infer_op_input_output_device(op.SerializeToString())
    assert [caffe2_pb2.DeviceOption.FromString(device) for device in inputs] == [gpu]
    assert [caffe2_pb2.DeviceOption.FromString(device).device_type for device in outputs] == [caffe2_pb2.CPU]


def test_memonger_on_serialized_nets():
    net = core.Net("chain")
    for before, after in ("ab", "bc", "cd", "de"):
        net.Relu(before, after)
    net.Proto().external_output.append("e")
    smaller = caffe2_pb2.NetDef.FromString(core.C.memonger_optimize_inference_net(net.Proto().SerializeToString(), ["a"]))
    assert len({blob for op in smaller.op for blob in op.output}) < 4
    assert smaller.op[0].input[0] == "a" and smaller.op[-1].output[0] == "e"


def test_tensors_of_torch_share_memory():
    torch = pytest.importorskip("torch")
    workspace.FeedBlob("x", np.zeros(3, np.float32))
    blob = core.C.Workspace.current.blobs["x"]
    for tensor in (blob.to_torch(), blob.tensor().to_torch()):
        assert isinstance(tensor, torch.Tensor)
        tensor += 1
    assert workspace.FetchBlob("x").tolist() == [2, 2, 2]


def test_an_unknown_attribute_is_told_in_words_that_scripts_look_for():
    onnx = pytest.importorskip("onnx")
    backend = core.C.Caffe2Backend()
    backend.convert_node(onnx.helper.make_node("Add", ["x", "y"], ["z"]).SerializeToString())
    with pytest.raises(RuntimeError, match="(?s)'z'.*Don't know how to map unexpected argument turns"):
        backend.convert_node(onnx.helper.make_node("Add", ["x", "y"], ["z"], turns=4).SerializeToString())
