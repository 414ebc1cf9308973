"""Feeding and fetching blobs of the current workspace."""

from __future__ import annotations

import collections
from typing import Any, Iterator, Sequence

import numpy as np

from netdef import _C
from netdef._impl.workspace.names import StringifyBlobName

Int8Tensor = collections.namedtuple("Int8Tensor", ["data", "scale", "zero_point"])
Int8Tensor.__doc__ = "A quantized tensor: real value = scale * (data - zero_point)."


def FeedBlob(name: Any, arr: Any, device_option: Any = None) -> bool:
    """Copies `arr` into the blob `name`, which is made if there is none.

    arr: a numpy array; a tensor of another library on the CPU, PyTorch's for one; str or bytes, which become a string blob; a
        TensorProto; an Int8Tensor. Unicode, bytes and object arrays become string tensors. For operators of ONNX, a list of arrays
        (a sequence) or None (an optional without value).

    Raises:
        netdef.Error: other types, Python numbers and lists of them among those, and numpy types a tensor cannot have.
    """
    return _C.Workspace.current.feed_blob(name, arr, device_option)


def feed_blob(ws: _C.Workspace, name: Any, arr: Any, device_option: Any = None) -> bool:
    """FeedBlob into a given workspace."""
    return feed(ws.create_blob(StringifyBlobName(name)), arr, device_option)


def feed(blob: _C.Blob, arr: Any, device_option: Any = None) -> bool:
    """Copies `arr` into a blob object."""
    if isinstance(arr, Int8Tensor):
        return blob._feed_int8(np.asarray(arr.data), arr.scale, arr.zero_point)
    if type(arr).__name__ == "TensorProto" and hasattr(arr, "SerializeToString"):
        return blob._feed_tensor_proto(arr.SerializeToString())
    if device_option is None:
        from netdef._impl import scope

        device_option = scope.CurrentDeviceScope()
    if device_option is not None:
        _C.check_device(device_option.device_type)
    if hasattr(arr, "__dlpack__") and not isinstance(arr, np.ndarray):
        arr = np.from_dlpack(arr.detach() if hasattr(arr, "detach") else arr)  # PyTorch hands out no tensor that needs a gradient
    return blob._feed(arr)


def ShareBlob(name: Any, source: Any) -> None:
    """Lets the blob `name` use the memory of `source` without copying.

    source: any object with __dlpack__ (numpy arrays, tensors of other libraries) in contiguous, writable CPU memory. It lives
        as long as the blob uses it; what either side writes, the other sees.

    Raises:
        netdef.Error, BufferError: memory that cannot be shared.
    """
    _C.Workspace.current.create_blob(StringifyBlobName(name)).tensor().from_dlpack(source)


def FetchBlob(name: Any, out: np.ndarray | None = None) -> Any:
    """A copy of the blob's contents: an array, or bytes for a string blob.

    out: an array of the same shape and type, writable and contiguous, to copy into; it is what is returned.
    A sequence gives a list of arrays, an optional without value None. A blob that holds anything else gives bytes that name its type.

    Raises:
        netdef.Error: there is no such blob, or `out` does not fit.
        TypeError: the blob is a quantized tensor; FetchInt8Blob fetches it.
    """
    name = StringifyBlobName(name)
    if out is not None:
        _C.Workspace.current.get_blob(name)._fetch_into(out)
        return out
    result = _C.fetch_blob(name)
    if isinstance(result, tuple):
        raise TypeError(f"Use FetchInt8Blob to fetch Int8 Blob {name}")
    return result


def FetchBlobs(names: Sequence[Any]) -> list[Any]:
    """FetchBlob for each name."""
    return [FetchBlob(name) for name in names]


def FetchInt8Blob(name: Any) -> Int8Tensor:
    """A quantized blob as Int8Tensor(data, scale, zero_point)."""
    return fetch_int8_blob(_C.Workspace.current, name)


def fetch_int8_blob(ws: _C.Workspace, name: Any) -> Int8Tensor:
    """FetchInt8Blob from a given workspace."""
    name = StringifyBlobName(name)
    result = ws.fetch_blob(name)
    assert isinstance(result, tuple), f"You are not fetching an Int8Blob {name}. Please use FetchBlob"
    return Int8Tensor(*result)


def FetchInt8BlobRealVal(name: Any) -> np.ndarray:
    """The real values of a quantized blob, float32."""
    data, scale, zero_point = FetchInt8Blob(name)
    return (data.astype(np.int32) - zero_point).astype(np.float32) * np.float32(scale)


def to_torch(tensor: _C.TensorCPU) -> Any:
    """A torch tensor that shares the memory; torch must be installed."""
    import torch

    return torch.from_dlpack(tensor)


def FetchTorch(name: Any) -> Any:
    """A torch tensor that shares the blob's memory; torch must be installed."""
    return to_torch(_C.Workspace.current.get_blob(StringifyBlobName(name)).tensor())


class _BlobDict:
    """The blobs of the current workspace as a mapping: blobs["x"] fetches, blobs["x"] = array feeds."""

    def __getitem__(self, name: Any) -> Any:
        return FetchBlob(name)

    def __setitem__(self, name: Any, value: Any) -> bool:
        return FeedBlob(name, value)

    def __len__(self) -> int:
        return len(_C.blobs())

    def __iter__(self) -> Iterator[str]:
        return iter(_C.blobs())

    def __contains__(self, name: Any) -> bool:
        return _C.has_blob(StringifyBlobName(name))

    def keys(self) -> list[str]:
        return _C.blobs()


blobs = _BlobDict()
