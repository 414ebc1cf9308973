"""Times single operators of ONNX on tensors of realistic size, in netdef and in onnxruntime, in turns.

    python benchmarks/operators.py [WORD ...] [--threads 1] [--rounds 7] [--slice 0.03] [--least 0]

WORDs choose the cases whose names contain one of them. Each line: the medians in microseconds and their ratio, netdef's by onnxruntime's;
slowest last. Both sides get the same one-node model (some a few nodes that exporters write for one operator) and the same arrays.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

F = np.float32
RANDOM = np.random.RandomState(0)


def f(*shape: int, low: float = -3.0, high: float = 3.0, dtype=F) -> np.ndarray:
    return RANDOM.uniform(low, high, shape).astype(dtype)


def i(*shape: int, below: int = 100, low: int = 0, dtype=np.int64) -> np.ndarray:
    return RANDOM.randint(low, below, shape).astype(dtype)


def b(*shape: int) -> np.ndarray:
    return RANDOM.rand(*shape) < 0.5


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


@dataclass
class Case:
    """One model. `constants` says which inputs are initializers, by position."""

    op: str
    inputs: list[np.ndarray | None]
    attributes: dict = field(default_factory=dict)
    constants: tuple[int, ...] = ()
    outputs: int = 1
    opset: int = 21

    def model(self):
        from onnx import helper

        names = [f"x{n}" if value is not None else "" for n, value in enumerate(self.inputs)]
        node = helper.make_node(self.op, names, [f"y{n}" for n in range(self.outputs)], **self.attributes)
        return one_graph([node], dict(zip(names, self.inputs)), {names[n] for n in self.constants}, list(node.output), self.opset)

    def feeds(self) -> dict[str, np.ndarray]:
        return {f"x{n}": value for n, value in enumerate(self.inputs) if value is not None and n not in self.constants}


def one_graph(nodes, values: dict[str, np.ndarray], constants: set[str], outputs: list[str], opset: int):
    from onnx import TypeProto, helper, numpy_helper

    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for name, value in values.items() if name and name not in constants and value is not None
    ]
    initializers = [numpy_helper.from_array(values[name], name) for name in sorted(constants)]
    graph = helper.make_graph(nodes, "operator", inputs, [helper.make_value_info(name, TypeProto()) for name in outputs], initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


class Pattern:
    """Several nodes: `build(add)` adds them by add(op, inputs, **attributes), which returns the output's name; arrays as inputs are constants."""

    def __init__(self, inputs: list[np.ndarray], build: Callable, opset: int = 17):
        self.inputs, self.build, self.opset = inputs, build, opset

    def model(self):
        from onnx import helper

        values = self.feeds()
        nodes, constants = [], set()

        def add(op, inputs, outputs=1, **attributes):
            names = []
            for value in inputs:
                if not isinstance(value, str):
                    name = f"c{len(constants)}"
                    values[name] = np.asarray(value)
                    constants.add(name)
                    value = name
                names.append(value)
            made = [f"t{len(nodes)}_{n}" for n in range(outputs)]
            nodes.append(helper.make_node(op, names, made, **attributes))
            return made[0] if outputs == 1 else made

        last = self.build(add, *self.feeds())
        return one_graph(nodes, values, constants, [last], self.opset)

    def feeds(self) -> dict[str, np.ndarray]:
        return {f"x{n}": value for n, value in enumerate(self.inputs)}


# --- what is measured


def layer_norm(add, x):
    centred = add("Sub", [x, add("ReduceMean", [x], axes=[-1])])
    spread = add("Sqrt", [add("Add", [add("ReduceMean", [add("Pow", [centred, F(2)])], axes=[-1]), F(1e-5)])])
    return add("Add", [add("Mul", [add("Div", [centred, spread]), f(384)]), f(384)])


def rms_norm(add, x):
    scale = add("Sqrt", [add("Add", [add("ReduceMean", [add("Pow", [x, F(2)])], axes=[-1]), F(1e-6)])])
    return add("Mul", [add("Mul", [x, add("Reciprocal", [scale])]), f(384)])


def gelu(add, x):
    return add("Mul", [add("Mul", [x, F(0.5)]), add("Add", [add("Erf", [add("Div", [x, F(math.sqrt(2))])]), F(1)])])


def silu(add, x):
    return add("Mul", [x, add("Sigmoid", [x])])


def attention(add, q, k, v):
    scores = add("Mul", [add("MatMul", [q, add("Transpose", [k], perm=[0, 1, 3, 2])]), F(0.125)])
    return add("MatMul", [add("Softmax", [scores], axis=-1), v])


def split_heads(add, x):
    return add("Transpose", [add("Reshape", [x, ints(1, 128, 12, 32)])], perm=[0, 2, 1, 3])


def channel_softmax(add, x):
    e = add("Exp", [add("Sub", [x, add("ReduceMax", [x], axes=[1])])])
    return add("Div", [e, add("ReduceSum", [e, ints(1)], keepdims=1)])


def rotary(add, x, cos, sin):
    low, high = add("Split", [x, ints(32, 32)], 2, axis=-1)
    turned = add("Concat", [add("Neg", [high]), low], axis=-1)
    return add("Add", [add("Mul", [x, cos]), add("Mul", [turned, sin])])


IMAGE = (1, 64, 56, 56)


def cases() -> dict[str, Case | Pattern]:
    made: dict[str, Case | Pattern] = {}
    for op in ("Abs", "Neg", "Exp", "Erf", "Sin", "Cos", "Tan", "Tanh", "Sigmoid", "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "HardSigmoid", "HardSwish",
               "Softplus", "Softsign", "Mish", "Floor", "Ceil", "Round", "Sign", "Sinh", "Cosh", "Asinh", "Atan", "ThresholdedRelu", "IsNaN", "IsInf",
               "Identity", "Gelu"):
        made[op] = Case(op, [f(300_000)])
    for op in ("Sqrt", "Log", "Reciprocal"):
        made[op] = Case(op, [f(300_000, low=0.1)])
    for op in ("Acos", "Asin", "Atanh"):
        made[op] = Case(op, [f(300_000, low=-0.9, high=0.9)])
    for op in ("Acosh",):
        made[op] = Case(op, [f(300_000, low=1.1)])
    made["Gelu tanh"] = Case("Gelu", [f(300_000)], {"approximate": "tanh"})
    made["Clip"] = Case("Clip", [f(300_000), F(-1), F(1)], constants=(1, 2))
    made["Clip int64"] = Case("Clip", [i(300_000), np.int64(5), np.int64(50)], constants=(1, 2))
    made["PRelu"] = Case("PRelu", [f(*IMAGE), f(64, 1, 1)], constants=(1,))
    made["Not"] = Case("Not", [b(300_000)])
    for op in ("Add", "Mul", "Sub", "Div", "Pow", "Max", "Min"):
        made[op] = Case(op, [f(300_000, low=0.1), f(300_000, low=0.1)])
    for op in ("Add", "Mul"):
        made[f"{op} channels"] = Case(op, [f(*IMAGE), f(64, 1, 1)])
        made[f"{op} rows"] = Case(op, [f(512, 512), f(512)])
        made[f"{op} columns"] = Case(op, [f(512, 512), f(512, 1)])
        made[f"{op} outer"] = Case(op, [f(512, 1), f(1, 512)])
        made[f"{op} int64"] = Case(op, [i(300_000), i(300_000)])
        made[f"{op} int32"] = Case(op, [i(300_000, dtype=np.int32), i(300_000, dtype=np.int32)])
    made["Div int64"] = Case("Div", [i(300_000), i(300_000, low=1)])
    made["Mod int64"] = Case("Mod", [i(300_000), i(300_000, low=1)])
    made["Mod float"] = Case("Mod", [f(300_000), f(300_000, low=1)], {"fmod": 1})
    made["Pow square"] = Case("Pow", [f(300_000), F(2)], constants=(1,))
    made["Pow half"] = Case("Pow", [f(300_000, low=0.1), F(0.5)], constants=(1,))
    made["Pow cube"] = Case("Pow", [f(300_000), F(3)], constants=(1,))
    made["Sum of 3"] = Case("Sum", [f(300_000) for _ in range(3)])
    made["Mean of 3"] = Case("Mean", [f(300_000) for _ in range(3)])
    for op in ("Less", "Greater", "Equal", "LessOrEqual"):
        made[op] = Case(op, [f(300_000), f(300_000)])
    made["Equal int64"] = Case("Equal", [i(300_000), np.int64(7)], constants=(1,))
    made["And"] = Case("And", [b(300_000), b(300_000)])
    made["Or rows"] = Case("Or", [b(512, 512), b(512)])
    made["Xor"] = Case("Xor", [b(300_000), b(300_000)])
    made["BitShift"] = Case("BitShift", [i(300_000, dtype=np.uint32), i(300_000, below=8, dtype=np.uint32)], {"direction": "LEFT"})
    made["BitwiseAnd"] = Case("BitwiseAnd", [i(300_000, dtype=np.int32), i(300_000, dtype=np.int32)])
    made["Where"] = Case("Where", [b(300_000), f(300_000), f(300_000)])
    made["Where mask"] = Case("Where", [b(1, 1, 128, 128), f(1, 12, 128, 128), F(-1e9)], constants=(2,))
    made["Where int64"] = Case("Where", [b(300_000), i(300_000), i(300_000)])
    made["Where rows"] = Case("Where", [b(512, 1), f(512, 512), f(1, 512)])
    # conversions
    types = {"float": F, "half": np.float16, "double": np.float64, "int32": np.int32, "int64": np.int64, "uint8": np.uint8, "int8": np.int8, "bool": np.bool_}
    from onnx import helper

    for source, target in (("float", "half"), ("half", "float"), ("float", "double"), ("double", "float"), ("float", "int32"), ("float", "int64"), ("float", "uint8"),
                           ("float", "int8"), ("float", "bool"), ("int32", "float"), ("int64", "float"), ("int64", "int32"), ("int32", "int64"), ("int64", "bool"),
                           ("uint8", "float"), ("int8", "float"), ("bool", "float"), ("bool", "int64"), ("bool", "int32"), ("half", "int64"), ("int64", "half"), ("double", "int64"),
                           ("int64", "double"), ("bool", "half")):
        made[f"Cast {source} to {target}"] = Case(
            "Cast", [f(300_000, low=0, high=100).astype(types[source])], {"to": helper.np_dtype_to_tensor_dtype(np.dtype(types[target]))})
    # movement
    made["Pad constant"] = Case("Pad", [f(*IMAGE), ints(0, 0, 1, 1, 0, 0, 1, 1)], constants=(1,))
    made["Pad reflect"] = Case("Pad", [f(*IMAGE), ints(0, 0, 3, 3, 0, 0, 3, 3)], {"mode": "reflect"}, (1,))
    made["Pad edge"] = Case("Pad", [f(*IMAGE), ints(0, 0, 1, 1, 0, 0, 1, 1)], {"mode": "edge"}, (1,))
    made["Pad wrap"] = Case("Pad", [f(*IMAGE), ints(0, 0, 2, 2, 0, 0, 2, 2)], {"mode": "wrap"}, (1,))
    made["Pad signal"] = Case("Pad", [f(1, 16000), ints(0, 256, 0, 256)], {"mode": "reflect"}, (1,))
    made["Pad constant uint8"] = Case("Pad", [i(*IMAGE, dtype=np.uint8), ints(0, 0, 1, 1, 0, 0, 1, 1)], constants=(1,))
    made["Pad channels last"] = Case("Pad", [f(1, 56, 56, 64), ints(0, 1, 1, 0, 0, 1, 1, 0)], constants=(1,))
    for name, shape, perm in (("to channels last", IMAGE, [0, 2, 3, 1]), ("to channels first", (1, 56, 56, 64), [0, 3, 1, 2]), ("rgb to first", (1, 224, 224, 3), [0, 3, 1, 2]),
                              ("rgb to last", (1, 3, 224, 224), [0, 2, 3, 1]), ("heads", (1, 128, 12, 64), [0, 2, 1, 3]), ("matrix", (700, 500), [1, 0]),
                              ("batch of matrices", (12, 128, 64), [0, 2, 1]), ("all turned", (32, 40, 50, 6), [3, 2, 1, 0]), ("window", (1, 8, 7, 8, 7, 96), [0, 1, 3, 2, 4, 5])):
        made[f"Transpose {name}"] = Case("Transpose", [f(*shape)], {"perm": perm})
        if name in ("to channels last", "rgb to first", "matrix", "heads"):
            made[f"Transpose {name} uint8"] = Case("Transpose", [i(*shape, dtype=np.uint8)], {"perm": perm})
        if name in ("matrix", "heads"):
            made[f"Transpose {name} int64"] = Case("Transpose", [i(*shape)], {"perm": perm})
            made[f"Transpose {name} half"] = Case("Transpose", [f(*shape, dtype=np.float16)], {"perm": perm})
    made["Concat channels"] = Case("Concat", [f(*IMAGE), f(*IMAGE)], {"axis": 1})
    made["Concat last"] = Case("Concat", [f(512, 128), f(512, 64), f(512, 32)], {"axis": -1})
    made["Concat of 1"] = Case("Concat", [f(512, 200, 1) for _ in range(4)], {"axis": -1})
    made["Concat int64"] = Case("Concat", [i(1, 100, 512), i(1, 100, 512)], {"axis": 1})
    made["Split channels"] = Case("Split", [f(*IMAGE)], {"axis": 1, "num_outputs": 2}, outputs=2)
    made["Split last"] = Case("Split", [f(1, 128, 1152)], {"axis": -1, "num_outputs": 3}, outputs=3)
    made["Split into 1"] = Case("Split", [f(512, 200, 4)], {"axis": -1, "num_outputs": 4}, outputs=4)
    made["Slice rows"] = Case("Slice", [f(1024, 512), ints(100), ints(900), ints(0)], constants=(1, 2, 3))
    made["Slice last"] = Case("Slice", [f(1024, 512), ints(10), ints(500), ints(1)], constants=(1, 2, 3))
    made["Slice steps"] = Case("Slice", [f(*IMAGE), ints(0, 0), ints(56, 56), ints(2, 3), ints(2, 2)], constants=(1, 2, 3, 4))
    made["Slice backwards"] = Case("Slice", [f(1024, 512), ints(-1), ints(-(2**40)), ints(1), ints(-1)], constants=(1, 2, 3, 4))
    made["Slice even last"] = Case("Slice", [f(1024, 512), ints(0), ints(512), ints(1), ints(2)], constants=(1, 2, 3, 4))
    made["Gather rows"] = Case("Gather", [f(30000, 384), i(1, 128, below=30000)], constants=(0,))
    made["Gather columns"] = Case("Gather", [f(512, 512), i(256, below=512)], {"axis": 1})
    made["Gather channels"] = Case("Gather", [f(*IMAGE), i(32, below=64)], {"axis": 1})
    made["Gather one"] = Case("Gather", [f(1, 128, 3, 12, 64), np.int64(1)], {"axis": 2}, (1,))
    made["GatherElements"] = Case("GatherElements", [f(512, 512), i(512, 256, below=512)], {"axis": 1})
    made["GatherElements first"] = Case("GatherElements", [f(512, 512), i(256, 512, below=512)], {"axis": 0})
    made["GatherND rows"] = Case("GatherND", [f(64, 64, 64), i(1000, 2, below=64)])
    made["GatherND elements"] = Case("GatherND", [f(64, 64, 64), i(30_000, 3, below=64)])
    made["ScatterElements"] = Case("ScatterElements", [f(512, 512), i(512, 128, below=512), f(512, 128)], {"axis": 1})
    made["ScatterElements add"] = Case("ScatterElements", [f(512, 512), i(512, 128, below=512), f(512, 128)], {"axis": 1, "reduction": "add"})
    made["ScatterND rows"] = Case("ScatterND", [f(512, 256), np.arange(256)[:, None], f(256, 256)])
    made["ScatterND elements"] = Case("ScatterND", [f(512, 256), i(30_000, 2, below=256), f(30_000)])
    made["Expand rows"] = Case("Expand", [f(1, 512), ints(512, 512)], constants=(1,))
    made["Expand columns"] = Case("Expand", [f(512, 1), ints(512, 512)], constants=(1,))
    made["Tile"] = Case("Tile", [f(64, 64), ints(8, 8)], constants=(1,))
    made["Tile rows"] = Case("Tile", [f(1, 64, 64), ints(64, 1, 1)], constants=(1,))
    made["DepthToSpace"] = Case("DepthToSpace", [f(1, 64, 64, 64)], {"blocksize": 2})
    made["DepthToSpace CRD"] = Case("DepthToSpace", [f(1, 64, 64, 64)], {"blocksize": 2, "mode": "CRD"})
    made["SpaceToDepth"] = Case("SpaceToDepth", [f(1, 16, 128, 128)], {"blocksize": 2})
    made["Reshape"] = Case("Reshape", [f(*IMAGE), ints(64, -1)], constants=(1,))
    made["ReverseSequence"] = Case("ReverseSequence", [f(100, 32, 64), i(32, below=100, low=1)], {"batch_axis": 1, "time_axis": 0})
    made["Compress"] = Case("Compress", [f(1024, 256), b(1024)], {"axis": 0})
    made["NonZero"] = Case("NonZero", [b(512, 512)])
    made["OneHot"] = Case("OneHot", [i(1000, below=200), np.int64(200), F([0, 1])], constants=(1, 2))
    made["Trilu"] = Case("Trilu", [f(12, 128, 128)])
    made["Unique"] = Case("Unique", [i(50_000, below=1000)], outputs=4)
    made["Range"] = Case("Range", [np.array(value) for value in (0, 300_000, 1)])
    made["ConstantOfShape"] = Case("ConstantOfShape", [ints(512, 512)])
    made["EyeLike"] = Case("EyeLike", [f(512, 512)])
    made["CumSum"] = Case("CumSum", [f(512, 512), np.int64(1)], constants=(1,))
    made["CumSum first"] = Case("CumSum", [f(512, 512), np.int64(0)], constants=(1,))
    # reductions
    for op in ("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"):
        for name, axes in (("last", [1]), ("first", [0]), ("all", [0, 1])):
            made[f"{op} {name}"] = Case(op, [f(512, 512), ints(*axes)], constants=(1,))
    made["ReduceMean image"] = Case("ReduceMean", [f(*IMAGE), ints(2, 3)], constants=(1,))
    made["ReduceMean channels"] = Case("ReduceMean", [f(*IMAGE), ints(1)], constants=(1,))
    made["ReduceSum middle"] = Case("ReduceSum", [f(32, 64, 128), ints(1)], constants=(1,))
    made["ReduceSum int64"] = Case("ReduceSum", [i(512, 512), ints(1)], constants=(1,))
    made["ReduceSum 4"] = Case("ReduceSum", [f(60_000, 4), ints(1)], constants=(1,))
    for op in ("ArgMax", "ArgMin"):
        made[f"{op} last"] = Case(op, [f(512, 512)], {"axis": 1})
        made[f"{op} first"] = Case(op, [f(512, 512)], {"axis": 0})
        made[f"{op} channels"] = Case(op, [f(1, 21, 128, 128)], {"axis": 1})
    for name, shape, axis in (("last", (512, 512), -1), ("scores", (1, 12, 128, 128), -1), ("channels", (1, 21, 128, 128), 1), ("long", (1, 30_000), -1), ("short", (10_000, 10), -1)):
        made[f"Softmax {name}"] = Case("Softmax", [f(*shape)], {"axis": axis})
    made["LogSoftmax"] = Case("LogSoftmax", [f(128, 1000)])
    made["Hardmax"] = Case("Hardmax", [f(128, 1000)])
    for name, shape, k in (("small", (100, 1000), 5), ("large", (1, 100_000), 1000), ("all", (100, 1000), 1000), ("one", (512, 512), 1)):
        made[f"TopK {name}"] = Case("TopK", [f(*shape), ints(k)], constants=(1,), outputs=2)
    made["TopK first"] = Case("TopK", [f(1000, 100), ints(5)], {"axis": 0}, (1,), outputs=2)
    # normalisation
    made["LayerNormalization"] = Case("LayerNormalization", [f(1, 128, 384), f(384), f(384)], constants=(1, 2))
    made["BatchNormalization"] = Case("BatchNormalization", [f(*IMAGE), f(64), f(64), f(64), f(64, low=0.1)], constants=(1, 2, 3, 4))
    made["InstanceNormalization"] = Case("InstanceNormalization", [f(*IMAGE), f(64), f(64)], constants=(1, 2))
    made["GroupNormalization"] = Case("GroupNormalization", [f(*IMAGE), f(64), f(64)], {"num_groups": 8}, (1, 2))
    made["LpNormalization"] = Case("LpNormalization", [f(512, 512)])
    made["MeanVarianceNormalization"] = Case("MeanVarianceNormalization", [f(*IMAGE)])
    made["LRN"] = Case("LRN", [f(*IMAGE)], {"size": 5})
    made["LayerNorm decomposed"] = Pattern([f(1, 128, 384)], layer_norm)
    made["RMSNorm decomposed"] = Pattern([f(1, 128, 384)], rms_norm)
    made["Gelu decomposed"] = Pattern([f(1, 128, 1536)], gelu)
    made["Silu decomposed"] = Pattern([f(1, 64, 56, 56)], silu)
    made["Softmax decomposed"] = Pattern([f(1, 21, 64, 64)], channel_softmax)
    made["Attention"] = Pattern([f(1, 12, 128, 64) for _ in range(3)], attention)
    made["Rotary"] = Pattern([f(1, 12, 128, 64), f(1, 1, 128, 64), f(1, 1, 128, 64)], rotary)
    made["Split heads"] = Pattern([f(1, 128, 384)], split_heads)
    # products
    made["MatMul"] = Case("MatMul", [f(128, 384), f(384, 384)], constants=(1,))
    made["MatMul variable"] = Case("MatMul", [f(256, 256), f(256, 256)])
    made["MatMul batch"] = Case("MatMul", [f(12, 128, 64), f(12, 64, 128)])
    made["MatMul shared"] = Case("MatMul", [f(8, 128, 64), f(64, 128)])
    made["MatMul vector"] = Case("MatMul", [f(1, 1024), f(1024, 1024)], constants=(1,))
    made["MatMul small"] = Case("MatMul", [f(1000, 4, 4), f(1000, 4, 4)])
    made["MatMul double"] = Case("MatMul", [f(128, 128, dtype=np.float64), f(128, 128, dtype=np.float64)])
    made["Gemm"] = Case("Gemm", [f(64, 512), f(256, 512), f(256)], {"transB": 1}, (1, 2))
    made["Gemm variable"] = Case("Gemm", [f(64, 512), f(512, 256), f(256)])
    made["MatMulInteger"] = Case("MatMulInteger", [i(128, 384, below=256, dtype=np.uint8), i(384, 384, low=-128, below=128, dtype=np.int8), np.uint8(128)], constants=(1, 2))
    made["MatMulInteger variable"] = Case("MatMulInteger", [i(128, 384, below=256, dtype=np.uint8), i(384, 384, low=-128, below=128, dtype=np.int8)])
    made["DynamicQuantizeLinear"] = Case("DynamicQuantizeLinear", [f(128, 384)], outputs=3)
    quantized = [F(0.02), np.uint8(128)]
    made["QLinearMatMul"] = Case("QLinearMatMul", [i(128, 384, below=256, dtype=np.uint8), *quantized, i(384, 384, low=-128, below=128, dtype=np.int8), F(0.01), np.int8(0), *quantized],
                                 constants=tuple(range(1, 8)))
    made["QLinearConv"] = Case("QLinearConv", [i(*IMAGE, below=256, dtype=np.uint8), *quantized, i(64, 64, 3, 3, low=-128, below=128, dtype=np.int8), F(0.01), np.int8(0), *quantized],
                               {"pads": [1, 1, 1, 1]}, tuple(range(1, 8)))
    made["ConvInteger"] = Case("ConvInteger", [i(*IMAGE, below=256, dtype=np.uint8), i(64, 64, 3, 3, low=-128, below=128, dtype=np.int8), np.uint8(128)], {"pads": [1, 1, 1, 1]}, (1, 2))
    made["QuantizeLinear"] = Case("QuantizeLinear", [f(*IMAGE), *quantized], constants=(1, 2))
    made["QuantizeLinear channels"] = Case("QuantizeLinear", [f(*IMAGE), f(64, low=0.01), i(64, dtype=np.uint8)], {"axis": 1}, (1, 2))
    made["DequantizeLinear"] = Case("DequantizeLinear", [i(*IMAGE, below=256, dtype=np.uint8), *quantized], constants=(1, 2))
    for equation, shapes in (("bhqd,bhkd->bhqk", ((1, 12, 128, 64), (1, 12, 128, 64))), ("bqhd,bkhd->bhqk", ((1, 128, 12, 64), (1, 128, 12, 64))), ("bij,jk->bik", ((4, 128, 64), (64, 128))),
                             ("bhwc,hkc->bhwk", ((4, 14, 14, 64), (14, 14, 64))), ("ij->ji", ((512, 512),)), ("bij->bi", ((8, 128, 256),)), ("ij,ij->i", ((512, 512), (512, 512)))):
        made[f"Einsum {equation}"] = Case("Einsum", [f(*shape) for shape in shapes], {"equation": equation})
    # images
    made["Conv 3x3"] = Case("Conv", [f(*IMAGE), f(64, 64, 3, 3)], {"pads": [1, 1, 1, 1]}, (1,))
    made["Conv 1x1"] = Case("Conv", [f(*IMAGE), f(128, 64, 1, 1)], {}, (1,))
    made["Conv depthwise"] = Case("Conv", [f(*IMAGE), f(64, 1, 3, 3)], {"pads": [1, 1, 1, 1], "group": 64}, (1,))
    made["Conv 1d"] = Case("Conv", [f(1, 64, 1000), f(64, 64, 5)], {"pads": [2, 2]}, (1,))
    made["Conv variable"] = Case("Conv", [f(*IMAGE), f(64, 64, 3, 3)], {"pads": [1, 1, 1, 1]})
    made["Conv first"] = Case("Conv", [f(1, 3, 224, 224), f(32, 3, 3, 3)], {"strides": [2, 2], "pads": [1, 1, 1, 1]}, (1,))
    made["ConvTranspose"] = Case("ConvTranspose", [f(1, 64, 28, 28), f(64, 32, 2, 2)], {"strides": [2, 2]}, (1,))
    made["ConvTranspose 4x4"] = Case("ConvTranspose", [f(1, 64, 28, 28), f(64, 32, 4, 4)], {"strides": [2, 2], "pads": [1, 1, 1, 1]}, (1,))
    made["ConvTranspose 1d"] = Case("ConvTranspose", [f(1, 64, 500), f(64, 32, 8)], {"strides": [4], "pads": [2, 2]}, (1,))
    for op in ("MaxPool", "AveragePool"):
        made[op] = Case(op, [f(*IMAGE)], {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]})
        made[f"{op} 2x2"] = Case(op, [f(*IMAGE)], {"kernel_shape": [2, 2], "strides": [2, 2]})
        made[f"{op} 1d"] = Case(op, [f(1, 64, 4000)], {"kernel_shape": [4], "strides": [4]})
        made[f"{op} same"] = Case(op, [f(1, 64, 28, 28)], {"kernel_shape": [5, 5], "pads": [2, 2, 2, 2]})
    made["MaxPool 3d"] = Case("MaxPool", [f(1, 16, 16, 28, 28)], {"kernel_shape": [2, 2, 2], "strides": [2, 2, 2]})
    made["MaxPool indices"] = Case("MaxPool", [f(*IMAGE)], {"kernel_shape": [2, 2], "strides": [2, 2]}, outputs=2)
    made["MaxPool uint8"] = Case("MaxPool", [i(*IMAGE, dtype=np.uint8)], {"kernel_shape": [2, 2], "strides": [2, 2]})
    made["LpPool"] = Case("LpPool", [f(*IMAGE)], {"kernel_shape": [3, 3], "strides": [2, 2]})
    for op in ("GlobalAveragePool", "GlobalMaxPool"):
        made[op] = Case(op, [f(*IMAGE)])
    made["MaxUnpool"] = Case("MaxUnpool", [f(1, 16, 28, 28), np.arange(0, 16 * 28 * 28 * 4, 4).reshape(1, 16, 28, 28)], {"kernel_shape": [2, 2], "strides": [2, 2]})
    scales = F([1, 1, 2, 2])
    for mode in ("nearest", "linear", "cubic"):
        made[f"Resize {mode}"] = Case("Resize", [f(1, 32, 48, 48), None, scales], {"mode": mode}, (2,))
        made[f"Resize {mode} down"] = Case("Resize", [f(1, 32, 96, 96), None, F([1, 1, 0.5, 0.5])], {"mode": mode}, (2,))
        made[f"Resize {mode} aligned"] = Case("Resize", [f(1, 32, 48, 48), None, None, ints(1, 32, 75, 75)], {"mode": mode, "coordinate_transformation_mode": "align_corners"}, (3,))
    made["Resize nearest floor"] = Case("Resize", [f(1, 32, 48, 48), None, scales], {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"}, (2,))
    made["Resize nearest uint8"] = Case("Resize", [i(1, 32, 48, 48, dtype=np.uint8), None, scales], {"mode": "nearest"}, (2,))
    made["Resize linear uint8"] = Case("Resize", [i(1, 3, 224, 224, dtype=np.uint8), None, scales], {"mode": "linear"}, (2,))
    made["Resize linear antialias"] = Case("Resize", [f(1, 3, 224, 224), None, F([1, 1, 0.5, 0.5])], {"mode": "linear", "antialias": 1}, (2,))
    made["GridSample"] = Case("GridSample", [f(1, 32, 56, 56), f(1, 56, 56, 2, low=-1, high=1)], opset=20)
    made["GridSample nearest"] = Case("GridSample", [f(1, 32, 56, 56), f(1, 56, 56, 2, low=-1, high=1)], {"mode": "nearest"}, opset=20)
    made["AffineGrid"] = Case("AffineGrid", [f(1, 2, 3), ints(1, 3, 224, 224)], constants=(1,))
    made["RoiAlign"] = Case("RoiAlign", [f(1, 64, 56, 56), np.sort(f(50, 4, low=0, high=50), 1), np.zeros(50, np.int64)], {"output_height": 7, "output_width": 7, "sampling_ratio": 2})
    made["MaxRoiPool"] = Case("MaxRoiPool", [f(1, 64, 56, 56), np.hstack([np.zeros((50, 1), F), np.sort(f(50, 4, low=0, high=50), 1)])], {"pooled_shape": [7, 7]})
    made["NonMaxSuppression"] = Case("NonMaxSuppression", [np.sort(f(1, 1000, 4, low=0, high=50), 2), f(1, 1, 1000, low=0, high=1), ints(100), F([0.5]), F([0.1])], constants=(2, 3, 4))
    made["Col2Im"] = Case("Col2Im", [f(1, 64 * 9, 54 * 54), ints(56, 56), ints(3, 3)], constants=(1, 2))
    made["Dropout"] = Case("Dropout", [f(300_000)])
    made["STFT"] = Case("STFT", [f(1, 16000, 1), np.int64(160), np.hanning(400).astype(F)], constants=(1, 2))
    made["DFT"] = Case("DFT", [f(100, 512, 1), None, np.int64(1)], {"onesided": 1}, (2,))
    # recurrent layers
    for op, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
        made[op] = Case(op, [f(50, 1, 64), f(1, gates * 128, 64, low=-0.1, high=0.1), f(1, gates * 128, 128, low=-0.1, high=0.1)], {"hidden_size": 128}, (1, 2))
    return made


# --- the comparison


def runners(case: Case | Pattern, threads: int):
    """{engine: a function that runs the case once}; an exception in place of one that fails."""
    import onnxruntime
    from netdef.onnx import backend

    model, feeds = case.model(), case.feeds()

    def netdef():
        predictor = backend.prepare(model).predictor
        return lambda: predictor.run_named(feeds)

    def runtime():
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = threads, 4
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return lambda: session.run(None, feeds)

    made = {}
    for name, make in (("netdef", netdef), ("onnxruntime", runtime)):
        try:
            run = make()
            run()
            run()
            made[name] = run
        except Exception as error:  # printed beside the case
            made[name] = error
    return made


def measure(run, seconds: float) -> list[float]:
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e6)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slice", type=float, default=0.03, help="Seconds of an engine's turn.")
    parser.add_argument("--least", type=float, default=0.0, help="Print only ratios of at least this.")
    arguments = parser.parse_args()

    import netdef

    netdef.set_num_threads(arguments.threads)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.threads])
    lines = []
    for name, case in cases().items():
        if arguments.words and not any(word.lower() in name.lower() for word in arguments.words):
            continue
        engines = runners(case, arguments.threads)
        failed = {engine: run for engine, run in engines.items() if isinstance(run, Exception)}
        if failed:
            for engine, error in failed.items():
                print(f"{name}: {engine}: {str(error).splitlines()[0][:150]}", file=sys.stderr)
            continue
        times: dict[str, list[float]] = {engine: [] for engine in engines}
        for _ in range(arguments.rounds):
            for engine, run in engines.items():
                times[engine] += measure(run, arguments.slice)
        own, other = (statistics.median(times[engine]) for engine in ("netdef", "onnxruntime"))
        lines.append((own / other, f"{own / other:6.2f}  netdef {own:9.1f} us  onnxruntime {other:9.1f} us  {name}"))
    lines.sort()
    for ratio, line in lines:
        if ratio >= arguments.least:
            print(line)
    if lines:
        print(f"geometric mean {math.exp(statistics.fmean(math.log(ratio) for ratio, _ in lines)):.3f} over {len(lines)} cases")


if __name__ == "__main__":
    main()
