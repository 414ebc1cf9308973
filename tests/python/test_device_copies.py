"""Where blobs live and the copies between devices. Expected is what the real Caffe2 answered."""

import pytest

from netdef import core
from netdef.proto import caffe2_pb2

CPU, GPU = core.DeviceOption(caffe2_pb2.CPU), core.DeviceOption(caffe2_pb2.CUDA, 3)


def ops(net):
    return [(op.type, list(op.input), list(op.output), op.device_option.device_id) for op in net.Proto().op]


def on(device, *args, **kwargs):
    return core.CreateOperator(*args, device_option=device, **kwargs)


def test_some_blobs_of_gpu_operators_are_on_the_cpu():
    for op_type, inputs, outputs, cpu_in, cpu_out in (
            ("Relu", 1, 1, [], []), ("CopyGPUToCPU", 1, 1, [], [0]), ("CopyCPUToGPU", 1, 1, [0], []),
            ("EnsureCPUOutput", 1, 1, [], [0]), ("CopyFromCPUInput", 1, 1, [0], []), ("LearningRate", 1, 1, [0], []),
            ("Adam", 6, 3, [5], []), ("Concat", 2, 2, [], [1]), ("Split", 2, 2, [1], [])):
        op = on(GPU, op_type, [f"i{k}" for k in range(inputs)], [f"o{k}" for k in range(outputs)])
        read, written = core.InferOpBlobDevices(op)
        assert [k for k, device in enumerate(read) if device != GPU] == cpu_in
        assert [k for k, device in enumerate(written) if device != GPU] == cpu_out
        assert core.InferOpDeviceAsBlobDevices(op) == ([GPU] * inputs, [GPU] * outputs)


def test_copies_there_are():
    for source, target, op_type, device in (
            (CPU, GPU, "CopyCPUToGPU", 3), (GPU, CPU, "CopyGPUToCPU", 3), (core.DeviceOption(1, 0), GPU, "Copy", 3)):
        net = core.Net("copy")
        core.copy_func_between_devices(source, target)(net, "a", "b")
        assert ops(net) == [(op_type, ["a"], ["b"], device)]
    assert core.copy_func_between_devices(CPU, CPU) is None and core.copy_func_between_devices(GPU, GPU) is None
    with pytest.raises(ValueError, match="Non-supported devices"):
        core.copy_func_between_devices(core.DeviceOption(caffe2_pb2.MKLDNN), CPU)


def test_copies_are_put_in_and_used_again():
    first, second = core.Net("first"), core.Net("second")
    first.Relu("x", "y")
    with core.DeviceScope(GPU):
        second.Relu("y", "z")
        second.Relu("y", "w")
    second.Relu("z", "q")
    (a, b), devices = core.InjectDeviceCopiesAmongNets([first, second])
    assert ops(a) == [("Relu", ["x"], ["y"], 0)]
    assert ops(b) == [
        ("CopyCPUToGPU", ["y"], ["y_gpu_3"], 3), ("Relu", ["y_gpu_3"], ["z"], 3), ("Relu", ["y_gpu_3"], ["w"], 3),
        ("CopyGPUToCPU", ["z"], ["z_cpu"], 3), ("Relu", ["z_cpu"], ["q"], 0)]
    assert devices["y_gpu_3"] == GPU and devices["z_cpu"] == caffe2_pb2.DeviceOption() and b.external_inputs == ["y"]
    assert [ops(net) for net in core.InjectDeviceCopiesAmongNetsWithoutB2D([first, second])] == [ops(a), ops(b)]


def test_a_blob_stays_on_its_device():
    net = core.Net("moved")
    net.Relu("x", "y")
    with core.DeviceScope(GPU):
        net.Relu("z", "y")
    with pytest.raises(RuntimeError, match="In-place blob: y is not supported between operators with different device option"):
        core.InjectCrossDeviceCopies(net)


def test_entries_of_copies_compare_by_blob_and_device():
    assert core.RemapEntry("b", GPU) == core.RemapEntry("b", GPU) != core.RemapEntry("b", CPU)
    assert core.device_equal(GPU, GPU) and not core.device_equal(GPU, CPU)


def test_both_nets_of_a_recurrent_operator_ask_for_the_gpu():
    step, net = core.Net("step"), core.Net("whole")
    step.Relu("x", "x")
    net.RecurrentNetwork(["x"], ["x"], step_net=step.Proto())
    net.RunAllOnGPU(gpu_id=3, use_cudnn=True)
    op = net.Proto().op[0]
    assert net.Proto().device_option == op.arg[0].n.device_option == GPU and op.engine == "CUDNN"
