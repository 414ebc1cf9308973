"""Element types by name, for `dtype=core.DataType.INT64`."""

from netdef.proto import caffe2_pb2


class DataType:
    """The values of TensorProto.DataType as attributes: FLOAT, INT32, INT64 ..."""


for _name, _code in caffe2_pb2.TensorProto.DataType.items():
    setattr(DataType, _name, _code)
