"""A seed gives the numbers that Caffe2 drew for it; those here are recorded from Caffe2 1.8.1 with random_seed=7."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.proto import caffe2_pb2


def draw(op_type, runs=1, inputs=(), **arguments):
    net = core.Net("draw")
    getattr(net, op_type)(list(inputs), "drawn", device_option=core.DeviceOption(caffe2_pb2.CPU, random_seed=7), **arguments)
    workspace.CreateNet(net)
    numbers = []
    for _ in range(runs):
        workspace.RunNet(net)
        numbers.extend(workspace.FetchBlob("drawn").ravel().tolist())
    return numbers


UNIFORM = [0.0698450804, -0.6023936272, 0.3184233904, 0.3137805462, -0.5344768763, -0.1498771906]
NORMAL = [-0.6498416066, -0.1449247897, -0.7898463011, -1.2310779095, 0.1137361676, 1.0459675789]


@pytest.mark.parametrize("op_type, arguments, expected", [
    ("UniformFill", {"shape": [3], "min": -1.0, "max": 1.0}, UNIFORM),
    ("XavierFill", {"shape": [2, 3]}, UNIFORM),
    ("GaussianFill", {"shape": [3]}, NORMAL),  # an odd count: half of the second pair comes in the next run
    ("GaussianFill", {"shape": [2], "mean": 1.0, "std": 2.0}, [1 + 2 * number for number in NORMAL[:4]]),
    ("MSRAFill", {"shape": [2, 2]}, NORMAL[:4]),
    ("UniformIntFill", {"shape": [5], "min": 0, "max": 9}, [5, 2, 1, 6, 3, 7, 7, 9, 8, 1]),
    ("UniformIntFill", {"shape": [5], "min": -3, "max": 100}, [68, 9, 14, 27, 0]),
    ("UniformIntFill", {"shape": [3], "min": -(2**31), "max": 2**31 - 1}, [-1819742033, -1171069756, 1202242073]),
    ("UniqueUniformFill", {"shape": [5], "min": 0, "max": 9}, [5, 2, 1, 6, 3, 7, 9, 8, 1, 2]),
    ("UniqueUniformFill", {"shape": [10], "min": 0, "max": 9}, [5, 2, 1, 6, 3, 7, 9, 8, 0, 4]),
    ("UniqueUniformFill", {"shape": [4], "min": -(2**40), "max": 2**41, "dtype": 10}, [1852106891722, -990771831712, -807549835359, 650492738065]),
])
def test_the_numbers_of_a_seed(op_type, arguments, expected):
    runs = len(expected) // int(np.prod(arguments["shape"]))
    assert draw(op_type, runs, **arguments) == pytest.approx(expected, rel=1e-5)


def test_the_samples_of_a_seed():
    workspace.FeedBlob("weights", np.array([[1, 2, 7]] * 4, np.float32))
    assert draw("WeightedSample", 2, ["weights"]) == [2, 1, 2, 2, 1, 2, 1, 2]
    workspace.FeedBlob("sums", np.array([0.1, 0.4, 1, 3], np.float32))
    assert draw("WeightedMultiSampling", 2, ["sums"], num_samples=6) == [3, 2, 3, 3, 2, 3, 2, 3, 3, 3, 3, 3]
