"""Sums of blobs over devices by pairs: the reductions of training scripts that place their replicas themselves."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.net import Net
from netdef.proto import caffe2_pb2


def OnGPU(gpu_id: int) -> caffe2_pb2.DeviceOption:
    """The device option of a GPU. Nets with it can be built here, and run where the executor places them on the CPU."""
    return DeviceOption(caffe2_pb2.PROTO_CUDA, gpu_id)


def OnCPU() -> caffe2_pb2.DeviceOption:
    """The device option of the CPU."""
    return caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_CPU)


def Allreduce(net: Net, blobs: Sequence[Any], reduced_affix: str = "_reduced", gpu_indices: Sequence[int] | None = None) -> Any:
    """Adds the sum of the blobs, one on each device, as blobs `<blob><reduced_affix>`; gpu_indices: by default 0, 1 ..."""
    return AllreduceFallback(net, blobs, reduced_affix, range(len(blobs)) if gpu_indices is None else gpu_indices)


def AllreduceFallback(net: Net, blobs: Sequence[Any], reduced_affix: str, gpu_indices: Sequence[int]) -> list[Any]:
    """Sums one after the other on the first device, for any number of them."""
    assert len(blobs) == len(gpu_indices), f"expected a device for each of {len(blobs)} blobs, got {len(gpu_indices)}"
    reduced = [None] * len(blobs)
    with scope.DeviceScope(OnGPU(gpu_indices[0])):
        reduced[0] = net.Copy(blobs[0], blobs[0] + reduced_affix)
        for blob in blobs[1:]:
            copied = net.Copy(blob, reduced[0] + "_temp_copy")
            reduced[0] = net.Add([copied, reduced[0]], reduced[0])
    for i, gpu in list(enumerate(gpu_indices))[1:]:
        with scope.DeviceScope(OnGPU(gpu)):
            reduced[i] = net.Copy(reduced[0], blobs[i] + reduced_affix)
    return reduced


def Allreduce2(net: Net, blobs: Sequence[Any], reduced_affix: str, gpu_indices: Sequence[int]) -> tuple:
    """The sum over two devices."""
    return tuple(_tree(net, blobs, reduced_affix, gpu_indices, 2, peers=2))


def Allreduce4(net: Net, blobs: Sequence[Any], reduced_affix: str, gpu_indices: Sequence[int]) -> tuple:
    """The sum over four devices that all reach each other."""
    return tuple(_tree(net, blobs, reduced_affix, gpu_indices, 4, peers=4))


def Allreduce4Group2(net: Net, blobs: Sequence[Any], reduced_affix: str, gpu_indices: Sequence[int]) -> tuple:
    """The sum over two pairs of devices that reach each other only in the pair."""
    return tuple(_tree(net, blobs, reduced_affix, gpu_indices, 4, peers=2))


def Allreduce8(net: Net, blobs: Sequence[Any], reduced_affix: str, gpu_indices: Sequence[int]) -> list:
    """The sum over eight devices in two groups of four that reach each other."""
    return _tree(net, blobs, reduced_affix, gpu_indices, 8, peers=4)


def _tree(net: Net, blobs: Sequence[Any], affix: str, gpus: Sequence[int], count: int, peers: int) -> list:
    """Sums pairs, pairs of pairs ...; between groups of `peers` a blob is copied first. The sum goes back the same way."""
    assert len(blobs) == count == len(gpus), f"expected {count} blobs and devices, got {len(blobs)} and {len(gpus)}"
    reduced: list[Any] = [None] * count
    step = 1
    while step < count:
        for i in range(0, count, 2 * step):
            with scope.DeviceScope(OnGPU(gpus[i])):
                left, right = (blobs[i], blobs[i + step]) if step == 1 else (reduced[i], reduced[i + step])
                if step >= peers:
                    right = net.Copy(right, right + "_copy")
                reduced[i] = net.Add([left, right], blobs[i] + affix)
        step *= 2
    while step > 1:
        step //= 2
        for i in range(step, count, 2 * step):
            with scope.DeviceScope(OnGPU(gpus[i])):
                reduced[i] = net.Copy(reduced[i - step], blobs[i] + affix)
    return reduced
