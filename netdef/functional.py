"""Operators as functions of arrays; as caffe2.python.functional.

    from netdef.functional import Functional

    Functional.Relu(x).output_0
    values, indices, _ = Functional.TopK(x, k=3)

The results are a named tuple: output_0, output_1 ..., or input_i for what is written into an input's place.
"""

from netdef import core, workspace
from netdef._C import OpSchema
from netdef._impl.functional import Functional, namedtupledict
from netdef.proto import caffe2_pb2

__all__ = ["Functional", "OpSchema", "caffe2_pb2", "core", "namedtupledict", "workspace"]
