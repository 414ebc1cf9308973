"""The nets that speed is judged on, built from a seed as an ONNX model and as a pair of NetDefs of the same net.

    python benchmarks/nets.py OUT [NAME ...]    writes NAME.onnx, NAME_init.pb and NAME_predict.pb; of quantized nets, the ONNX model

Architectures: ResNet-50 v1.5 (https://arxiv.org/abs/1512.03385, stride on the 3x3), MobileNetV2
(https://arxiv.org/abs/1801.04381), SqueezeNet 1.1 (https://arxiv.org/abs/1602.07360), a residual tower with policy and
value heads (https://arxiv.org/abs/1712.01815), fully connected layers. Batch normalisation is folded, as both sides
would fold it. Quantized nets (NAME_int8) are made by onnxruntime's static quantizer: QuantizeLinear and DequantizeLinear
around each operator, activations of uint8, weights of int8 with a scale for each channel.
"""

from __future__ import annotations

import argparse
import pathlib
from dataclasses import dataclass, field

import numpy as np
import sequence_nets


@dataclass
class Op:
    """One operator: `kind` is conv, relu, clip, tanh, add, concat, max_pool, mean_pool (global) or fc."""

    kind: str
    inputs: list[str]
    output: str
    attrs: dict = field(default_factory=dict)


class Net:
    """A net under construction; each method adds an operator and returns the name of its output."""

    def __init__(self, name: str, shape: tuple[int, ...], seed: int = 0):
        self.name, self.shape = name, shape
        self.ops: list[Op] = []
        self.weights: dict[str, np.ndarray] = {}
        self.outputs: list[str] = []
        self._channels = {"data": shape[1]}
        self._random = np.random.RandomState(seed)

    def _add(self, kind: str, inputs: list[str], channels: int, **attrs) -> str:
        output = f"{kind}{len(self.ops)}"
        self.ops.append(Op(kind, inputs, output, attrs))
        self._channels[output] = channels
        return output

    def _weights(self, shape: tuple[int, ...], gain: float) -> list[str]:
        name = f"layer{len(self.ops)}"
        fan = int(np.prod(shape[1:]))
        self.weights[name + "_w"] = (self._random.randn(*shape) * np.sqrt(gain / fan)).astype("float32")
        self.weights[name + "_b"] = (self._random.randn(shape[0]) * 0.05).astype("float32")
        return [name + "_w", name + "_b"]

    def conv(self, x: str, channels: int, kernel: int, stride: int = 1, pad: int | None = None, group: int = 1, act: str = "relu",
             add: str = "") -> str:
        """Convolution, then the sum with `add`, then the activation."""
        gain = 0.25 if add else 2.0 if act else 1.0
        weights = self._weights((channels, self._channels[x] // group, kernel, kernel), gain)
        y = self._add("conv", [x, *weights], channels, kernel=kernel, stride=stride, pad=kernel // 2 if pad is None else pad, group=group)
        if add:
            y = self._add("add", [y, add], channels)
        return self._add(act, [y], channels) if act else y

    def max_pool(self, x: str, kernel: int = 3, stride: int = 2, pad: int = 0) -> str:
        return self._add("max_pool", [x], self._channels[x], kernel=kernel, stride=stride, pad=pad)

    def mean_pool(self, x: str) -> str:
        """The mean of each channel, flattened."""
        return self._add("mean_pool", [x], self._channels[x])

    def fc(self, x: str, features: int, inputs: int = 0, act: str = "") -> str:
        y = self._add("fc", [x, *self._weights((features, inputs or self._channels[x]), 2.0 if act else 1.0)], features)
        return self._add(act, [y], features) if act else y

    def concat(self, parts: list[str]) -> str:
        return self._add("concat", parts, sum(self._channels[p] for p in parts))

    def input(self, seed: int = 1) -> np.ndarray:
        return np.random.RandomState(seed).randn(*self.shape).astype("float32")

    # --- writers

    def to_netdef(self):
        """(init_net, predict_net)"""
        from netdef import core

        init, net = core.Net(self.name + "_init"), core.Net(self.name)
        for name, value in self.weights.items():
            init.GivenTensorFill([], name, shape=value.shape, values=value.ravel())
        net.AddExternalInput("data", *self.weights)
        for op in self.ops:
            a = op.attrs
            window = {"kernel": a.get("kernel"), "stride": a.get("stride"), "pad": a.get("pad")}
            if op.kind == "conv":
                net.Conv(op.inputs, op.output, group=a["group"], **window)
            elif op.kind == "max_pool":
                net.MaxPool(op.inputs, op.output, **window)
            elif op.kind == "mean_pool":
                net.AveragePool(op.inputs, op.output + "_image", global_pooling=1)
                net.Flatten(op.output + "_image", op.output)
            elif op.kind == "concat":
                net.Concat(op.inputs, [op.output, op.output + "_split"], axis=1)
            elif op.kind == "clip":
                net.Clip(op.inputs, op.output, min=0.0, max=6.0)
            else:
                getattr(net, {"relu": "Relu", "tanh": "Tanh", "add": "Sum", "fc": "FC"}[op.kind])(op.inputs, op.output)
        net.Proto().external_output.extend(self.outputs)
        return init.Proto(), net.Proto()

    def to_onnx(self):
        from onnx import TensorProto, helper, numpy_helper

        nodes = []
        for op in self.ops:
            a = op.attrs
            window = {} if "kernel" not in a else {"kernel_shape": [a["kernel"]] * 2, "strides": [a["stride"]] * 2, "pads": [a["pad"]] * 4}
            if op.kind == "conv":
                nodes.append(helper.make_node("Conv", op.inputs, [op.output], group=a["group"], **window))
            elif op.kind == "max_pool":
                nodes.append(helper.make_node("MaxPool", op.inputs, [op.output], **window))
            elif op.kind == "mean_pool":
                nodes.append(helper.make_node("GlobalAveragePool", op.inputs, [op.output + "_image"]))
                nodes.append(helper.make_node("Flatten", [op.output + "_image"], [op.output]))
            elif op.kind == "concat":
                nodes.append(helper.make_node("Concat", op.inputs, [op.output], axis=1))
            elif op.kind == "clip":
                nodes.append(helper.make_node("Clip", [*op.inputs, "zero", "six"], [op.output]))
            elif op.kind == "fc":
                x = op.inputs[0]
                if self._is_image(x):
                    nodes.append(helper.make_node("Flatten", [x], [op.output + "_flat"]))
                    x = op.output + "_flat"
                nodes.append(helper.make_node("Gemm", [x, *op.inputs[1:]], [op.output], transB=1))
            else:
                nodes.append(helper.make_node({"relu": "Relu", "tanh": "Tanh", "add": "Add"}[op.kind], op.inputs, [op.output]))
        constants = {**self.weights, "zero": np.float32(0), "six": np.float32(6)}
        graph = helper.make_graph(
            nodes, self.name, [helper.make_tensor_value_info("data", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.outputs],
            [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 9
        return model

    def _is_image(self, x: str) -> bool:
        op = next((op for op in self.ops if op.output == x), None)
        if op is None:
            return len(self.shape) > 2
        return op.kind in ("conv", "max_pool", "concat") or (op.kind in ("relu", "clip", "add", "tanh") and self._is_image(op.inputs[0]))


def resnet50(batch: int = 1) -> Net:
    net = Net("resnet50", (batch, 3, 224, 224))
    x = net.max_pool(net.conv("data", 64, 7, 2), pad=1)
    for stage, (blocks, width) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)]):
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            shortcut = net.conv(x, 4 * width, 1, stride, act="") if block == 0 else x
            y = net.conv(net.conv(x, width, 1), width, 3, stride)
            x = net.conv(y, 4 * width, 1, add=shortcut)
    net.outputs = [net.fc(net.mean_pool(x), 1000)]
    return net


def mobilenetv2(batch: int = 1) -> Net:
    net = Net("mobilenetv2", (batch, 3, 224, 224))
    x, channels = net.conv("data", 32, 3, 2, act="clip"), 32
    for expansion, width, blocks, first in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for block in range(blocks):
            stride, hidden = first if block == 0 else 1, channels * expansion
            y = x if expansion == 1 else net.conv(x, hidden, 1, act="clip")
            y = net.conv(y, hidden, 3, stride, group=hidden, act="clip")
            x = net.conv(y, width, 1, act="", add=x if stride == 1 and channels == width else "")
            channels = width
    net.outputs = [net.fc(net.mean_pool(net.conv(x, 1280, 1, act="clip")), 1000)]
    return net


def squeezenet(batch: int = 1) -> Net:
    net = Net("squeezenet", (batch, 3, 223, 223))  # so that no pooling needs its size rounded up
    x = net.max_pool(net.conv("data", 64, 3, 2, pad=0))
    for squeeze, expand in [(16, 64), (16, 64), (0, 0), (32, 128), (32, 128), (0, 0), (48, 192), (48, 192), (64, 256), (64, 256)]:
        if squeeze == 0:
            x = net.max_pool(x)
            continue
        s = net.conv(x, squeeze, 1)
        x = net.concat([net.conv(s, expand, 1), net.conv(s, expand, 3)])
    net.outputs = [net.mean_pool(net.conv(x, 1000, 1))]
    return net


def tower(batch: int = 1, blocks: int = 20, width: int = 256, board: int = 19) -> Net:
    net = Net("tower", (batch, 17, board, board))
    x = net.conv("data", width, 3)
    for _ in range(blocks):
        x = net.conv(net.conv(x, width, 3), width, 3, add=x)
    policy, value = net.conv(x, 2, 1), net.conv(x, 1, 1)
    net.outputs = [
        net.fc(policy, board * board + 1, 2 * board * board),
        net.fc(net.fc(value, 256, board * board, act="relu"), 1, act="tanh"),
    ]
    return net


def fc(rows: int = 1, size: int = 4096) -> Net:
    net = Net("fc", (rows, size))
    net.outputs = [net.fc("data", size)]
    return net


NETS = {
    "resnet50": resnet50,
    "mobilenetv2": mobilenetv2,
    "squeezenet": squeezenet,
    "resnet50_b8": lambda: resnet50(8),
    "tower": tower,
    "tower_b16": lambda: tower(16),
    "fc_m1": fc,
    "fc_m16": lambda: fc(16),
    "fc_m128": lambda: fc(128),
    **sequence_nets.NETS,
}


QUANTIZED = {"resnet50_int8": "resnet50", "mobilenetv2_int8": "mobilenetv2", "squeezenet_int8": "squeezenet"}


class Calibration:
    """The inputs that the quantizer measures the range of activations on."""

    def __init__(self, net: Net, count: int = 3):
        self._inputs = iter([{"data": net.input(seed)} for seed in range(1, count + 1)])

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self._inputs, None)


def quantize(net: Net, path: pathlib.Path) -> None:
    """The net as an ONNX model of bytes."""
    import tempfile

    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static

    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "float.onnx")
        source.write_bytes(net.to_onnx().SerializeToString())
        quantize_static(str(source), str(path), Calibration(net), quant_format=QuantFormat.QDQ, per_channel=True, activation_type=QuantType.QUInt8,
                        weight_type=QuantType.QInt8)


def write(folder: pathlib.Path, name: str) -> None:
    """NAME.onnx, NAME_init.pb, NAME_predict.pb (but for quantized nets) and NAME.npy, an input."""
    net = NETS[QUANTIZED.get(name, name)]()
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{name}.npy", net.input())
    if name in QUANTIZED:
        quantize(net, folder / f"{name}.onnx")
        return
    (folder / f"{name}.onnx").write_bytes(net.to_onnx().SerializeToString())
    init, predict = net.to_netdef()
    (folder / f"{name}_init.pb").write_bytes(init.SerializeToString())
    (folder / f"{name}_predict.pb").write_bytes(predict.SerializeToString())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("names", nargs="*", default=[*NETS, *QUANTIZED])
    arguments = parser.parse_args()
    for wanted in arguments.names:
        write(arguments.out, wanted)
        print(wanted)
