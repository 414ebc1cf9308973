"""The extension module's own names, as scripts of Caffe2 use them."""

import numpy as np
import pytest

from netdef import _import_c_extension, core, workspace
from netdef.proto import caffe2_pb2


def a_net():
    net = core.Net("some")
    net.FC(["x", "w", "b"], "y")
    net.FC(["x", "w", "b"], "z")
    return net


def test_all_modules_show_the_same():
    assert core.C is workspace.C
    for name in ("global_init", "registered_operators", "Workspace", "has_gpu_support"):
        assert getattr(core.C, name) is getattr(_import_c_extension, name)


def test_a_cpu_build_says_so():
    C = core.C
    assert (C.num_cuda_devices(), C.get_cuda_version(), C.get_cudnn_version(), C.get_cuda_peer_access_pattern()) == (0, 0, 0, [])
    assert not (C.has_gpu_support or C.has_cuda_support or C.has_hip_support or C.use_trt or C.is_asan)
    assert (C.is_numa_enabled(), C.get_num_numa_nodes()) == (False, -1)
    assert not C.get_build_options()["USE_CUDA"]
    for ask in (C.get_device_properties, C.get_gpu_memory_info):
        with pytest.raises(RuntimeError, match="no GPU 0"):
            ask(0)


def test_transforms_of_serialized_nets():
    assert core.C.transform_exists("CommonSubexpressionElimination") and not core.C.transform_exists("Nothing")
    changed = caffe2_pb2.NetDef.FromString(
        core.C.apply_transform("CommonSubexpressionElimination", a_net().Proto().SerializeToString()))
    assert [list(op.output) for op in changed.op] == [["y"]]


def test_random_inputs_of_a_serialized_net():
    core.C.fill_random_network_inputs(
        a_net().Proto().SerializeToString(), [[[2, 3], [4, 3], [4]]] * 2, [["float"] * 3] * 2)
    assert workspace.FetchBlob("w").shape == (4, 3)
    assert workspace.FetchBlob("w").dtype == np.float32


def test_devices_of_a_serialized_operator():
    gpu = core.DeviceOption(caffe2_pb2.CUDA, 1)
    op = core.CreateOperator("CopyGPUToCPU", ["x"], ["y"], device_option=gpu)
    inputs, outputs = core.C.infer_op_input_output_device(op.SerializeToString())
    assert [caffe2_pb2.DeviceOption.FromString(device) for device in inputs] == [gpu]
    assert [caffe2_pb2.DeviceOption.FromString(device).device_type for device in outputs] == [caffe2_pb2.CPU]


def test_memonger_on_serialized_nets():
    net = core.Net("chain")
    for before, after in ("ab", "bc", "cd", "de"):
        net.Relu(before, after)
    net.Proto().external_output.append("e")
    smaller = caffe2_pb2.NetDef.FromString(core.C.memonger_optimize_inference_net(net.Proto().SerializeToString(), ["a"]))
    assert len({blob for op in smaller.op for blob in op.output}) < 4
    assert smaller.op[0].input[0] == "a" and smaller.op[-1].output[0] == "e"
