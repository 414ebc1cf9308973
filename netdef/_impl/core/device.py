"""Device options."""

from __future__ import annotations

import copy
from typing import Iterable

from netdef.proto import caffe2_pb2

# Scripts know the devices by these names; the enumeration itself has them with PROTO_ before.
for _name in ("CPU", "CUDA", "MKLDNN", "OPENGL", "OPENCL", "IDEEP", "HIP", "COMPILE_TIME_MAX_DEVICE_TYPES"):
    setattr(caffe2_pb2, _name, getattr(caffe2_pb2, f"PROTO_{_name}"))

_GPU_TYPES = (caffe2_pb2.PROTO_CUDA, caffe2_pb2.PROTO_HIP)


def DeviceOption(
    device_type: int,
    device_id: int = 0,
    random_seed: int | None = None,
    node_name: str | None = None,
    numa_node_id: int | None = None,
    extra_info: Iterable[str] | None = None,
) -> caffe2_pb2.DeviceOption:
    """A device option: where an operator runs, and with which random seed."""
    option = caffe2_pb2.DeviceOption(device_type=device_type, device_id=device_id)
    if node_name is not None:
        option.node_name = node_name
    if random_seed is not None:
        option.random_seed = random_seed
    if numa_node_id is not None:
        assert device_type == caffe2_pb2.PROTO_CPU, "numa_node_id is for CPU devices only"
        option.numa_node_id = numa_node_id
    if extra_info is not None:
        option.extra_info.extend(extra_info)
    return option


def placed(op: caffe2_pb2.OperatorDef, device: caffe2_pb2.DeviceOption) -> caffe2_pb2.OperatorDef:
    """A copy of the operator on another device; its random seed stays unless the device brings one."""
    moved = copy.deepcopy(op)
    moved.device_option.CopyFrom(device)
    if not device.random_seed and op.device_option.random_seed:
        moved.device_option.random_seed = op.device_option.random_seed
    return moved


def IsGPUDeviceType(device_type: int) -> bool:
    """Whether this is CUDA or HIP."""
    return device_type in _GPU_TYPES


def device_option_equal(
    opt1: caffe2_pb2.DeviceOption | None,
    opt2: caffe2_pb2.DeviceOption | None,
    ignore_node_name: bool = True,
    ignore_random_seed: bool = True,
) -> bool:
    """Whether two options name the same device; all CPUs are one, whatever their id, and None is a CPU."""
    if not opt1 or not opt2:
        return opt1 == opt2
    if not ignore_node_name and opt1.node_name != opt2.node_name:
        return False
    if not ignore_random_seed and opt1.random_seed != opt2.random_seed:
        return False
    if not opt1.device_type or not opt2.device_type:  # one is a CPU
        return not opt1.device_type and not opt2.device_type
    return opt1.device_id == opt2.device_id
