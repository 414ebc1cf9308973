"""What scripts ask about devices before they use them. netdef runs on the CPU and does not distinguish memory nodes."""

from __future__ import annotations

from typing import Any

import numpy as np

import netdef._impl.core.device  # noqa: F401  puts the devices' names into caffe2_pb2
from netdef import _C
from netdef._impl.workspace.names import StringifyBlobName
from netdef.proto import caffe2_pb2

has_gpu_support = has_cuda_support = has_hip_support = False
is_asan = False
GpuDeviceType = caffe2_pb2.PROTO_CUDA

# Scripts ask the extension module itself as well.
_FACTS_OF_C = {
    "define_caffe2_no_operator_schema": False,
    "has_cuda_support": False,
    "has_gpu_support": False,
    "has_hip_support": False,
    "has_mkldnn": False,
    "is_asan": is_asan,
    "use_mkldnn": True,
    "use_rocm": False,
    "use_trt": False,
}
for _name, _value in _FACTS_OF_C.items():
    setattr(_C, _name, _value)


def NumGpuDevices() -> int:
    """How many GPUs there are to run on: 0."""
    return 0


NumCudaDevices = NumGpuDevices


def GetCUDAVersion() -> int:
    """The version of CUDA, 0 without it."""
    return 0


def GetCuDNNVersion() -> int:
    """The version of cuDNN, 0 without it."""
    return 0


def GetDeviceProperties(x: int) -> None:
    """The properties of GPU `x`: None without GPUs."""
    return None


def GetGPUMemoryInfo() -> None:
    """Free and total memory of the GPUs: None without GPUs."""
    return None


def GetGpuPeerAccessPattern() -> np.ndarray:
    """Which GPU can reach the memory of which: an empty array without GPUs."""
    return np.array([])


def IsNUMAEnabled() -> bool:
    """Whether memory nodes are distinguished."""
    return False


def GetNumNUMANodes() -> int:
    """How many memory nodes there are; -1 where they are not distinguished."""
    return -1


def GetBlobNUMANode(name: Any) -> int:
    """The memory node of a blob; -1 where they are not distinguished.

    Raises:
        netdef.Error: there is no such blob.
    """
    _C.Workspace.current.get_blob(StringifyBlobName(name))
    return -1
