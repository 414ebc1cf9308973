"""Device IDEEP: Caffe2's name for oneDNN on the CPU."""

import hypothesis
import numpy as np
import pytest

from netdef import core, ideep_test_util, workspace
from netdef.proto import caffe2_pb2

X = np.float32([-1, 2])


@pytest.mark.parametrize("device", [caffe2_pb2.PROTO_IDEEP, caffe2_pb2.PROTO_MKLDNN])
def test_operators_placed_there_run(device):
    net = core.Net("there")
    net.Relu("x", "y")
    net.Proto().device_option.CopyFrom(core.DeviceOption(device))
    workspace.FeedBlob("x", X, core.DeviceOption(device))
    workspace.RunNetOnce(net)
    np.testing.assert_array_equal(workspace.FetchBlob("y"), [0, 2])


def test_an_unknown_operator_is_unknown_there_too():
    with pytest.raises(Exception, match="no such operator is registered"):
        workspace.RunOperatorOnce(core.CreateOperator("NoSuch", [], ["y"], device_option=ideep_test_util.ideep_do))


@hypothesis.given(**ideep_test_util.gcs)
@hypothesis.settings(max_examples=5, deadline=None)
def test_samplers(gc, dc):
    assert gc in dc and [device.device_type for device in dc] == [caffe2_pb2.PROTO_CPU, caffe2_pb2.PROTO_IDEEP]
