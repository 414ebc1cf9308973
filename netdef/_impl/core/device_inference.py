"""On which device the blobs of an operator live."""

from __future__ import annotations

from typing import Any

from netdef.proto import caffe2_pb2

_ALL = None

# Operators some of whose inputs or outputs are on the CPU whatever their device: (positions of inputs, of outputs). Which
# these are is settled by Caffe2's GPU kernels; an operator of netdef has no other device than the CPU.
_ON_CPU: dict[str, tuple[tuple[int, ...] | None, tuple[int, ...] | None]] = {
    "Adam": ((5,), ()),
    "Concat": ((), (1,)),
    "CopyCPUToGPU": (_ALL, ()),
    "CopyFromCPUInput": (_ALL, ()),
    "CopyGPUToCPU": ((), _ALL),
    "EnsureCPUOutput": ((), _ALL),
    "LearningRate": ((0,), ()),
    "Split": ((1,), ()),
}


def _devices(op: caffe2_pb2.OperatorDef) -> tuple[list[Any], list[Any]]:
    cpu_inputs, cpu_outputs = _ON_CPU.get(op.type, ((), ()))

    def of(count: int, on_cpu: tuple[int, ...] | None) -> list[Any]:
        return [
            caffe2_pb2.DeviceOption() if on_cpu is _ALL or i in on_cpu else caffe2_pb2.DeviceOption.FromString(device)
            for i in range(count)]

    device = op.device_option.SerializeToString()
    return of(len(op.input), cpu_inputs), of(len(op.output), cpu_outputs)


def InferOpBlobDevices(op: caffe2_pb2.OperatorDef) -> tuple[list[Any], list[Any]]:
    """(devices of the inputs, devices of the outputs): the operator's own, but for those it has on the CPU."""
    return _devices(op)


def InferOpDeviceAsBlobDevices(op: caffe2_pb2.OperatorDef) -> tuple[list[Any], list[Any]]:
    """The same, as if every blob were on the operator's device."""
    device = op.device_option if op.HasField("device_option") else caffe2_pb2.DeviceOption()
    return [device] * len(op.input), [device] * len(op.output)


def InferOpBlobDevicesAsDict(op: caffe2_pb2.OperatorDef) -> tuple[dict[str, Any], dict[str, Any]]:
    """InferOpBlobDevices by name: ({input: device}, {output: device})."""
    inputs, outputs = InferOpBlobDevices(op)
    return dict(zip(op.input, inputs)), dict(zip(op.output, outputs))


def InferBlobDevices(net: Any) -> dict[str, Any]:
    """{blob: device} of everything the net writes; the operator's device, where copies to the CPU are meant to stay beside it."""
    devices: dict[str, Any] = {}
    for op in net.Proto().op:
        device = op.device_option if op.HasField("device_option") else caffe2_pb2.DeviceOption()
        devices.update(dict.fromkeys(op.output, device))
    return devices
