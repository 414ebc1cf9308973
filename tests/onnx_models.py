"""Small ONNX models that the tests share."""

import numpy as np
import onnx
from onnx import TensorProto, helper


def value(name, shape, dtype=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, dtype, shape)


def tensor(name, array):
    return onnx.numpy_helper.from_array(np.asarray(array), name)


def model(nodes, inputs, outputs, weights=(), opset=17, functions=(), domains=()):
    graph = helper.make_graph(list(nodes), "test", list(inputs), list(outputs), list(weights))
    imports = [helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in domains)]
    return helper.make_model(graph, opset_imports=imports, functions=list(functions), ir_version=8)


def node(*args, **kwargs):
    return helper.make_node(*args, **kwargs)


def cnn():
    """Convolution, normalisation, pooling and a classifier."""
    rng = np.random.default_rng(1)
    weights = {
        "w": rng.standard_normal((4, 3, 3, 3)), "b": rng.standard_normal(4), "scale": rng.uniform(0.5, 1.5, 4), "shift": rng.standard_normal(4),
        "mean": rng.standard_normal(4), "var": rng.uniform(0.5, 1.5, 4), "fc_w": rng.standard_normal((5, 64)), "fc_b": rng.standard_normal(5),
    }
    return model(
        [
            node("Conv", ["x", "w", "b"], ["conv"], pads=[1, 1, 1, 1], kernel_shape=[3, 3]),
            node("BatchNormalization", ["conv", "scale", "shift", "mean", "var"], ["bn"]),
            node("Relu", ["bn"], ["relu"]),
            node("MaxPool", ["relu"], ["pool"], kernel_shape=[2, 2], strides=[2, 2]),
            node("Flatten", ["pool"], ["flat"]),
            node("Gemm", ["flat", "fc_w", "fc_b"], ["logits"], transB=1),
            node("Softmax", ["logits"], ["y"]),
        ],
        [value("x", ["N", 3, 8, 8])], [value("y", ["N", 5])],
        [tensor(name, array.astype(np.float32)) for name, array in weights.items()],
    )


def with_function():
    """A model-local function with an attribute, called twice."""
    body = [
        node("LeakyRelu", ["a"], ["t"]),
        node("Add", ["t", "b"], ["c"]),
    ]
    body[0].attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT))
    function = helper.make_function("local", "LeakyAdd", ["a", "b"], ["c"], body, [helper.make_opsetid("", 17)], ["slope"])
    return model(
        [node("LeakyAdd", ["x", "w"], ["t"], domain="local", slope=0.5), node("LeakyAdd", ["t", "w"], ["y"], domain="local", slope=0.1)],
        [value("x", [2, 3])], [value("y", [2, 3])], [tensor("w", np.ones((2, 3), np.float32))], functions=[function], domains=["local"],
    )


def with_branches():
    """An If whose branches read a value from outside."""
    branches = {
        name: helper.make_graph([node(op, ["x"], [f"{name}_out"])], name, [], [value(f"{name}_out", [2, 3])])
        for name, op in (("then_branch", "Relu"), ("else_branch", "Neg"))
    }
    return model([node("If", ["condition"], ["y"], **branches)], [value("x", [2, 3]), value("condition", [], TensorProto.BOOL)], [value("y", [2, 3])])


def with_raw_and_typed_weights():
    """Initializers in raw_data and in float_data, a Constant node, and a sparse one."""
    typed = helper.make_tensor("typed", TensorProto.FLOAT, [3], [1.0, 2.0, 3.0])
    sparse = helper.make_sparse_tensor(tensor("sparse", np.array([5.0], np.float32)), tensor("places", np.array([1], np.int64)), [3])
    built = model(
        [
            node("Constant", [], ["c"], value=tensor("", np.float32([0.5, 0.25, 0.125]))),
            node("Add", ["x", "typed"], ["t"]), node("Mul", ["t", "c"], ["u"]), node("Add", ["u", "sparse"], ["y"]),
        ],
        [value("x", [2, 3])], [value("y", [2, 3])], [typed],
    )
    built.graph.sparse_initializer.append(sparse)
    return built


ALL = {"cnn": cnn, "function": with_function, "branches": with_branches, "weights": with_raw_and_typed_weights}
