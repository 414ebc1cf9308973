"""Devices to test on. netdef runs on the CPU; the names of other devices are here for scripts that ask whether they are used."""

from __future__ import annotations

import hypothesis.strategies as st

from netdef.proto import caffe2_pb2

cpu_do = caffe2_pb2.DeviceOption()
cuda_do = caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_CUDA)
hip_do = caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_HIP)
gpu_do = cuda_do

device_options = [cpu_do]
expanded_device_options = [cpu_do]


def device_checker_device_options() -> st.SearchStrategy:
    """All devices at once."""
    return st.just(device_options)


def gradient_checker_device_option() -> st.SearchStrategy:
    """One device."""
    return st.sampled_from(device_options)


def _pair(devices: list[caffe2_pb2.DeviceOption]) -> dict[str, st.SearchStrategy]:
    return {"gc": st.sampled_from(devices), "dc": st.just(devices)}


gcs = {"gc": gradient_checker_device_option(), "dc": device_checker_device_options()}
gcs_cpu_only = _pair([cpu_do])
gcs_cuda_only = _pair([])
gcs_gpu_only = _pair([])
gcs_no_hip = _pair([cpu_do])
