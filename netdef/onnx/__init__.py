"""ONNX models as NetDefs and back.

    init_net, predict_net = netdef.onnx.load("model.onnx")
    netdef.onnx.save(predict_net, init_net, "model.onnx", inputs={"data": (1, 3, 224, 224)})

Needs the package `onnx`: pip install 'netdef-runtime[onnx]'.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import netdef
from netdef._impl.extras import needed_for

with needed_for("netdef.onnx", "onnx"):
    import onnx as _onnx  # noqa: F401  (first of all: the modules below import it)

from netdef.onnx import value_info as _value_info
from netdef.onnx.error import ConversionError, Unsupported
from netdef.onnx.exporter import export_model as _export_model
from netdef.onnx.files import write as _write
from netdef.onnx.files import read as _read
from netdef.onnx.importer import import_model as _import_model
from netdef.proto import caffe2_pb2

__all__ = ["ConversionError", "Unsupported", "load", "save"]


def load(path: str | os.PathLike, *, limits: netdef.Limits | None = None) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
    """(init_net, predict_net) of an ONNX file of any opset.

    limits: what the file may cost, netdef.Limits() by default.

    Raises netdef.Error: Unsupported names all nodes that netdef cannot run; other faults say what is wrong with the file.
    """
    return _import_model(_read(path, limits))


def save(predict_net: caffe2_pb2.NetDef, init_net: caffe2_pb2.NetDef | None, path: str | os.PathLike, *,
         inputs: Mapping[str, Any] | None = None, opset: int | None = None, qdq: bool = False) -> None:
    """Writes a pair of nets as an ONNX file; weights of more than 2 GB go to a file beside it.

    inputs: {name: shape}, {name: (numpy type, shape)} or {name: array}; a size may be a name. Not needed for inputs whose
        types the net carries, as nets of load() do.
    opset: of the model; by default 17, or the first newer one that has all its operators.
    qdq: int8 operators as floats between QuantizeLinear and DequantizeLinear, which runtimes fuse to their own int8 kernels.
        By default they become integer arithmetic that gives the same bytes everywhere.

    Raises Unsupported, naming all operators that have no form in ONNX, and netdef.Error for inputs without a type.
    """
    _write(_export_model(predict_net, init_net, _value_info.of(inputs or {}), opset, qdq=qdq), path)
