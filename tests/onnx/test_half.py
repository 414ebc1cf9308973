"""Models of half precision compute in float between the values that somebody sees. Oracle: numpy in float, and ONNX Runtime."""

import ml_dtypes
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

import netdef
from netdef.onnx import apart, backend
from netdef.onnx.importer import import_apart, import_model
from netdef.proto import caffe2_pb2

RANDOM = np.random.default_rng(0)
HALF, BFLOAT = np.float16, ml_dtypes.bfloat16
CODE = {HALF: TensorProto.FLOAT16, BFLOAT: TensorProto.BFLOAT16}


def values(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32)


def model(nodes, inputs, outputs, constants, opset=21):
    """inputs and outputs: {name: (type, shape)}."""
    infos = [[helper.make_tensor_value_info(name, *of) for name, of in side.items()] for side in (inputs, outputs)]
    tensors = [
        helper.make_tensor(name, CODE[BFLOAT], value.shape, value.astype(np.float32).ravel()) if value.dtype == BFLOAT else numpy_helper.from_array(value, name)
        for name, value in constants.items()
    ]
    made = helper.make_model(helper.make_graph(nodes, "half", *infos, tensors), opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    onnx.checker.check_model(made)
    return made


def types(net):
    """The operators as text, casts with what they cast to."""
    to = lambda op: next(arg.i for arg in op.arg if arg.name == "to")
    return [f"Cast {TensorProto.DataType.Name(to(op)).lower()}" if op.type == "Cast" else op.type for op in net.op]


@pytest.mark.parametrize("dtype", [HALF, BFLOAT])
def test_between_operators_nothing_is_rounded(dtype):
    x, w, b = values(2, 16).astype(dtype), values(16, 8).astype(dtype), values(8).astype(dtype)
    nodes = [helper.make_node("MatMul", ["x", "w"], ["p"]), helper.make_node("Add", ["p", "b"], ["s"]), helper.make_node("Unsqueeze", ["s", "axis"], ["u"]),
             helper.make_node("Softmax", ["u"], ["y"], axis=1)]
    made = model(nodes, {"x": (CODE[dtype], [2, 16])}, {"y": (CODE[dtype], [2, 8, 1])}, {"w": w, "b": b, "axis": np.array([2])})
    y, = backend.run_model(made, [x])
    s = x.astype(np.float32) @ w.astype(np.float32) + b.astype(np.float32)
    e = np.exp(s - s.max(1, keepdims=True))
    want = (e / e.sum(1, keepdims=True))[:, :, None]
    assert y.dtype == dtype
    unit = np.float32(ml_dtypes.finfo(dtype).eps)
    np.testing.assert_allclose(y.astype(np.float32), want, rtol=0.6 * unit, atol=1e-6)  # one rounding, at the end


def test_a_prepared_net_leaves_out_roundings_that_nobody_sees():
    made = model([helper.make_node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]), helper.make_node("Add", ["c", "b"], ["s"]), helper.make_node("Relu", ["s"], ["y"])],
                 {"x": (TensorProto.FLOAT16, [1, 4, 9, 9])}, {"y": (TensorProto.FLOAT16, [1, 8, 9, 9])},
                 {"w": values(8, 4, 3, 3).astype(HALF), "b": values(8, 1, 1).astype(HALF)})
    assert types(caffe2_pb2.NetDef.FromString(backend.prepare(made).predictor.net)) == ["Cast float", "FusedConv", "Cast float16"]


def test_outputs_in_the_middle_are_the_rounded_values():
    w = values(50).astype(HALF)
    made = model([helper.make_node("Mul", ["x", "w"], ["product"]), helper.make_node("Sub", ["product", "x"], ["y"])],
                 {"x": (TensorProto.FLOAT16, [50])}, {"product": (TensorProto.FLOAT16, [50]), "y": (TensorProto.FLOAT16, [50])}, {"w": w})
    x = values(50).astype(HALF)
    product, y = backend.run_model(made, [x])
    exact = x.astype(np.float32) * w.astype(np.float32)
    np.testing.assert_array_equal(product, exact.astype(HALF))
    np.testing.assert_array_equal(y, (exact - x.astype(np.float32)).astype(HALF))


def test_formulas_without_weights_are_rounded_as_they_are_written():
    made = model([helper.make_node("Mul", ["x", "x"], ["square"]), helper.make_node("Sub", ["square", "x"], ["y"])],
                 {"x": (TensorProto.FLOAT16, [50])}, {"y": (TensorProto.FLOAT16, [50])}, {})
    x = values(50).astype(HALF)
    np.testing.assert_array_equal(backend.run_model(made, [x])[0], x * x - x)


def test_rounding_that_the_model_asks_for_stays():
    made = model([helper.make_node("Cast", ["x"], ["h"], to=TensorProto.FLOAT16), helper.make_node("Cast", ["h"], ["y"], to=TensorProto.FLOAT)],
                 {"x": (TensorProto.FLOAT, [50])}, {"y": (TensorProto.FLOAT, [50])}, {})
    x = values(50)
    np.testing.assert_array_equal(backend.run_model(made, [x])[0], x.astype(HALF).astype(np.float32))


def test_tables_that_are_only_looked_up_stay_as_they_are():
    made = model([helper.make_node("Gather", ["table", "i"], ["rows"]), helper.make_node("MatMul", ["rows", "w"], ["y"])],
                 {"i": (TensorProto.INT64, [3])}, {"y": (TensorProto.FLOAT16, [3, 2])}, {"table": values(100, 4).astype(HALF), "w": values(4, 2).astype(HALF)})
    _, net = import_model(made)
    assert types(net) == ["Gather", "Cast float", "Cast float", "MatMul", "Cast float16"]


def test_large_weights_of_a_file_are_weights(tmp_path):
    made = model([helper.make_node("MatMul", ["x", "w"], ["y"])], {"x": (TensorProto.FLOAT16, [3, 200])}, {"y": (TensorProto.FLOAT16, [3, 300])},
                 {"w": values(200, 300).astype(HALF)})
    onnx.save(made, tmp_path / "large.onnx")
    net = import_apart(*apart.read(tmp_path / "large.onnx", netdef.Limits()))[1]
    assert types(net) == types(import_model(made)[1]) == ["Cast float", "Cast float", "MatMul", "Cast float16"]


def test_what_is_tied_to_no_input_is_computed_on_the_half_values():
    x = np.array([1.0, 1.0, np.inf, np.nan], HALF)
    nodes = [helper.make_node("BitCast", ["x"], ["bits"], to=TensorProto.INT16)] if onnx.defs.onnx_opset_version() >= 26 else []
    nodes += [helper.make_node("Equal", ["x", "one"], ["equal"]), helper.make_node("IsInf", ["x"], ["inf"])]
    outputs = {"equal": (TensorProto.BOOL, [4]), "inf": (TensorProto.BOOL, [4])} | ({"bits": (TensorProto.INT16, [4])} if len(nodes) == 3 else {})
    made = model(nodes, {"x": (TensorProto.FLOAT16, [4])}, outputs, {"one": np.array(1, HALF)}, opset=26 if len(nodes) == 3 else 21)
    got = backend.run_model(made, [x])
    np.testing.assert_array_equal(got[0], [True, True, False, False])
    np.testing.assert_array_equal(got[1], [False, False, True, False])
    for bits in got[2:]:
        np.testing.assert_array_equal(bits, x.view(np.int16))


@pytest.mark.parametrize("chosen", [True, False])
def test_nested_graphs_read_values_from_around_them(chosen):
    w = values(5).astype(HALF)
    branch = lambda op, name: helper.make_graph([helper.make_node(op, ["product", "x"], [name])], op, [], [helper.make_tensor_value_info(name, TensorProto.FLOAT16, [5])])
    nodes = [helper.make_node("Mul", ["x", "w"], ["product"]), helper.make_node("If", ["c"], ["r"], then_branch=branch("Add", "a"), else_branch=branch("Sub", "b")),
             helper.make_node("Neg", ["r"], ["y"])]
    made = model(nodes, {"x": (TensorProto.FLOAT16, [5]), "c": (TensorProto.BOOL, [])}, {"y": (TensorProto.FLOAT16, [5])}, {"w": w})
    x = values(5).astype(HALF)
    wide = x.astype(np.float32)
    want = wide * w + wide if chosen else wide * w - wide
    np.testing.assert_array_equal(backend.run_model(made, [x, np.array(chosen)])[0], -want.astype(HALF))
