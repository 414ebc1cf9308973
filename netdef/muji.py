"""Sums of blobs over devices; as caffe2.python.muji."""

from netdef._impl.muji import (
    Allreduce,
    Allreduce2,
    Allreduce4,
    Allreduce4Group2,
    Allreduce8,
    AllreduceFallback,
    OnCPU,
    OnGPU,
)

__all__ = [
    "Allreduce", "Allreduce2", "Allreduce4", "Allreduce4Group2", "Allreduce8", "AllreduceFallback", "OnCPU", "OnGPU",
]
