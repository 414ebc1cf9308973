"""Models of both kinds behind one interface, for self-checks and comparisons: run them, or watch them layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

import netdef
from netdef import _C
from netdef import workspace as c2_workspace
from netdef.onnx import files, value_info, values
from netdef.onnx.error import ConversionError
from netdef.onnx.importer import import_model
from netdef.onnx.workspace import Workspace
from netdef.proto import caffe2_pb2

_LAYERS_AT_ONCE = 64


class NetDefSide:
    """A pair of nets, run by netdef."""

    def __init__(self, init_net: caffe2_pb2.NetDef, predict_net: caffe2_pb2.NetDef, label: str = "netdef"):
        self.label = label
        self.init_net, self.predict_net = init_net, predict_net
        self.predictor = c2_workspace.Predictor(init_net, predict_net)
        self.inputs = [item.name for item in self.predictor.inputs]
        self.outputs = list(self.predictor.output_names)

    def value_info(self) -> dict[str, tuple[int, Any]]:
        """What the net itself says of its inputs."""
        return {name: info for name, info in value_info.attached(self.predict_net).items() if name in self.inputs}

    def run(self, inputs: Mapping[str, Any]) -> list[Any]:
        """The outputs in order."""
        results = self.predictor.run_named({k: v for k, v in inputs.items() if k in self.inputs}, self.outputs)
        return [results[name] for name in self.outputs]

    def layers(self, inputs: Mapping[str, Any], names: set[str]) -> Iterator[tuple[str, Any]]:
        """(blob, value) of those of `names` that operators write, as they run."""
        space = Workspace()
        with space:
            c2_workspace.RunNetOnce(self.init_net)
            for name, value in inputs.items():
                c2_workspace.FeedBlob(name, value)
        for op in self.predict_net.op:
            space.RunOperatorOnce(op)
            for name in op.output:
                if name in names:
                    with space:
                        yield name, _C.fetch_blob(name)

    def layer_names(self) -> list[str]:
        return list(dict.fromkeys(name for op in self.predict_net.op for name in op.output if name))


class OnnxSide:
    """An ONNX model, run by ONNX Runtime where it is installed, else by the reference evaluator of the onnx package."""

    def __init__(self, model: onnx.ModelProto, label: str = ""):
        self.model = model
        try:
            import onnxruntime
        except ImportError:
            self.runtime = None
        else:
            self.runtime = onnxruntime
        self.label = label or ("onnxruntime" if self.runtime else "onnx.reference")
        filled = {tensor.name for tensor in model.graph.initializer}
        self.inputs = [value.name for value in model.graph.input if value.name not in filled]
        self.outputs = [value.name for value in model.graph.output]

    def value_info(self) -> dict[str, tuple[int, Any]]:
        found = {value.name: values.ValueType.of(value.type) for value in self.model.graph.input}
        return {name: (info.dtype, info.shape) for name, info in found.items() if name in self.inputs and info.dtype}

    def _run(self, model: onnx.ModelProto, inputs: Mapping[str, Any], outputs: list[str]) -> list[Any]:
        fed = {name: _text(value) for name, value in inputs.items() if name in self.inputs}
        if self.runtime is None:
            from onnx.reference import ReferenceEvaluator

            return ReferenceEvaluator(model).run(outputs, fed)
        options = self.runtime.SessionOptions()
        options.log_severity_level = 3
        try:
            session = self.runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
            return [_matrix(value) for value in session.run(outputs, fed)]
        except Exception as error:  # its exceptions have no class in common
            raise ConversionError(f"ONNX Runtime cannot run the model: {error}") from error

    def run(self, inputs: Mapping[str, Any]) -> list[Any]:
        """The outputs in order."""
        return self._run(self.model, inputs, self.outputs)

    def layers(self, inputs: Mapping[str, Any], names: set[str]) -> Iterator[tuple[str, Any]]:
        """(value, array) of those of `names` that nodes make, some at a time so that not all are held at once."""
        wanted = [name for name in self.layer_names() if name in names]
        for start in range(0, len(wanted), _LAYERS_AT_ONCE):
            part = wanted[start : start + _LAYERS_AT_ONCE]
            watched = onnx.ModelProto()
            watched.CopyFrom(self.model)
            del watched.graph.output[:]
            watched.graph.output.extend(onnx.ValueInfoProto(name=name) for name in part)
            yield from zip(part, self._run(watched, inputs, part))

    def layer_names(self) -> list[str]:
        return list(dict.fromkeys(name for node in self.model.graph.node for name in node.output if name))


def _matrix(value: Any) -> Any:
    """A list of maps, which ZipMap makes, as the matrix of their numbers, which nets give."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return np.array([list(item.values()) for item in value], np.float32)
    return value


def _text(value: Any) -> Any:
    """Strings as these runtimes take them."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "OSU":
        return np.array([v.decode() if isinstance(v, bytes) else str(v) for v in value.ravel()], object).reshape(value.shape)
    return value


def is_onnx(path: str | Path) -> bool:
    """Whether a file holds an ONNX model, by its contents: a graph and a version."""
    path = Path(path)
    if not path.is_file():
        return False
    try:
        files.parse(path.read_bytes())
    except ConversionError:
        return False
    return True


def read_nets(path: str | Path, allow: Sequence[str] = ()) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
    """(init_net, predict_net) of whatever netdef.load takes."""
    try:
        loaded = _C.load_model(str(path), limits=netdef.Limits(), allow=list(allow))
    except netdef.Error:
        if Path(path).suffix == ".onnx":  # a damaged one: what is wrong with it as such says more
            files.read(path)
        raise
    return caffe2_pb2.NetDef.FromString(loaded.init), caffe2_pb2.NetDef.FromString(loaded.predict)


def open_side(path: str | Path, foreign: bool = False) -> NetDefSide | OnnxSide:
    """The model in a file. An ONNX model is run by netdef, with `foreign` by a runtime of its own."""
    if not is_onnx(path):
        return NetDefSide(*read_nets(path), label=str(path))
    model = files.read(path)
    if foreign:
        return OnnxSide(model)
    return NetDefSide(*import_model(model), label=f"netdef, {path}")


def is_size(dim: Any) -> bool:
    """Whether a size of value info is a number; exporters also wrote -1 for an open one."""
    return isinstance(dim, int) and dim >= 0


def seeded_inputs(info: Mapping[str, tuple[int, Any]], seed: int = 0, sizes: Mapping[str, int] | None = None) -> dict[str, np.ndarray]:
    """Inputs for value info: floats are normal, whole numbers 0 or 1; open sizes (names, None, below 0) are those of `sizes`, else 1."""
    rng = np.random.default_rng(seed)
    made = {}
    for name, (code, shape) in info.items():
        if shape is None:
            raise ConversionError(f"the rank of input '{name}' is not known: give its shape")
        dims = [dim if is_size(dim) else (sizes or {}).get(dim, 1) for dim in shape]
        if np.prod(dims, dtype=object) > 1 << 28:
            raise ConversionError(f"input '{name}' of shape {dims} is too large for a self-check")
        dtype = values.numpy_dtype(code)
        if dtype == object:
            made[name] = np.full(dims, "text", object)
        elif dtype.kind in "iub":
            made[name] = rng.integers(0, 2, dims).astype(dtype)
        else:
            made[name] = rng.standard_normal(dims).astype(dtype)
    return made


def difference(left: Any, right: Any) -> tuple[float, float]:
    """(largest difference, largest magnitude) of two values; infinity where they cannot be compared."""
    if isinstance(left, list) or isinstance(right, list):
        if not (isinstance(left, list) and isinstance(right, list) and len(left) == len(right)):
            return np.inf, 0.0
        parts = [difference(a, b) for a, b in zip(left, right)]
        return max((p[0] for p in parts), default=0.0), max((p[1] for p in parts), default=0.0)
    if left is None or right is None:
        return (0.0 if left is right else np.inf), 0.0
    if isinstance(left, tuple) or isinstance(right, tuple):  # int8: (bytes, scale, zero point)
        left, right = (value[0] if isinstance(value, tuple) else value for value in (left, right))
    a, b = np.asarray(left), np.asarray(right)
    if a.shape != b.shape:
        return np.inf, 0.0
    if a.size == 0:
        return 0.0, 0.0
    if a.dtype.kind in "OUS" or b.dtype.kind in "OUS":
        text = lambda x: [v.decode() if isinstance(v, bytes) else str(v) for v in x.ravel()]  # noqa: E731
        return (0.0 if text(a) == text(b) else np.inf), 1.0
    wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    a, b = a.astype(wide), b.astype(wide)
    equal = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        gaps = np.where(equal, 0.0, np.abs(a - b))
    magnitude = np.abs(b[np.isfinite(b)]).max(initial=0.0)
    return float(np.where(np.isnan(gaps), np.inf, gaps).max()), float(magnitude)
