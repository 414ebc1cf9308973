"""Operators of ONNX Runtime, which is the oracle: models of one node, and models that its own tools wrote."""

import numpy as np
import onnx
import pytest
from onnx import helper

from netdef.onnx import backend, contrib

runtime = pytest.importorskip("onnxruntime", reason="the oracle")

F, U, S, I, L = np.float32, np.uint8, np.int8, np.int32, np.int64
RNG = np.random.default_rng(0)


def normal(*shape):
    return RNG.standard_normal(shape).astype(F)


def bytes_(*shape, dtype=U):
    info = np.iinfo(dtype)
    return RNG.integers(info.min, info.max + 1, shape).astype(dtype)


def q(*shape, scale=0.05, zero=120, dtype=U):
    """A quantized tensor, its scale and its zero point."""
    return [bytes_(*shape, dtype=dtype), F(scale), dtype(zero)]


def to(scale, zero, dtype=U):
    return [F(scale), dtype(zero)]


X = normal(2, 3, 8)
IMAGE = normal(1, 4, 6, 5)
KERNEL = normal(6, 4, 3, 3)
ROWS = normal(8)
TOKENS = RNG.integers(0, 10, (2, 5)).astype(I)
MASK = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], I)
HIDDEN, WEIGHTS, BIAS = normal(2, 5, 8), normal(8, 24) / 3, normal(24)
PAST = normal(2, 2, 2, 3, 4)
ANGLES = normal(16, 2)
GROUPS = {"num_heads": 4, "kv_num_heads": 2}
PROMPT, NEW, START, SEEN = normal(2, 5, 64), [normal(2, 5, 32)] * 2, [normal(2, 2, 0, 16)] * 2, [normal(2, 2, 6, 16), normal(2, 2, 6, 16)]
TURNS = [normal(16, 8), normal(16, 8)]


def lengths(*steps):
    """Each batch's steps but one, and the most of them."""
    return [np.array(steps, I) - 1, I(max(steps))]



# operator: list of (inputs, attributes, number of outputs)
CASES = {
    "Gelu": [([X], {}, 1)],
    "BiasGelu": [([X, ROWS], {}, 1)],
    "FastGelu": [([X, ROWS], {}, 1), ([X], {}, 1)],
    "QuickGelu": [([X], {"alpha": 1.5}, 1), ([X.astype(np.float16)], {}, 1)],
    "FusedMatMul": [([X, normal(2, 4, 8)], {"transB": 1, "alpha": 0.5}, 1), ([normal(2, 8, 3), normal(8, 4)], {"transA": 1}, 1),
                    ([normal(3, 2, 5), normal(2, 5, 4)], {"transBatchA": 1}, 1)],
    "FusedGemm": [([normal(2, 3), normal(4, 3), normal(4)], {"transB": 1, "activation": "LeakyRelu", "activation_alpha": 0.2}, 1)],
    "FusedConv": [([IMAGE, KERNEL, normal(6)], {"activation": "Relu", "pads": [1, 1, 1, 1]}, 1),
                  ([IMAGE, KERNEL, normal(6), normal(1, 6, 4, 3)], {"activation": "Relu"}, 1),
                  ([IMAGE, KERNEL], {"activation": "Clip", "activation_params": [-0.5, 0.7]}, 1)],
    "SkipLayerNormalization": [([X, normal(2, 3, 8), ROWS, normal(8), normal(8)], {"epsilon": 1e-5}, 4), ([X, normal(2, 3, 8), ROWS], {}, 1)],
    "SkipSimplifiedLayerNormalization": [([X, normal(2, 3, 8), ROWS], {"epsilon": 1e-5}, 1)],
    "EmbedLayerNormalization": [
        ([TOKENS, TOKENS % 2, normal(10, 8), normal(7, 8), normal(2, 8), ROWS, normal(8), MASK], {"epsilon": 1e-6}, 2),
        ([TOKENS, None, normal(10, 8), normal(7, 8), None, ROWS, normal(8)], {}, 2)],
    "Attention": [
        ([HIDDEN, WEIGHTS, BIAS], {"num_heads": 2}, 1), ([HIDDEN, WEIGHTS, BIAS, MASK], {"num_heads": 2}, 1),
        ([HIDDEN, WEIGHTS, BIAS, np.array([3, 5], I)], {"num_heads": 2}, 1),
        ([HIDDEN, WEIGHTS, BIAS, None, PAST], {"num_heads": 2, "unidirectional": 1}, 2),
        ([HIDDEN, WEIGHTS, BIAS, None, None, normal(2, 2, 5, 5)], {"num_heads": 2}, 1),
        ([HIDDEN, normal(8, 16), normal(16)], {"num_heads": 2, "qkv_hidden_sizes": [4, 4, 8]}, 1)],
    "MultiHeadAttention": [
        ([HIDDEN, normal(2, 6, 8), normal(2, 6, 8), BIAS], {"num_heads": 2}, 1),
        ([HIDDEN, normal(2, 5, 8), normal(2, 5, 8), None, MASK], {"num_heads": 2, "scale": 0.3}, 1)],
    "GroupQueryAttention": [
        ([PROMPT, *NEW, None, None, *lengths(5, 5)], GROUPS, 3), ([PROMPT, *NEW, *START, *lengths(5, 5), *TURNS], {**GROUPS, "do_rotary": 1}, 3),
        ([normal(2, 5, 128), None, None, *START, *lengths(5, 5), *TURNS], {**GROUPS, "do_rotary": 1, "rotary_interleaved": 1}, 1),
        ([PROMPT, *NEW, *START, *lengths(5, 5), None, None, None, normal(1, 4, 5, 5)], {**GROUPS, "softcap": 1.5, "scale": 0.3}, 3),
        ([PROMPT, *NEW, *START, *lengths(5, 5)], {**GROUPS, "local_window_size": 2}, 1),
        ([normal(2, 1, 64), normal(2, 1, 32), normal(2, 1, 32), *SEEN, *lengths(7, 7), *TURNS], {**GROUPS, "do_rotary": 1}, 3),
        ([normal(2, 1, 64), normal(2, 1, 32), normal(2, 1, 32), *SEEN, *lengths(7, 7), *TURNS, np.array([[2], [9]])], {**GROUPS, "do_rotary": 1}, 3),
        ([normal(1, 5, 64), normal(1, 5, 32), normal(1, 5, 32), SEEN[0][:1], SEEN[1][:1], *lengths(11), *TURNS], {**GROUPS, "do_rotary": 1}, 3),
        ([x.astype(np.float16) for x in (PROMPT, *NEW, *START)] + lengths(5, 5), GROUPS, 1)],
    "RotaryEmbedding": [
        ([normal(2, 5, 8), RNG.integers(0, 16, (2, 5)), ANGLES, ANGLES + 1], {}, 1),
        ([normal(2, 2, 5, 4), np.array([3]), ANGLES, ANGLES + 1], {"interleaved": 1}, 1)],
    "QLinearAdd": [([*q(2, 3), *q(2, 3, scale=0.03, zero=7), *to(0.1, 128)], {}, 1),
                   ([*q(2, 3, dtype=S, zero=3), *q(3, dtype=S, zero=-5), *to(0.1, 4, S)], {}, 1)],
    "QLinearMul": [([*q(2, 3), *q(2, 3), *to(0.2, 100)], {}, 1)],
    "QLinearSigmoid": [([*q(2, 3), *to(1 / 256, 0)], {}, 1)],
    "QLinearLeakyRelu": [([*q(2, 3), *to(0.05, 20)], {"alpha": 0.2}, 1)],
    "QLinearSoftmax": [([*q(2, 3, 4), *to(1 / 256, 0)], {"axis": -1, "opset": 13}, 1)],
    "QLinearGlobalAveragePool": [([*q(1, 3, 4, 5), *to(0.06, 100)], {}, 1), ([*q(1, 4, 5, 3), *to(0.06, 100)], {"channels_last": 1}, 1)],
    "QLinearAveragePool": [([*q(1, 3, 4, 6), *to(0.06, 100)], {"kernel_shape": [2, 2], "strides": [2, 2]}, 1)],
    "QLinearConcat": [([*to(0.1, 100), *q(2, 3), *q(2, 4, scale=0.2, zero=3)], {"axis": 1}, 1)],
    "QLinearWhere": [([np.array([[True, False, True]]), *q(2, 3), *q(2, 3, scale=0.1, zero=5), *to(0.1, 100)], {}, 1)],
    "QLinearConv": [([*q(1, 4, 5, 3), *q(6, 3, 2, 2, scale=0.01), *to(0.5, 100)], {"channels_last": 1}, 1)],
    "QGemm": [([*q(2, 3), *q(3, 4), np.array([10, -20, 30, -40], I), *to(0.1, 100)], {}, 1), ([*q(2, 3), *q(3, 4)], {}, 1)],
    "DynamicQuantizeMatMul": [([X, bytes_(8, 4), F(0.02), U(120), normal(4)], {}, 1), ([X, bytes_(8, 4, dtype=S), F(0.02)], {}, 1)],
    "MatMulIntegerToFloat": [([bytes_(3, 8), bytes_(8, 4, dtype=S), F([0.1]), F([0.02]), np.array([100], U)], {}, 1)],
    "DynamicQuantizeLSTM": [([normal(3, 2, 4), bytes_(1, 4, 20, dtype=S), bytes_(1, 5, 20, dtype=S), normal(1, 40), None, None, None, None,
                              F([0.005]), np.array([0], S), F([0.004]), np.array([0], S)], {"hidden_size": 5}, 3)],
    "QAttention": [([bytes_(2, 5, 8), bytes_(8, 24, dtype=S), BIAS, F(0.02), F(0.01), MASK, U(128), S(0)], {"num_heads": 2}, 1)],
    "MatMulNBits": [
        ([normal(2, 40), bytes_(6, 3, 8), RNG.uniform(0.01, 0.1, 18).astype(F)], {"K": 40, "N": 6, "bits": 4, "block_size": 16}, 1),
        ([normal(2, 40), bytes_(6, 3, 8), RNG.uniform(0.01, 0.1, 18).astype(F), bytes_(12)], {"K": 40, "N": 6, "bits": 4, "block_size": 16}, 1)],
    "NhwcMaxPool": [([bytes_(1, 4, 6, 3)], {"kernel_shape": [2, 2]}, 1)],
    "Trilu": [([normal(3, 4)], {"upper": 0}, 1)],
    "CDist": [([normal(3, 4), normal(2, 4)], {"metric": "euclidean"}, 1)],
    "ExpandDims": [([X, np.array(1, I)], {}, 1)],
    "Range": [([F(1), F(5), F(1.5)], {}, 1)],
    "GridSample": [([normal(1, 2, 4, 5), RNG.uniform(-1, 1, (1, 3, 3, 2)).astype(F)], {"mode": "bilinear", "padding_mode": "border"}, 1)],
    "QuantizeLinear": [([X, F(0.1), np.uint16(30000)], {}, 1)],
    "DequantizeLinear": [([bytes_(2, 3, dtype=np.int16), F(0.1), np.int16(5)], {}, 1)],
}
# Activations are rounded to 8 bits in each step by ONNX Runtime, not by netdef.
LOOSE = {"DynamicQuantizeLSTM": 0.05}


def one_node(op_type, inputs, attributes, outputs, opset=17):
    names = [f"x{i}" if x is not None else "" for i, x in enumerate(inputs)]
    node = helper.make_node(op_type, names, [f"y{i}" for i in range(outputs)], domain="com.microsoft", **attributes)
    fed = {name: np.asarray(x) for name, x in zip(names, inputs) if name}
    weights = {} if op_type not in ("DynamicQuantizeLSTM", "MatMulNBits", "QLinearConv", "QAttention", "QGemm") else {n: x for n, x in fed.items() if n != "x0"}
    values = [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(x.dtype), x.shape) for n, x in fed.items() if n not in weights]
    graph = helper.make_graph([node], "g", values, [onnx.ValueInfoProto(name=f"y{i}") for i in range(outputs)],
                              [onnx.numpy_helper.from_array(x, n) for n, x in weights.items()])
    imports = [helper.make_opsetid("", opset), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=imports, ir_version=8), {n: x for n, x in fed.items() if n not in weights}


@pytest.mark.parametrize("op_type, case", [(name, i) for name, cases in CASES.items() for i in range(len(cases))])
def test_equals_onnx_runtime(op_type, case):
    model, fed = one_node(op_type, *CASES[op_type][case])
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    got = backend.prepare(model).run(fed)
    for y, want in zip(got, session.run(None, fed), strict=True):
        assert y.shape == want.shape and y.dtype == want.dtype
        if want.dtype.kind in "iub":
            steps = 1 if op_type.startswith("QLinear") else 0  # tables and other orders of factors: ties round either way
            assert np.abs(y.astype(np.int64) - want).max() <= steps
        else:
            half = want.dtype == np.float16
            np.testing.assert_allclose(y, want, rtol=1e-2 if half else 1e-3, atol=LOOSE.get(op_type, 5e-3 if half else 1e-4))


def test_batches_with_pasts_of_their_own_lengths():
    """In buffers longer than they need; what lies behind the present steps of a batch is nobody's."""
    inputs = [normal(2, 1, 64), normal(2, 1, 32), normal(2, 1, 32), normal(2, 2, 12, 16), normal(2, 2, 12, 16), *lengths(7, 4), *TURNS]
    model, fed = one_node("GroupQueryAttention", inputs, {**GROUPS, "do_rotary": 1}, 3)
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (y, *present), (wanted, *buffers) = backend.prepare(model).run(fed), session.run(None, fed)
    np.testing.assert_allclose(y, wanted, rtol=1e-3, atol=1e-4)
    for got, want in zip(present, buffers):
        assert got.shape == want.shape
        for batch, steps in enumerate((7, 4)):
            np.testing.assert_allclose(got[batch, :, :steps], want[batch, :, :steps], rtol=1e-3, atol=1e-4)


def optimized(model, tmp_path):
    """The model as ONNX Runtime's optimizer writes it."""
    options = runtime.SessionOptions()
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
    options.log_severity_level = 3
    runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return onnx.load(tmp_path / "optimized.onnx")


def test_operators_in_the_domain_of_onnx(tmp_path):
    """ONNX Runtime writes some of its operators into ONNX's own domain."""
    nodes = [helper.make_node("SimplifiedLayerNormalization", ["x", "s"], ["n"], axis=-1, epsilon=1e-5),
             helper.make_node("LayerNormalization", ["n", "s", "b"], ["y"], axis=-1)]
    tensors = [onnx.numpy_helper.from_array(ROWS, "s"), onnx.numpy_helper.from_array(ROWS + 1, "b")]
    values = [helper.make_tensor_value_info(n, 1, X.shape) for n in "xy"]
    model = helper.make_model(helper.make_graph(nodes, "g", values[:1], values[1:], tensors), opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    np.testing.assert_allclose(backend.prepare(model).run([X])[0], session.run(None, {"x": X})[0], rtol=1e-4, atol=1e-5)


def test_an_optimized_model(tmp_path):
    """Products, Gelus and normalisations of sums are fused; types are inferred through the fused operators."""
    from netdef.onnx.importer import import_model

    node = helper.make_node
    nodes = [
        node("MatMul", ["x", "w"], ["p"]), node("Add", ["p", "b"], ["h"]), node("Div", ["h", "root"], ["d"]), node("Erf", ["d"], ["e"]),
        node("Add", ["e", "one"], ["f"]), node("Mul", ["h", "f"], ["g"]), node("Mul", ["g", "half"], ["gelu"]),
        node("Add", ["gelu", "x"], ["sum"]), node("LayerNormalization", ["sum", "s", "b"], ["n"]),
        node("Transpose", ["n"], ["t"], perm=[0, 2, 1]), node("MatMul", ["n", "t"], ["m"]), node("Softmax", ["m"], ["y"], axis=2)]
    tensors = {"w": normal(8, 8), "b": normal(8), "root": F(2**0.5), "one": F(1), "half": F(0.5), "s": ROWS}
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("x", 1, ["N", 3, 8])], [helper.make_tensor_value_info("y", 1, None)],
                              [onnx.numpy_helper.from_array(a, n) for n, a in tensors.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    fused = optimized(model, tmp_path)
    assert {"BiasGelu", "SkipLayerNormalization", "FusedMatMul"} <= {n.op_type for n in fused.graph.node if n.domain == "com.microsoft"}
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    np.testing.assert_allclose(backend.prepare(fused).run([X])[0], session.run(None, {"x": X})[0], rtol=1e-4, atol=1e-5)
    del fused.graph.value_info[:]
    _, net = import_model(fused)
    assert not any(op.domain == "ai.onnx" and op.type in ("Softmax", "Add") for op in net.op)  # what needs the rank was served


def test_what_cannot_be_served_is_reported_with_all_others():
    from netdef.onnx import Unsupported

    nodes = [helper.make_node("Attention", ["x", "w"], ["y"], domain="com.microsoft", num_heads=1, do_rotary=1),
             helper.make_node("NoSuchOperator", ["y"], ["z"], domain="com.microsoft")]
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info(n, 1, s) for n, s in (("x", [1, 2, 4]), ("w", [4, 12]))],
                              [onnx.ValueInfoProto(name="z")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=8)
    with pytest.raises(Unsupported, match="2 nodes cannot be converted(.|\n)*rotary(.|\n)*NoSuchOperator"):
        backend.prepare(model)


def test_every_definition_is_tested():
    assert set(contrib.definitions()) - set(CASES) <= {"TransposeMatMul", "FusedMatMulActivation", "SimplifiedLayerNormalization", "LayerNormalization"}
