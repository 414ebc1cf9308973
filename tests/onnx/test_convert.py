"""netdef.onnx.save, load, convert and compare."""

import json
import pathlib
import re

import numpy as np
import onnx
import pytest
from click.testing import CliRunner

import netdef
import netdef.onnx
from netdef import core
from netdef.onnx import Unsupported, compare, helper as c2_helper, runtimes
from netdef.proto import caffe2_pb2
from netdef.tools import compare as compare_verb
from netdef.tools import convert as convert_verb
from onnx_models import ALL, cnn

LENET = pathlib.Path(__file__).parents[1] / "data" / "made" / "digits_lenet"


def lenet():
    return runtimes.read_nets(LENET)


def images():
    return {"data": np.random.default_rng(0).standard_normal((3, 1, 8, 8)).astype(np.float32)}


def test_there_and_back(tmp_path):
    """digits_lenet equals the softmax that the real Caffe2 recorded, as ONNX and as a NetDef again."""
    init_net, predict_net = lenet()
    netdef.onnx.save(predict_net, init_net, tmp_path / "m.onnx", inputs={"data": ("N", 1, 8, 8)})
    stored = np.load(LENET / "test.npz")
    expected = stored["softmax"]
    model = onnx.load(tmp_path / "m.onnx")
    assert [d.dim_param or d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim] == ["N", 1, 8, 8]
    there = runtimes.OnnxSide(model)
    np.testing.assert_allclose(dict(zip(there.outputs, there.run({"data": stored["data"]})))["softmax"], expected, atol=1e-5)
    back = runtimes.NetDefSide(*netdef.onnx.load(tmp_path / "m.onnx"))
    np.testing.assert_allclose(dict(zip(back.outputs, back.run({"data": stored["data"]})))["softmax"], expected, atol=1e-5)


@pytest.mark.parametrize("opset", [9, 11, 13, 17, 18, 21])
def test_any_opset(opset, tmp_path):
    init_net, predict_net = lenet()
    netdef.onnx.save(predict_net, init_net, tmp_path / "m.onnx", inputs=images(), opset=opset)
    model = onnx.load(tmp_path / "m.onnx")
    onnx.checker.check_model(model)
    assert model.opset_import[0].version == opset
    results = compare.compare_outputs(runtimes.NetDefSide(init_net, predict_net), runtimes.OnnxSide(model), images())
    assert results and all(r.agrees for r in results)


def test_inputs_without_a_type_are_named(tmp_path):
    init_net, predict_net = lenet()
    with pytest.raises(netdef.Error, match="'data'"):
        netdef.onnx.save(predict_net, init_net, tmp_path / "m.onnx")
    assert not (tmp_path / "m.onnx").exists()


def test_rows_written_in_place():
    from netdef.onnx.exporter import export_model

    net = caffe2_pb2.NetDef(name="n", external_input=["x", "i", "v"], external_output=["x"])
    net.op.append(core.CreateOperator("Copy", ["v"], ["w"]))
    net.op.append(core.CreateOperator("ScatterAssign", ["x", "i", "w"], ["x"]))
    x, i, v = np.zeros((4, 2), np.float32), np.array([2, 0], np.int32), np.ones((2, 2), np.float32)
    model = export_model(net, None, {"x": (1, x.shape), "i": (6, i.shape), "v": (1, v.shape)})
    np.testing.assert_array_equal(runtimes.OnnxSide(model).run({"x": x, "i": i, "v": v})[0], [[1, 1], [0, 0], [1, 1], [0, 0]])


def test_a_newer_opset_where_an_operator_needs_it():
    """ScatterND takes maxima from opset 18 on; asked for an older one, the operator is refused."""
    from netdef.onnx.exporter import export_model

    net = caffe2_pb2.NetDef(name="n", external_input=["x", "l"], external_output=["y"])
    net.op.append(core.CreateOperator("LengthsMax", ["x", "l"], ["y"]))
    info = {"x": (1, (3, 2)), "l": (6, (2,))}
    assert export_model(net, None, info).opset_import[0].version == 18
    with pytest.raises(Unsupported, match="from opset 18 on"):
        export_model(net, None, info, 17)


def test_all_operators_without_a_form_at_once(tmp_path):
    net = caffe2_pb2.NetDef(name="n", external_input=["x"], external_output=["z"])
    net.op.append(core.CreateOperator("LengthsTopK", ["x", "x"], ["y", "i"], k=2))
    net.op.append(core.CreateOperator("Relu", ["y"], ["r"]))
    net.op.append(core.CreateOperator("Dropout", ["r"], ["z", "mask"]))
    with pytest.raises(Unsupported) as raised:
        netdef.onnx.save(net, None, tmp_path / "m.onnx", inputs={"x": (2, 3)})
    assert "2 operators" in str(raised.value) and "LengthsTopK" in str(raised.value) and "is_test" in str(raised.value)


def test_blobs_that_are_written_again():
    """In-place operators: ONNX values are written once; inputs and outputs keep their names."""
    from netdef.onnx.exporter import export_model

    net = caffe2_pb2.NetDef(name="n", external_input=["x"], external_output=["y"])
    net.op.append(core.CreateOperator("Relu", ["x"], ["y"]))
    net.op.append(core.CreateOperator("Negative", ["y"], ["y"]))
    net.op.append(core.CreateOperator("Abs", ["y"], ["y"]))
    model = export_model(net, None, {"x": (1, (2, 3))})
    side = runtimes.OnnxSide(model)
    assert side.inputs == ["x"] and side.outputs == ["y"]
    x = np.float32([[-1, 2, -3], [4, -5, 6]])
    np.testing.assert_array_equal(side.run({"x": x})[0], np.maximum(x, 0))
    assert [op.output[0] for op in net.op] == ["y"] * 3


def run(command, *arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_convert_checks_itself(tmp_path):
    result = run(convert_verb.command, LENET, tmp_path / "m.onnx", "-i", "data=N,1,8,8", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    assert report["from"] == "NetDef" and all(check["agrees"] for check in report["check"])
    result = run(convert_verb.command, tmp_path / "m.onnx", tmp_path / "folder", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["from"] == "ONNX"
    model = netdef.load(tmp_path / "folder")
    assert model.inputs == ["data"] and model(**images())["softmax"].shape == (3, 10)


@pytest.mark.parametrize("name", ALL)
def test_convert_of_onnx(name, tmp_path):
    (tmp_path / "m.onnx").write_bytes(ALL[name]().SerializeToString())
    result = run(convert_verb.command, tmp_path / "m.onnx", tmp_path / "nets")
    assert result.exit_code == 0 and "agree" in result.output, result.output


def test_convert_by_content_not_by_name(tmp_path):
    (tmp_path / "model.pb").write_bytes(cnn().SerializeToString())
    result = run(convert_verb.command, tmp_path / "model.pb", tmp_path / "nets")
    assert result.exit_code == 0 and (tmp_path / "nets" / "predict_net.pb").exists(), result.output


def test_compare_finds_the_first_layer_that_differs(tmp_path):
    first, second = cnn(), cnn()
    weight = next(t for t in second.graph.initializer if t.name == "scale")
    weight.raw_data = (np.frombuffer(weight.raw_data, np.float32) * 2).tobytes()
    for model, name in ((first, "a.onnx"), (second, "b.onnx")):
        (tmp_path / name).write_bytes(model.SerializeToString())
    result = run(compare_verb.command, tmp_path / "a.onnx", tmp_path / "b.onnx", "--json")
    assert result.exit_code == 1, result.output
    assert json.loads(result.output)["first difference"] == "bn"
    result = run(compare_verb.command, tmp_path / "a.onnx", tmp_path / "a.onnx")
    assert result.exit_code == 0 and "no difference" in result.output, result.output


def test_shapes_travel(tmp_path):
    (tmp_path / "m.onnx").write_bytes(cnn().SerializeToString())
    init_net, predict_net = netdef.onnx.load(tmp_path / "m.onnx")
    netdef.onnx.save(predict_net, init_net, tmp_path / "again.onnx")
    model = onnx.load(tmp_path / "again.onnx")
    assert [d.dim_param or d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim] == ["N", 3, 8, 8]


def test_int8_nets_in_both_forms():
    """Exactly, byte for byte, and as QuantizeLinear and DequantizeLinear, within a step."""
    from netdef.onnx.exporter import export_model

    rng = np.random.default_rng(0)
    init = caffe2_pb2.NetDef(name="i")
    init.op.append(core.CreateOperator("Int8GivenTensorFill", [], ["w"], shape=[4, 3, 3, 2], values=rng.integers(0, 256, 72).astype(np.uint8).tobytes(),
                                       Y_scale=0.02, Y_zero_point=120))
    init.op.append(core.CreateOperator("Int8GivenIntTensorFill", [], ["b"], shape=[4], values=[10, -20, 30, -40], Y_scale=0.02 * 0.05, Y_zero_point=0))
    net = caffe2_pb2.NetDef(name="n", external_input=["x", "w", "b"], external_output=["y"])
    net.op.append(core.CreateOperator("Int8Quantize", ["x"], ["q"], Y_scale=0.05, Y_zero_point=100))
    net.op.append(core.CreateOperator("Int8ConvRelu", ["q", "w", "b"], ["c"], kernel=3, pad=1, order="NHWC", Y_scale=0.2, Y_zero_point=5))
    net.op.append(core.CreateOperator("Int8Dequantize", ["c"], ["y"]))
    x = rng.standard_normal((1, 6, 5, 2)).astype(np.float32)
    want, = runtimes.NetDefSide(init, net).run({"x": x})
    exact = runtimes.OnnxSide(export_model(net, init, {"x": (1, x.shape)})).run({"x": x})[0]
    np.testing.assert_array_equal(exact, want)
    model = export_model(net, init, {"x": (1, x.shape)}, qdq=True)
    assert {"QuantizeLinear", "DequantizeLinear", "Conv"} <= {node.op_type for node in model.graph.node}
    np.testing.assert_allclose(runtimes.OnnxSide(model).run({"x": x})[0], want, atol=0.21)


@pytest.mark.parametrize("shape", [(5,), (2, 5), (1, 2, 5)], ids=str)
def test_first_states_of_recurrent_nets(shape):
    """A vector is the state of every sequence, a matrix has one for each."""
    from netdef import model_helper, rnn_cell
    from netdef.onnx.exporter import export_model

    rng = np.random.default_rng(0)
    model = model_helper.ModelHelper(name="lstm")
    hidden, *_ = rnn_cell.LSTM(model, "x", "lengths", ("h", "c"), 4, 5, scope="lstm", forward_only=True)
    init = caffe2_pb2.NetDef()
    init.CopyFrom(model.param_init_net.Proto())
    for name in "hc":
        init.op.append(core.CreateOperator("GivenTensorFill", [], [name], shape=shape, values=rng.standard_normal(shape).ravel().tolist()))
    net = caffe2_pb2.NetDef()
    net.CopyFrom(model.net.Proto())
    net.external_output[:] = [str(hidden)]
    fed = {"x": rng.standard_normal((3, 2, 4)).astype(np.float32), "lengths": np.array([3, 2], np.int32)}
    space = c2_helper.Workspace()
    space.RunNetOnce(init)
    weights = caffe2_pb2.NetDef(name="weights")
    for name in dict.fromkeys(name for op in init.op for name in op.output):
        value = space.FetchBlob(name)
        weights.op.append(core.CreateOperator("GivenTensorFill", [], [name], shape=value.shape, values=value.ravel().tolist()))
    want, = runtimes.NetDefSide(weights, net).run(fed)
    side = runtimes.OnnxSide(export_model(net, weights, {"x": (1, (3, 2, 4)), "lengths": (6, (2,))}))
    np.testing.assert_allclose(dict(zip(side.outputs, side.run(fed)))[str(hidden)], want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("op, inputs, arguments", [
    ("ConvTranspose", [(1, 4, 5, 2), (2, 3, 3, 6)], {"kernel": 3, "stride": 2}),
    ("Conv", [(1, 6, 5, 2), (4, 3, 3, 2)], {"kernel": 3, "pad": 1}),
    ("MaxPool", [(1, 6, 5, 2)], {"kernel": 2, "stride": 2}), ("LpPool", [(1, 6, 5, 2)], {"kernel": 2}),
    ("SpatialBN", [(2, 3, 4, 5), (5,), (5,), (5,), (5,)], {"is_test": 1}),
    ("InstanceNorm", [(2, 3, 4, 5), (5,), (5,)], {}), ("LRN", [(2, 3, 4, 5)], {"size": 3, "alpha": 1e-4, "beta": 0.75}),
    ("ResizeNearest", [(1, 3, 4, 2)], {"height_scale": 2.0, "width_scale": 1.5}),
])
def test_channels_last(op, inputs, arguments):
    from netdef.onnx.exporter import export_model

    rng = np.random.default_rng(0)
    names = [f"x{i}" for i in range(len(inputs))]
    net = caffe2_pb2.NetDef(name="n", external_input=names, external_output=["y"])
    net.op.append(core.CreateOperator(op, names, ["y"], order="NHWC", **arguments))
    fed = {name: rng.uniform(0.1, 1, shape).astype(np.float32) for name, shape in zip(names, inputs)}
    want, = runtimes.NetDefSide(caffe2_pb2.NetDef(), net).run(fed)
    got, = runtimes.OnnxSide(export_model(net, None, {name: (1, x.shape) for name, x in fed.items()})).run(fed)
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


def refusal(result):
    """What a person reads: a usage error's text, or the exception that the program prints."""
    assert result.exit_code != 0
    return result.output + str(result.exception)


@pytest.mark.parametrize("arguments, says", [
    ([], "'data'.*--input NAME=SIZES"), (["-i", "wrong=1,1,8,8"], "reads no 'wrong'"), (["-i", "data=floot:1,1,8,8"], "'floot'.*is no element type"),
    (["-i", "data=1,1,8,8", "--opset", "99"], "opset 99 cannot be written"), (["-i", "nonsense"], "expected NAME="),
])
def test_convert_says_what_is_wrong(arguments, says, tmp_path):
    result = run(convert_verb.command, LENET, tmp_path / "m.onnx", *arguments)
    assert re.search(says, refusal(result), re.DOTALL) and not (tmp_path / "m.onnx").exists()


def test_faults_of_types_are_told_without_what_follows_from_them(tmp_path):
    result = run(convert_verb.command, LENET, tmp_path / "m.onnx", "-i", "data=1,1,8")
    assert "MaxPool" in refusal(result) and "but instead is null" not in refusal(result)


def test_places_that_cannot_be_written(tmp_path):
    (tmp_path / "m.onnx").write_bytes(cnn().SerializeToString())
    assert "is a file" in refusal(run(convert_verb.command, tmp_path / "m.onnx", tmp_path / "m.onnx"))
    assert "is a folder" in refusal(run(convert_verb.command, LENET, tmp_path, "-i", "data=1,1,8,8"))
    assert "no folder" in refusal(run(convert_verb.command, LENET, tmp_path / "no" / "m.onnx", "-i", "data=1,1,8,8"))


def test_a_damaged_onnx_file_is_called_that(tmp_path):
    (tmp_path / "m.onnx").write_bytes(cnn().SerializeToString()[:400])
    assert "no ONNX model, or a damaged one" in refusal(run(convert_verb.command, tmp_path / "m.onnx", tmp_path / "nets"))


def test_open_sizes_that_do_not_fit_are_named(tmp_path):
    from onnx_models import model, node, value

    made = model([node("MaxPool", ["x"], ["y"], kernel_shape=[2, 2])], [value("x", [-1, 3, "H", "W"])], [value("y", None)])
    (tmp_path / "m.onnx").write_bytes(made.SerializeToString())
    assert "give those of x with --input" in refusal(run(convert_verb.command, tmp_path / "m.onnx", tmp_path / "nets"))
    result = run(convert_verb.command, tmp_path / "m.onnx", tmp_path / "nets", "-i", "x=1,3,4,4")
    assert result.exit_code == 0, result.output


def test_compare_of_models_that_take_different_inputs(tmp_path):
    from onnx_models import model, node, value

    for name, dtype in (("a", onnx.TensorProto.FLOAT), ("b", onnx.TensorProto.INT32)):
        made = model([node("Abs", ["x"], ["y"])], [value("x", [2], dtype)], [value("y", [2], dtype)])
        (tmp_path / f"{name}.onnx").write_bytes(made.SerializeToString())
    if runtimes.OnnxSide(made).runtime is None:
        pytest.skip("the reference evaluator takes any type")
    assert "cannot run the model" in refusal(run(compare_verb.command, tmp_path / "a.onnx", tmp_path / "b.onnx"))
