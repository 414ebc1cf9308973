"""The model helper of older scripts, whose layers are methods; as caffe2.python.cnn."""

from netdef import brew, workspace
from netdef._impl.cnn.cnn_model_helper import CNNModelHelper
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef.proto import caffe2_pb2

__all__ = ["CNNModelHelper", "ModelHelper", "brew", "caffe2_pb2", "workspace"]
