"""ONNX models as NetDefs and back.

    init_net, predict_net = netdef.onnx.load("model.onnx")

Needs the package `onnx`: pip install netdef-runtime[onnx].
"""

from __future__ import annotations

import os

import netdef
from netdef.onnx.error import BaseException, Unsupported
from netdef.onnx.files import read as _read
from netdef.onnx.importer import import_model as _import_model
from netdef.proto import caffe2_pb2

__all__ = ["BaseException", "Unsupported", "load"]


def load(path: str | os.PathLike, *, limits: netdef.Limits | None = None) -> tuple[caffe2_pb2.NetDef, caffe2_pb2.NetDef]:
    """(init_net, predict_net) of an ONNX file of any opset.

    limits: what the file may cost, netdef.Limits() by default.

    Raises netdef.Error: Unsupported names all nodes that netdef cannot run; other faults say what is wrong with the file.
    """
    return _import_model(_read(path, limits))
