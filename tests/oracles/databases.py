"""minidb files read and written without netdef."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from netdef.proto import caffe2_pb2


def read_minidb(path: str | Path) -> list[tuple[str, bytes]]:
    data, records, at = Path(path).read_bytes(), [], 0
    while at < len(data):
        key, value = struct.unpack_from("<ii", data, at)
        at += 8
        records.append((data[at : at + key].decode(), data[at + key : at + key + value]))
        at += key + value
    assert at == len(data)
    return records


def write_minidb(path: str | Path, records: list[tuple[str, bytes]]) -> str:
    data = b"".join(struct.pack("<ii", len(k.encode()), len(v)) + k.encode() + v for k, v in records)
    Path(path).write_bytes(data)
    return str(path)


def read_blobs(path: str | Path) -> list[tuple[str, caffe2_pb2.BlobProto]]:
    return [(key, caffe2_pb2.BlobProto.FromString(value)) for key, value in read_minidb(path)]


def float_chunk(name: str, dims: list[int], values: list[float], begin: int, end: int) -> bytes:
    """A record of Save: elements [begin, end) of a float tensor."""
    blob = caffe2_pb2.BlobProto(name=name, type="Tensor")
    blob.tensor.dims.extend(dims)
    blob.tensor.data_type = caffe2_pb2.TensorProto.FLOAT
    blob.tensor.float_data.extend(values)
    blob.tensor.segment.begin, blob.tensor.segment.end = begin, end
    return blob.SerializeToString()


def string_blob(name: str, content: bytes) -> bytes:
    return caffe2_pb2.BlobProto(name=name, type="std::string", content=content).SerializeToString()


def tensors_record(*arrays: np.ndarray) -> bytes:
    """A record for TensorProtosDBInput."""
    record = caffe2_pb2.TensorProtos()
    for array in arrays:
        tensor = record.protos.add(dims=array.shape)
        if array.dtype == np.float32:
            tensor.data_type = caffe2_pb2.TensorProto.FLOAT
            tensor.float_data.extend(array.ravel().tolist())
        elif array.dtype == np.uint8:
            tensor.data_type = caffe2_pb2.TensorProto.BYTE
            tensor.byte_data = array.tobytes()
        elif array.dtype == object:
            tensor.data_type = caffe2_pb2.TensorProto.STRING
            tensor.string_data.extend(array.ravel().tolist())
        else:
            tensor.data_type = caffe2_pb2.TensorProto.INT32
            tensor.int32_data.extend(array.ravel().tolist())
    return record.SerializeToString()
