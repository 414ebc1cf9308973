"""netdef.load of ONNX files: large initializers go from the file to the predictor without passing through messages."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import netdef
from netdef.onnx import apart


def normal(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def model(name="w", **changes):
    """Y = (X W + B) with W large, reshaped by a small constant; `changes` are made to the tensor W."""
    w = numpy_helper.from_array(normal(200, 300, seed=1), name)
    for key, value in changes.items():
        setattr(w, key, value) if key != "dims" else w.dims.__setitem__(slice(None), value)
    constants = [w, numpy_helper.from_array(normal(300, seed=2), "b"), numpy_helper.from_array(np.array([2, 3, 100], "int64"), "shape")]
    nodes = [helper.make_node("MatMul", ["x", "w"], ["p"]), helper.make_node("Add", ["p", "b"], ["s"]), helper.make_node("Reshape", ["s", "shape"], ["y"])]
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 200])],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 3, 100])], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def test_it_computes_what_the_reference_does(tmp_path):
    path, x = tmp_path / "m.onnx", normal(2, 200)
    onnx.save(model(), path)
    loaded = netdef.load(path)
    expected, = ReferenceEvaluator(model()).run(None, {"x": x})
    np.testing.assert_allclose(loaded(x=x)["y"], expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(loaded.predictor.parameter("w"), normal(200, 300, seed=1))
    assert loaded.inputs == ["x"] and loaded.outputs == ["y"]
    path.unlink()  # nothing is read from the file any more
    np.testing.assert_allclose(loaded(x=x)["y"], expected, rtol=1e-4, atol=1e-4)


def test_only_large_tensors_stay_apart(tmp_path):
    onnx.save(model(), tmp_path / "m.onnx")
    read, arrays = apart.read(tmp_path / "m.onnx")
    np.testing.assert_array_equal(arrays.pop("w"), normal(200, 300, seed=1))
    assert not arrays and read.ByteSize() < 4000
    assert [t.data_location for t in read.graph.initializer] == [TensorProto.EXTERNAL, TensorProto.DEFAULT, TensorProto.DEFAULT]


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int64", "uint8", "bool"])
def test_types(tmp_path, dtype):
    value = np.arange(40_000).reshape(200, 200).astype(dtype) if dtype != "uint8" else np.arange(90_000).astype(dtype)
    if dtype == "bool":
        value = np.arange(90_000) % 3 == 0
    graph = helper.make_graph([helper.make_node("Identity", ["w"], ["y"])], "g", [],
                              [helper.make_tensor_value_info("y", helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)], [numpy_helper.from_array(value, "w")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), tmp_path / "m.onnx")
    np.testing.assert_array_equal(netdef.load(tmp_path / "m.onnx")()["y"], value)


def test_tensors_in_files_of_their_own(tmp_path):
    onnx.save(model(), tmp_path / "m.onnx", save_as_external_data=True, size_threshold=0)
    x = normal(2, 200)
    expected, = ReferenceEvaluator(model()).run(None, {"x": x})
    np.testing.assert_allclose(netdef.load(tmp_path / "m.onnx")(x=x)["y"], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("changes, words", [
    ({"dims": [200, 301]}, "needs 240800 bytes, its payload has 240000"),
    ({"data_type": 99}, "has the element type 99, which has no bytes"),
    ({"data_type": TensorProto.STRING}, "has the element type string, which has no bytes"),
    ({"data_location": TensorProto.EXTERNAL}, "'w': external data must be inside the model's folder"),
    ({"name": "b"}, "'b' is defined twice"),
])
def test_weights_that_are_none(tmp_path, changes, words):
    (tmp_path / "m.onnx").write_bytes(model(**changes).SerializeToString())
    with pytest.raises(netdef.Error, match=words):
        netdef.load(tmp_path / "m.onnx")


def test_two_payloads(tmp_path):
    broken = model()
    broken.graph.initializer[0].float_data.append(1.0)
    (tmp_path / "m.onnx").write_bytes(broken.SerializeToString())
    with pytest.raises(netdef.Error, match="'w' has two payloads: raw_data, float_data"):
        netdef.load(tmp_path / "m.onnx")


def test_files_cut_short_are_named(tmp_path):
    whole = model().SerializeToString()
    for length in [*range(1, 60), *range(60, len(whole), 3001), len(whole) - 1]:
        (tmp_path / "m.onnx").write_bytes(whole[:length])
        with pytest.raises(netdef.Error, match="m.onnx"):
            netdef.load(tmp_path / "m.onnx")


def test_files_with_a_byte_changed_raise_or_load(tmp_path):
    whole = bytearray(model().SerializeToString())
    random = np.random.default_rng(0)
    skeleton = [i for i in range(len(whole)) if i < 300 or i > len(whole) - 1600]  # the weights may be anything
    for at in random.choice(skeleton, 200):
        changed = whole.copy()
        changed[at] ^= 1 << int(random.integers(8))
        (tmp_path / "m.onnx").write_bytes(changed)
        try:
            netdef.load(tmp_path / "m.onnx")
        except netdef.Error as error:
            assert str(error)


def test_limits_hold(tmp_path):
    onnx.save(model(), tmp_path / "m.onnx")
    with pytest.raises(netdef.Error, match="the limit is 1000"):
        netdef.load(tmp_path / "m.onnx", limits=netdef.Limits(bytes=1000))
    with pytest.raises(netdef.Error, match="memory_limit"):
        netdef.load(tmp_path / "m.onnx", memory_limit=1000)


def test_a_model_without_weights_whose_name_makes_its_init_net_look_like_text(tmp_path):
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "n" * 27, [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])])  # with "_init" 32 characters: the length is a space
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), tmp_path / "m.onnx")
    np.testing.assert_array_equal(netdef.load(tmp_path / "m.onnx")(x=np.float32([-1, 2]))["y"], [0, 2])
