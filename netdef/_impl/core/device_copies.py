"""Copies between devices, put into nets where an operator reads a blob that lives elsewhere."""

from __future__ import annotations

from typing import Any, Callable, Collection

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption, IsGPUDeviceType, device_option_equal
from netdef._impl.core.device_inference import InferOpBlobDevices, InferOpDeviceAsBlobDevices
from netdef._impl.core.net import Net
from netdef._impl.core.remap import rename
from netdef.proto import caffe2_pb2

_CPU_LIKE = (caffe2_pb2.PROTO_CPU, caffe2_pb2.PROTO_IDEEP, caffe2_pb2.PROTO_MKLDNN)


class RemapEntry:
    """A blob as it is needed on a device."""

    def __init__(self, blob: str, device: caffe2_pb2.DeviceOption):
        self.blob = blob
        self.device = device

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, RemapEntry) and self.blob == other.blob and self.device == other.device

    def __hash__(self) -> int:
        return hash(self.blob + str(self.device))


def device_equal(src: caffe2_pb2.DeviceOption, dst: caffe2_pb2.DeviceOption) -> bool:
    """Whether a blob on one device can be read on the other as it is: both CPUs with the same id, or the same GPU."""
    return src.device_type == dst.device_type and src.device_id == dst.device_id


def copy_func_between_devices(src: caffe2_pb2.DeviceOption, dst: caffe2_pb2.DeviceOption) -> Callable | None:
    """The function (net, input, output) that adds a copy from one device to the other; None where none is needed.

    Raises:
        ValueError: there is no such copy.
    """
    if device_option_equal(src, dst):
        return None
    from_gpu, to_gpu = IsGPUDeviceType(src.device_type), IsGPUDeviceType(dst.device_type)
    from_cpu, to_cpu = src.device_type == caffe2_pb2.PROTO_CPU, dst.device_type == caffe2_pb2.PROTO_CPU
    if from_gpu and to_gpu:
        return _on(dst, "Copy")
    if from_cpu and to_gpu:
        return _on(dst, "CopyCPUToGPU")
    if from_gpu and to_cpu:
        return _on(src, "CopyGPUToCPU")
    raise ValueError(f"Non-supported devices: {src} and {dst}")


def _on(device: caffe2_pb2.DeviceOption, op_type: str) -> Callable:
    def copy(net: Net, *args: Any, **kwargs: Any) -> Any:
        with scope.DeviceScope(device):
            return getattr(net, op_type)(*args, **kwargs)

    return copy


def update_placeholder_op_output(op: caffe2_pb2.OperatorDef, blob_to_device: dict[str, Any]) -> None:
    """Lets a placeholder of a remote operator note the devices of its outputs: those that the net finds them on."""
    for output in op.output:
        device = blob_to_device.get(output)
        option = device if device is not None else DeviceOption(caffe2_pb2.PROTO_CPU)
        option_copy = caffe2_pb2.DeviceOption()
        option_copy.CopyFrom(option)
        blob_to_device[output] = option_copy


def _name_on(blob: str, device: caffe2_pb2.DeviceOption) -> str:
    if device.device_type in _CPU_LIKE:
        return f"{blob}_cpu"
    if IsGPUDeviceType(device.device_type):
        return f"{blob}_gpu_{device.device_id}"
    raise RuntimeError(f"Device type {device.device_type} not supported for cross-device copies")


def InjectCrossDeviceCopies(
    net: Net,
    blob_to_device: dict[str, Any] | None = None,
    blob_remap: dict[RemapEntry, str] | None = None,
    placeHolderOps: Collection[str] | None = None,
) -> tuple[Net, dict[str, Any]]:
    """(a net that copies what an operator needs on another device, {blob: device}); copies get `_cpu` or `_gpu_<id>` names.

    blob_to_device: where blobs are already; external inputs that it does not name are taken to be where they are read first.
    blob_remap: copies made so far, by blob and device, which are used again. Both are added to.
    placeHolderOps: types whose blobs are all on their own device.

    Raises:
        AttributeError: a blob's device is not known. RuntimeError: a blob is written again on another device.
    """
    devices = {} if blob_to_device is None else blob_to_device
    copies = {} if blob_remap is None else blob_remap
    new_net = Net(f"{net.Name()}_cross_device")
    if net.external_inputs:
        new_net.AddExternalInput(*net.external_inputs)
    for op in net.Proto().op:
        is_placeholder = placeHolderOps is not None and op.type in placeHolderOps
        input_devices, output_devices = (InferOpDeviceAsBlobDevices if is_placeholder else InferOpBlobDevices)(op)
        moved: dict[str, str] = {}
        for device, blob in zip(input_devices, op.input):
            if blob not in devices:
                assert net.BlobIsDefined(blob), f"input {blob} should be defined in the net."
                if not net.is_external_input(blob):
                    raise AttributeError(f"No device information found for blob {blob}.")
                devices[blob] = device
            if device_equal(devices[blob], device):
                continue
            entry = RemapEntry(blob, device)
            if entry not in copies or devices.get(copies[entry]) != device:
                copy = copy_func_between_devices(devices[blob], device)
                if copy is None:
                    continue
                copies[entry] = _name_on(blob, device)
                with scope.EmptyNameScope():
                    copy(new_net, blob, copies[entry])
                devices[copies[entry]] = device
            moved[blob] = copies[entry]
        if is_placeholder:
            update_placeholder_op_output(op, devices)
        for device, blob in zip(output_devices, op.output):
            if blob in devices and blob not in op.input and not device_equal(devices[blob], device):
                raise RuntimeError(
                    f"In-place blob: {blob} is not supported between operators with different device option previous:"
                    f"{devices[blob]} now: {device}. Failed op:\n {op}")
        new_op = caffe2_pb2.OperatorDef()
        new_op.CopyFrom(op)
        rename(new_op.input, moved)
        rename(new_op.output, {blob: name for blob, name in moved.items() if blob in op.output})  # stays in place
        devices.update(zip(new_op.output, output_devices))
        new_net.extend_ops([new_op])
    return new_net, devices


def InjectDeviceCopiesAmongNets(nets: list[Net], blob_to_device_init: dict[str, Any] | None = None) -> tuple[list[Net], dict]:
    """InjectCrossDeviceCopies for nets that run one after the other; ([nets], {blob: device})."""
    assert isinstance(nets, list), f"nets {nets} should be a list of nets."
    assert all(isinstance(net, Net) for net in nets), "nets should be a list of nets"
    devices = blob_to_device_init or {}
    copies: dict[RemapEntry, str] = {}
    new_nets = []
    for net in nets:
        new_net, devices = InjectCrossDeviceCopies(net, blob_to_device=devices, blob_remap=copies)
        new_nets.append(new_net)
    return new_nets, devices


def InjectDeviceCopiesAmongNetsWithoutB2D(nets: list[Net], blob_to_device_init: dict[str, Any] | None = None) -> list[Net]:
    """InjectDeviceCopiesAmongNets, the nets alone."""
    return InjectDeviceCopiesAmongNets(nets, blob_to_device_init)[0]
