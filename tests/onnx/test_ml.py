"""Operators of ai.onnx.ml that are made of others. Oracle: ONNX Runtime."""

import numpy as np
import onnx
import pytest
from click.testing import CliRunner
from onnx import helper

from netdef.onnx import Unsupported, backend
from netdef.tools import convert

runtime = pytest.importorskip("onnxruntime", reason="the oracle")

RNG = np.random.default_rng(0)
X = RNG.standard_normal((6, 4)).astype(np.float32)
VECTORS = RNG.standard_normal((5, 4)).astype(np.float32).ravel().tolist()
WEIGHTS = RNG.standard_normal(5).astype(np.float32).tolist()


def one_node(op_type, x, **attributes):
    node = helper.make_node(op_type, ["x"], ["y"], domain="ai.onnx.ml", **attributes)
    kind = onnx.TensorProto.STRING if x.dtype == object else helper.np_dtype_to_tensor_dtype(x.dtype)
    output = helper.make_empty_tensor_value_info("y")
    if op_type == "ZipMap":  # the type is that of a sequence of maps
        key = onnx.TensorProto.STRING if "classlabels_strings" in attributes else onnx.TensorProto.INT64
        value = helper.make_tensor_type_proto(onnx.TensorProto.FLOAT, [])
        output = helper.make_value_info("y", helper.make_sequence_type_proto(helper.make_map_type_proto(key, value)))
    graph = helper.make_graph([node], "g", [helper.make_tensor_value_info("x", kind, x.shape)], [output])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8)


def both(model, x):
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return backend.prepare(model).run([x])[0], session.run(None, {"x": x})[0]


@pytest.mark.parametrize("kernel", ["LINEAR", "RBF", "POLY", "SIGMOID"])
@pytest.mark.parametrize("one_class", [0, 1])
def test_support_vectors(kernel, one_class):
    got, want = both(one_node("SVMRegressor", X, kernel_type=kernel, kernel_params=[0.3, 0.5, 2.0], n_supports=5, support_vectors=VECTORS,
                              coefficients=WEIGHTS, rho=[0.2], one_class=one_class), X)
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


def test_a_linear_regressor_without_support_vectors():
    got, want = both(one_node("SVMRegressor", X, kernel_type="LINEAR", kernel_params=[0.0, 0.0, 3.0], coefficients=WEIGHTS[:4], rho=[0.2]), X)
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


def test_support_vectors_that_do_not_add_up():
    with pytest.raises(Unsupported, match="5 supports have 3 numbers"):
        backend.prepare(one_node("SVMRegressor", X, n_supports=5, support_vectors=[1.0, 2.0, 3.0], coefficients=WEIGHTS, rho=[0.2]))


@pytest.mark.parametrize("x", [np.array([["a", "b"], ["zz", "c"]], object), np.array([[3, 1], [9, 2]])])
def test_categories(x):
    got, want = both(one_node("CategoryMapper", x, cats_strings=["c", "a", "b"], cats_int64s=[1, 2, 3], default_int64=-7, default_string="none"), x)
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("labels", [{"classlabels_strings": ["a", "b", "c", "d"]}, {"classlabels_int64s": [1, 3, 4, 5]}])
def test_maps(labels, tmp_path):
    model = one_node("ZipMap", X, **labels)
    got, want = both(model, X)
    assert got == [pytest.approx(row) for row in want]
    (tmp_path / "m.onnx").write_bytes(model.SerializeToString())
    result = CliRunner().invoke(convert.command, [str(tmp_path / "m.onnx"), str(tmp_path / "nets")])
    assert result.exit_code == 0 and "agree" in result.output, result.output
