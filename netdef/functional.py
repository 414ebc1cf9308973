"""Operators called like functions: Functional.Relu(array)["output_0"]; as caffe2.python.functional."""

from netdef import core, workspace
from netdef._C import OpSchema
from netdef._impl.functional.call import Functional, namedtupledict
from netdef.proto import caffe2_pb2
