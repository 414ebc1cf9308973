"""Property-based tests of operators: samplers of tensors, and a TestCase that checks gradients and references.

Needs the package `hypothesis`. Names and behaviour are those of caffe2.python.hypothesis_test_util.
"""

from netdef import core, device_checker, gradient_checker, test_util, workspace
from netdef._impl.hypothesis_test_util.case import HypothesisTestCase
from netdef._impl.hypothesis_test_util.devices import (
    cpu_do,
    cuda_do,
    device_checker_device_options,
    device_options,
    expanded_device_options,
    gcs,
    gcs_cpu_only,
    gcs_cuda_only,
    gcs_gpu_only,
    gcs_no_hip,
    gpu_do,
    gradient_checker_device_option,
    hip_do,
)
from netdef._impl.hypothesis_test_util.running import runOpBenchmark, runOpOnInput, temp_workspace
from netdef._impl.hypothesis_test_util.samplers import (
    arrays,
    dims,
    elements_of_type,
    floats,
    lengths,
    lengths_tensor,
    segment_ids,
    segmented_tensor,
    sparse_lengths_tensor,
    sparse_segmented_tensor,
    tensor,
    tensor1d,
    tensors,
    tensors1d,
    to_float32,
)
from netdef._impl.hypothesis_test_util.settings import is_sandcastle, is_travis, settings
from netdef.proto import caffe2_pb2
