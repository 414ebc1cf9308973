"""Files of Caffe models."""

from __future__ import annotations

import numpy as np
from google.protobuf import text_format

from netdef.proto import caffe_pb2

# Types of old files that bear another name today.
_TYPES_OF_V1 = {
    "BNLL": "BNLL", "LRN": "LRN", "MVN": "MVN", "RELU": "ReLU", "TANH": "TanH", "HDF5_DATA": "HDF5Data", "IM2COL": "Im2col",
    "SOFTMAX_LOSS": "SoftmaxWithLoss", "ARGMAX": "ArgMax", "ABSVAL": "AbsVal",
}


def read_prototxt(path: str) -> caffe_pb2.NetParameter:
    """The net of a .prototxt file; fields that are not translated are skipped."""
    with open(path) as file:
        return parse_prototxt(file.read())


def parse_prototxt(text: str) -> caffe_pb2.NetParameter:
    """The net in the text of a .prototxt file."""
    return text_format.Parse(text, caffe_pb2.NetParameter(), allow_unknown_field=True)


def read_caffemodel(path: str) -> caffe_pb2.NetParameter:
    """The net with weights of a .caffemodel file."""
    with open(path, "rb") as file:
        return caffe_pb2.NetParameter.FromString(file.read())


def layers_of(net: caffe_pb2.NetParameter) -> list[caffe_pb2.LayerParameter]:
    """The layers, those of old files in today's form."""
    return [*net.layer, *map(_upgrade, net.layers)]


def _upgrade(old: caffe_pb2.V1LayerParameter) -> caffe_pb2.LayerParameter:
    name = caffe_pb2.V1LayerParameter.LayerType.Name(old.type)
    layer = caffe_pb2.LayerParameter(type=_TYPES_OF_V1.get(name) or "".join(part.capitalize() for part in name.split("_")))
    for field, value in old.ListFields():
        if isinstance(value, str):
            setattr(layer, field.name, value)
        elif hasattr(value, "CopyFrom"):
            getattr(layer, field.name).CopyFrom(value)
        elif field.name != "type":
            getattr(layer, field.name).extend(value)
    return layer


def blob_array(blob: caffe_pb2.BlobProto) -> np.ndarray:
    """The weights a message holds, float32.

    Raises:
        ValueError: the shape is not that of the data.
    """
    values = np.array(blob.data or blob.double_data, np.float32)
    if blob.HasField("shape"):
        shape = list(blob.shape.dim)
    else:
        shape = [blob.num, blob.channels, blob.height, blob.width]
    if any(dim < 0 for dim in shape) or int(np.prod(shape, dtype=object)) != values.size:
        raise ValueError(f"a blob of shape {shape} cannot hold {values.size} values")
    return values.reshape(shape)
