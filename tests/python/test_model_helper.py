"""ModelHelper: parameters, gradients, the net for prediction. What is expected is what the real Caffe2 answered."""

import numpy as np
import pytest

from netdef import brew, core, model_helper, optimizer_context, rnn_cell, scope, workspace
from netdef.modeling import initializers
from netdef.modeling.parameter_info import ParameterTags
from netdef.proto import caffe2_pb2


def fill(**kwargs):
    return initializers.Initializer("ConstantFill", **kwargs)


def ops(net):
    return [(op.type, list(op.input), list(op.output)) for op in net.Proto().op]


def test_names_and_default_arguments():
    m = model_helper.ModelHelper(name="named", arg_scope={"order": "NHWC", "own": 1})
    assert m.get_name() == "named" and m.net.Name().startswith("named") and m.param_init_net.Name().startswith("named_init")
    assert m.arg_scope == {"order": "NHWC", "use_cudnn": True, "cudnn_exhaustive_search": False, "own": 1}
    assert model_helper.ModelHelper().name == "model"


def test_create_param_fills_once_per_name_and_scope():
    m = model_helper.ModelHelper()
    with scope.NameScope("a"):
        first = m.create_param("w", [2, 3], fill(value=1.0), tags=ParameterTags.WEIGHT)
        assert m.create_param("w", [2, 3], fill(value=1.0)) is first
        with pytest.raises(AssertionError, match="exists with the shape"):
            m.create_param("w", [2], fill())
    m.create_param(core.BlobReference("b"), [2], fill(), tags=[ParameterTags.BIAS])
    assert ops(m.param_init_net) == [("ConstantFill", [], ["a/w"]), ("ConstantFill", [], ["b"])]
    assert m.params == ["a/w", "b"] and m.weights == ["a/w"] and m.biases == ["b"]
    info = m.get_param_info(first)
    assert info.size == 6 and info.shape == [2, 3] and str(info) == "a/w"
    with pytest.raises(TypeError, match="Unsupported type for param_name"):
        m.create_param(3, [1], fill())


def test_parameters_by_scope():
    m = model_helper.ModelHelper()
    for name in ("a", "ns/b", "ns/in/c", "ns2/d"):
        m.AddParameter(core.BlobReference(name))
    m.AddParameter(core.BlobReference("ns/x"), ParameterTags.COMPUTED_PARAM)
    assert m.GetParams() == m.GetParams("") == ["a", "ns/b", "ns/in/c", "ns2/d"]
    assert m.GetParams("ns") == m.GetParams("ns/") == ["ns/b", "ns/in/c"]
    with scope.NameScope("ns"):
        assert m.GetParams() == ["ns/b", "ns/in/c"] and m.GetAllParams() == ["ns/b", "ns/in/c", "ns/x"]
    assert m.GetComputedParams("ns") == ["ns/x"] and m.GetParams("n") == []
    with pytest.raises(AssertionError):
        m.AddParameter("not a reference")


def test_a_parameter_twice_is_an_error():
    m = model_helper.ModelHelper()
    m.AddParameter(core.BlobReference("w"))
    m.AddParameter(core.BlobReference("w"))
    with pytest.raises(AssertionError, match="Duplicate params: .'w'."):
        m.AddGradientOperators([])


def test_gradients_are_derived_once():
    m = model_helper.ModelHelper()
    brew.fc(m, "x", "y", 3, 4)
    with pytest.raises(RuntimeError, match="need to run AddGradientOperators first"):
        m.get_param_to_grad(m.params)
    with pytest.raises(RuntimeError, match="Need to call AddGradientOperators first"):
        m.GetOptimizationParamInfo()
    m.AddGradientOperators(["y"])
    assert m.param_to_grad == {"y_w": "y_w_grad", "y_b": "y_b_grad"}
    assert [(str(i), i.grad) for i in m.GetOptimizationParamInfo()] == [("y_w", "y_w_grad"), ("y_b", "y_b_grad")]
    assert [str(i) for i in m.GetOptimizationParamInfo([core.BlobReference("y_b")])] == ["y_b"]
    with pytest.raises(RuntimeError, match="cannot run AddGradientOperators twice"):
        m.AddGradientOperators(["y"])


def test_sparse_gradients_can_be_left_alone():
    for skip, expected in ((False, ["table"]), (True, [])):
        m = model_helper.ModelHelper(skip_sparse_optim=skip)
        table = m.create_param("table", [5, 2], fill())
        m.net.Gather([table, "rows"], "y")
        m.AddGradientOperators(["y"])
        assert [str(i) for i in m.GetOptimizationParamInfo()] == expected


def test_parameters_of_another_model():
    m = model_helper.ModelHelper(name="first")
    brew.fc(m, "x", "y", 3, 4)
    other = model_helper.ModelHelper(name="second", param_model=m)
    brew.fc(other, "x2", "y", 3, 4)
    assert other.params is m.params and other.param_init_net is m.param_init_net and len(ops(m.param_init_net)) == 2


def test_optimizers_by_tag():
    m = model_helper.ModelHelper()
    with optimizer_context.UseOptimizer("all"):
        with optimizer_context.UseOptimizer({ParameterTags.WEIGHT: "weights"}):
            brew.fc(m, "x", "y", 3, 4)
    brew.fc(m, "x", "z", 3, 4)
    assert [m.get_param_info(p).optimizer for p in m.params] == ["weights", "all", None, None]


def test_operators_are_methods_if_known():
    m = model_helper.ModelHelper(allow_not_known_ops=False)
    m.Softmax("x", "y")
    with pytest.raises(AttributeError, match="is not known to be safe"):
        m.Relu
    with pytest.raises(AttributeError, match="is not a registered operator. Did you mean"):
        m.Reluu
    assert "Softmax" in dir(m) and "Relu" not in dir(m)


def test_unknown_operators_warn(caplog):
    model_helper.ModelHelper().Relu("x", "y")
    assert "does not recognize: Relu" in caplog.text


def test_database_input():
    m = model_helper.ModelHelper()
    assert m.TensorProtosDBInput([], ["a", "b"], 3, "digits", "minidb") == ("a", "b")
    assert ops(m.param_init_net) == [("CreateDB", [], ["dbreader_digits"])]
    assert ops(m.net) == [("TensorProtosDBInput", ["dbreader_digits"], ["a", "b"])]
    with pytest.raises(AssertionError, match="cannot pass reader"):
        m.TensorProtosDBInput(["reader"], ["a"], 3, "digits", "minidb")
    assert m.CreateDB("db", "digits", "minidb") == "db"


def test_devices_are_those_of_data_parallel_model():
    with pytest.raises(AssertionError, match="Use data_parallel_model"):
        model_helper.ModelHelper().GetDevices()


def test_both_nets_ask_for_the_gpu():
    m = model_helper.ModelHelper()
    m.RunAllOnGPU(gpu_id=2)
    assert m.Proto().device_option.device_id == m.InitProto().device_option.device_id == 2


def test_one_net_and_apart_again():
    m = model_helper.ModelHelper(name="whole")
    brew.fc(m, "x", "y", 3, 4)
    m.net.AddExternalOutput(m.net.GetBlobRef("y"))
    complete = m.GetCompleteNet()
    assert [op[0] for op in ops(complete)] == ["XavierFill", "ConstantFill", "FC"]
    assert list(complete.Proto().external_input) == ["x"] and list(complete.Proto().external_output) == ["y"]
    other = model_helper.ModelHelper()
    other.ConstructInitTrainNetfromNet(complete)
    assert ops(other.net) == ops(m.net) and ops(other.param_init_net) == ops(m.param_init_net)
    assert list(other.net.Proto().external_input) == ["x", "y_w", "y_b"]
    assert list(other.param_init_net.Proto().external_output) == ["y_w", "y_b"]


class TestExtractPredictorNet:
    @staticmethod
    def net():
        net = core.Net("trained")
        net.Copy("raw", "raw2")
        net.Relu("data", "a")
        net.FC(["a", "w", "b"], "c")
        net.Mul(["c", "other"], "d")
        net.Sigmoid("d", "e")
        net.Softmax("c", "out")
        net.Softmax("out", "later")
        net.AddExternalOutput(*[net.GetBlobRef(name) for name in ("out", "later", "d")])
        return net

    def extract(self, *args, **kwargs):
        net, others = model_helper.ExtractPredictorNet(self.net().Proto(), *args, **kwargs)
        proto = net.Proto()
        return [op.type for op in proto.op], list(proto.external_input), list(proto.external_output), others, proto

    def test_from_the_first_reader_to_the_last_writer(self):
        types, inputs, outputs, others, _ = self.extract(["data"], ["out"])
        assert types == ["Relu", "FC", "Mul", "Sigmoid", "Softmax"]
        assert inputs == ["data", "w", "b", "other"] and others == ["w", "b", "other"]
        assert set(outputs) == {"out", "d"}

    def test_without_what_needs_a_disabled_input(self):
        types, inputs, outputs, _, _ = self.extract(["data"], ["out"], disabled_inputs=["other"])
        assert types == ["Relu", "FC", "Softmax"] and inputs == ["data", "w", "b"] and outputs == ["out"]

    def test_other_names_and_device(self):
        gpu = core.DeviceOption(caffe2_pb2.CUDA, 1)
        _, inputs, outputs, others, proto = self.extract(
            ["data"], ["out"], device=gpu, renames={"data": "D", "w": "W", "out": "O"})
        assert inputs == ["D", "W", "b", "other"] and others == ["W", "b", "other"] and "O" in outputs
        assert list(proto.op[1].input) == ["a", "W", "b"] and all(op.device_option == gpu for op in proto.op)

    def test_blobs_must_be_there(self):
        with pytest.raises(Exception, match="No ops with input="):
            self.extract(["nope"], ["out"])
        with pytest.raises(Exception, match="No ops with output="):
            self.extract(["data"], ["nope"])

    def test_a_training_net_is_refused(self):
        net = self.net()
        net.Dropout("data2", ["z", "mask"], is_test=0)
        with pytest.raises(Exception, match="An operator had is_test=0"):
            model_helper.ExtractPredictorNet(net.Proto(), ["data"], ["z"])

    def test_a_recurrent_net_runs_without_its_step_net_for_training(self):
        model = model_helper.ModelHelper("recurrent")
        x, lengths, hidden, cell = model.net.AddExternalInputs("x", "lengths", "hidden", "cell")
        out, *_ = rnn_cell.LSTM(model, x, lengths, (hidden, cell), 2, 3, scope="lstm")
        model.AddGradientOperators([model.net.AveragedLoss(out, "loss")])
        net, _ = model_helper.ExtractPredictorNet(model.net.Proto(), [x, lengths, hidden, cell], [out])
        for name, value in (("x", np.ones((4, 1, 2))), ("hidden", np.zeros((1, 1, 3))), ("cell", np.zeros((1, 1, 3)))):
            workspace.FeedBlob(name, value.astype(np.float32))
        workspace.FeedBlob("lengths", np.array([4], np.int32))
        workspace.RunNetOnce(model.param_init_net)
        workspace.RunNetOnce(model.net)
        expected = workspace.FetchBlob(out)
        workspace.FeedBlob(out, np.zeros(1, np.float32))
        workspace.RunNetOnce(net)
        np.testing.assert_array_equal(workspace.FetchBlob(out), expected)
