"""Recurrent layers and a transformer from a seed, for benchmarks/nets.py: built as ONNX models, which become NetDefs by netdef.onnx.

Architectures: LSTM (https://doi.org/10.1162/neco.1997.9.8.1735), GRU (https://arxiv.org/abs/1406.1078), a transformer's encoder
(https://arxiv.org/abs/1706.03762) with the sizes of MiniLM (https://arxiv.org/abs/2002.10957).
"""

from __future__ import annotations

import numpy as np


class SequenceNet:
    """An ONNX model under construction; its one input is "data"."""

    def __init__(self, name: str, shape: tuple[int, ...], seed: int = 0):
        self.name, self.shape = name, shape
        self.nodes: list = []
        self.weights: dict[str, np.ndarray] = {}
        self.outputs: list[str] = []
        self._random = np.random.RandomState(seed)

    def weight(self, *shape: int, scale: float = 1.0) -> str:
        name = f"w{len(self.weights)}"
        self.weights[name] = (self._random.randn(*shape) * scale).astype("float32")
        return name

    def constant(self, value: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights[name] = np.asarray(value)
        return name

    def node(self, kind: str, inputs: list[str], outputs: int = 1, **attributes) -> str:
        """Adds a node; the name of its first output."""
        from onnx import helper

        names = [f"{kind.lower()}{len(self.nodes)}" + (f"_{i}" if i else "") for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0]

    def input(self, seed: int = 1) -> np.ndarray:
        return np.random.RandomState(seed).randn(*self.shape).astype("float32")

    def to_onnx(self):
        from onnx import TensorProto, helper, numpy_helper

        graph = helper.make_graph(
            self.nodes, self.name, [helper.make_tensor_value_info("data", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.outputs],
            [numpy_helper.from_array(value, name) for name, value in self.weights.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 9
        return model

    def to_netdef(self):
        """(init_net, predict_net)"""
        from netdef.onnx.importer import import_model

        return import_model(self.to_onnx())


def recurrent(kind: str, steps: int, batch: int, hidden: int, bidirectional: bool = False) -> SequenceNet:
    """One layer with as many inputs as hidden units; GRU as torch has it, the reset gate after the product."""
    net = SequenceNet(kind.lower(), (steps, batch, hidden))
    gates, directions, scale = {"LSTM": 4, "GRU": 3}[kind], 2 if bidirectional else 1, hidden**-0.5
    weights = [net.weight(directions, gates * hidden, hidden, scale=scale) for _ in range(2)]
    more = {"linear_before_reset": 1} if kind == "GRU" else {}
    y = net.node(kind, ["data", *weights, net.weight(directions, 2 * gates * hidden, scale=0.1)], 2, hidden_size=hidden,
                 direction="bidirectional" if bidirectional else "forward", **more)
    net.outputs = [y]
    return net


def transformer(layers: int = 6, width: int = 384, heads: int = 12, tokens: int = 128) -> SequenceNet:
    """An encoder over embedded tokens; Gelu in pieces, as exporters write it."""
    net = SequenceNet("transformer", (1, tokens, width))

    def linear(x: str, inputs: int, outputs: int) -> str:
        return net.node("Add", [net.node("MatMul", [x, net.weight(inputs, outputs, scale=inputs**-0.5)]), net.weight(outputs, scale=0.05)])

    def norm(x: str) -> str:
        return net.node("LayerNormalization", [x, net.constant(np.ones(width, "float32")), net.weight(width, scale=0.05)], axis=-1)

    def split(x: str, axes: list[int]) -> str:
        shape = net.constant(np.array([1, tokens, heads, width // heads], "int64"))
        return net.node("Transpose", [net.node("Reshape", [linear(x, width, width), shape])], perm=axes)

    x = "data"
    for _ in range(layers):
        q, k, v = split(x, [0, 2, 1, 3]), split(x, [0, 2, 3, 1]), split(x, [0, 2, 1, 3])
        scores = net.node("Div", [net.node("MatMul", [q, k]), net.constant(np.float32((width // heads) ** 0.5))])
        mixed = net.node("Transpose", [net.node("MatMul", [net.node("Softmax", [scores], axis=-1), v])], perm=[0, 2, 1, 3])
        mixed = net.node("Reshape", [mixed, net.constant(np.array([1, tokens, width], "int64"))])
        x = norm(net.node("Add", [x, linear(mixed, width, width)]))
        h = linear(x, width, 4 * width)
        erf = net.node("Erf", [net.node("Div", [h, net.constant(np.float32(2**0.5))])])
        gelu = net.node("Mul", [net.node("Mul", [h, net.node("Add", [erf, net.constant(np.float32(1))])]), net.constant(np.float32(0.5))])
        x = norm(net.node("Add", [x, linear(gelu, 4 * width, width)]))
    net.outputs = [x]
    return net


NETS = {
    "lstm_t32_n16_h512": lambda: recurrent("LSTM", 32, 16, 512),
    "lstm_t64_n1_h256": lambda: recurrent("LSTM", 64, 1, 256),
    "lstm_t16_n32_h1024": lambda: recurrent("LSTM", 16, 32, 1024),
    "lstm_t128_n8_h128": lambda: recurrent("LSTM", 128, 8, 128),
    "lstm_bidirectional": lambda: recurrent("LSTM", 32, 16, 256, bidirectional=True),
    "gru_t32_n16_h512": lambda: recurrent("GRU", 32, 16, 512),
    "transformer": transformer,
}
