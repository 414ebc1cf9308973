"""Random nets: prepared ones give what they give as they are written, for the batch they were made with and for others."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import helper, numpy_helper

import netdef.onnx
from netdef import workspace
from oracles.any_nets import any_net
from prepared import assert_agree, prepare

# Differences of large numbers may be small; one step of a byte is up to 0.05.
CLOSE, CLOSE_WITH_BYTES = dict(tolerance=2e-4, least=0.3), dict(tolerance=0.05, least=2)


@pytest.mark.parametrize("seed", range(300))
def test_of_caffe2(seed):
    ops, inputs, outputs, constants = any_net(seed)
    prepared, plain = prepare(ops, list(inputs), outputs, constants)
    assert_agree(prepared, plain, inputs, **CLOSE)
    larger = {name: np.concatenate([value, value[:1]]) for name, value in inputs.items()}
    try:
        plain.run_named(larger)
    except RuntimeError:
        return  # the net is for one batch size
    assert_agree(prepared, plain, larger, **CLOSE)
    assert_agree(prepared, plain, inputs, **CLOSE)


def model(ops, inputs, outputs, constants):
    def attributes(op):
        return {arg.name: arg.i if arg.HasField("i") else arg.f if arg.HasField("f") else arg.s if arg.HasField("s") else arg.ints for arg in op.arg}

    graph = helper.make_graph(
        [helper.make_node(op.type, op.input, op.output, **attributes(op)) for op in ops], "any",
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, value.shape) for name, value in inputs.items()],
        [onnx.ValueInfoProto(name=name) for name in outputs],
        [numpy_helper.from_array(value, name) for name, value in constants.items()])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    return onnx.shape_inference.infer_shapes(made)


class OnnxRuntime:
    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run_named(self, inputs):
        names = [output.name for output in self.session.get_outputs()]
        return dict(zip(names, self.session.run(names, inputs)))


@pytest.mark.parametrize("seed", range(300))
def test_of_onnx(seed, tmp_path):
    ops, inputs, outputs, constants = any_net(seed, only_onnx=True)
    onnx.save(model(ops, inputs, outputs, constants), tmp_path / "any.onnx")
    init, net = netdef.onnx.load(tmp_path / "any.onnx")
    prepared, plain = workspace.Predictor(init, net), workspace.Predictor(init, net, optimize=False)
    close = CLOSE_WITH_BYTES if any(op.type == "QuantizeLinear" for op in ops) else CLOSE
    assert_agree(prepared, plain, inputs, **close)
    assert_agree(plain, OnnxRuntime(tmp_path / "any.onnx"), inputs, **close)
