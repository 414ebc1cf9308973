"""Name scopes and device scopes."""

import threading

import pytest

from netdef import core, scope
from netdef.proto import caffe2_pb2

CPU, CUDA = caffe2_pb2.PROTO_CPU, caffe2_pb2.PROTO_CUDA


def test_name_scopes_nest():
    assert scope.CurrentNameScope() == ""
    with scope.NameScope("a"):
        with scope.NameScope("b"):
            assert scope.CurrentNameScope() == "a/b/"
            with scope.NameScope("c", reset=True):
                assert scope.CurrentNameScope() == "c/"
            with scope.EmptyNameScope():
                assert scope.CurrentNameScope() == ""
        with scope.NameScope(""):
            assert scope.CurrentNameScope() == "a/"
    assert scope.CurrentNameScope() == ""


def test_a_name_scope_is_a_string():
    with pytest.raises(AssertionError, match="NameScope takes in a string as its argument."):
        with scope.NameScope(3):
            pass


def test_scopes_end_with_an_exception():
    for make in (lambda: scope.NameScope("a"), scope.EmptyNameScope, lambda: scope.DeviceScope(core.DeviceOption(CPU)), scope.EmptyDeviceScope):
        with pytest.raises(KeyError):
            with make():
                raise KeyError
    assert scope.CurrentNameScope() == "" and scope.CurrentDeviceScope() is None


def test_scopes_belong_to_their_thread():
    seen = []
    with scope.NameScope("a"), scope.DeviceScope(core.DeviceOption(CUDA)):
        thread = threading.Thread(target=lambda: seen.append((scope.CurrentNameScope(), scope.CurrentDeviceScope())))
        thread.start()
        thread.join()
    assert seen == [("", None)]


def inner(outer, within, outer_node=None, within_node=None):
    with scope.DeviceScope(outer, outer_node):
        with scope.DeviceScope(within, within_node):
            return scope.CurrentDeviceScope()


def test_an_inner_device_inherits_what_it_leaves_open():
    device = inner(core.DeviceOption(CUDA, 2, node_name="n", extra_info=["z", "a"]), core.DeviceOption(CPU, extra_info=["b"]))
    assert (device.device_type, device.node_name, list(device.extra_info)) == (CPU, "n", ["a", "b", "z"])
    assert inner(core.DeviceOption(CUDA, node_name="n"), core.DeviceOption(CPU, node_name="own")).node_name == "own"
    assert inner(core.DeviceOption(CUDA, node_name="n"), None, None, "given").node_name == "given"


def test_a_device_scope_needs_something():
    with pytest.raises(AssertionError, match="At least one argument should be non-null"):
        inner(None, None)
    with pytest.raises(AssertionError, match="takes in a caffe2_pb2.DeviceOption"):
        inner("gpu", None)


def test_operators_get_the_scopes():
    with core.NameScope("s"), core.DeviceScope(core.DeviceOption(CUDA, 3)):
        op = core.CreateOperator("T", ["x", core.BlobReference("y")], "z", random_seed=7)
        assert core.ScopedName("k") == "s/k" and core.ScopedBlobReference("k") == "s/k"
    assert list(op.input) == ["s/x", "y"] and list(op.output) == ["s/z"]
    assert (op.device_option.device_type, op.device_option.device_id, op.device_option.random_seed) == (CUDA, 3, 7)
    with core.DeviceScope(core.DeviceOption(CUDA)):
        assert core.CreateOperator("T", [], [], device_option=core.DeviceOption(CPU)).device_option.device_type == CPU


def test_devices_compared():
    equal = core.device_option_equal
    assert equal(core.DeviceOption(CPU, 0), core.DeviceOption(CPU, 1))
    assert not equal(core.DeviceOption(CPU), core.DeviceOption(CUDA)) and not equal(core.DeviceOption(CUDA, 0), core.DeviceOption(CUDA, 1))
    assert equal(core.DeviceOption(CUDA, 1), core.DeviceOption(caffe2_pb2.PROTO_HIP, 1))
    assert equal(core.DeviceOption(CPU, node_name="a"), core.DeviceOption(CPU)) and not equal(
        core.DeviceOption(CPU, node_name="a"), core.DeviceOption(CPU), ignore_node_name=False)
