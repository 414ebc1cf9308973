"""Poolings that round sizes up, one behind the other."""

import numpy as np
import onnx
import onnxruntime
import pytest

import netdef.onnx
from netdef import workspace
from onnx_models import model, node, value


@pytest.mark.parametrize("listed", [False, True])  # the file lists the types of its values, as the onnx package infers them
@pytest.mark.parametrize("size, first, second", [(5, dict(pads=[1, 1, 1, 1]), {}), (7, dict(pads=[1, 1, 1, 1]), dict(pads=[1, 0, 1, 0])), (9, {}, {})])
def test_windows_behind_the_image_do_not_count(size, first, second, listed, tmp_path):
    window = dict(kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    nodes = [node("MaxPool", ["x"], ["y"], **window, **first), node("Relu", ["y"], ["r"]), node("AveragePool", ["r"], ["z"], **window, **second),
             node("MaxPool", ["z"], ["last"], **window)]
    built = model(nodes, [value("x", [1, 2, size, size])], [value("last", None)])
    path = tmp_path / "pools.onnx"
    onnx.save(onnx.shape_inference.infer_shapes(built) if listed else built, path)
    x = np.random.default_rng(size).standard_normal((1, 2, size, size)).astype("float32")
    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level = 4
    (wanted,) = onnxruntime.InferenceSession(path, quiet, providers=["CPUExecutionProvider"]).run(None, {"x": x})
    for optimize in (False, True):
        (got,) = workspace.Predictor(*netdef.onnx.load(path), optimize=optimize).run([x])
        np.testing.assert_allclose(got, wanted, rtol=1e-6)
