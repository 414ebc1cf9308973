"""Samplers of devices for tests that compare device IDEEP (oneDNN in Caffe2; here the CPU's kernels) with the plain CPU.

Needs the package `hypothesis`. Names and behaviour are those of caffe2.python.ideep_test_util.
"""

import hypothesis.strategies as st

from netdef import hypothesis_test_util as hu
from netdef.proto import caffe2_pb2

cpu_do = hu.cpu_do
ideep_do = caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_IDEEP)
device_options = [*hu.device_options, ideep_do]


def device_checker_device_options() -> st.SearchStrategy:
    """All devices at once."""
    return st.just(device_options)


def gradient_checker_device_option() -> st.SearchStrategy:
    """One device."""
    return st.sampled_from(device_options)


gcs = {"gc": gradient_checker_device_option(), "dc": device_checker_device_options()}
gcs_cpu_only = {"gc": st.sampled_from([cpu_do]), "dc": st.just([cpu_do])}
gcs_ideep_only = {"gc": st.sampled_from([ideep_do]), "dc": st.just([ideep_do])}
gcs_cpu_ideep = {"gc": st.sampled_from([cpu_do, ideep_do]), "dc": st.just([cpu_do, ideep_do])}
