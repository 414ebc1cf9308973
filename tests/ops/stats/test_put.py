"""AveragePut, IncrementPut and StdDevPut: what they leave in the statistics."""

import numpy as np
import pytest

from nets import net, op, run
from netdef import workspace

TYPES = ["AveragePut", "IncrementPut", "StdDevPut"]


def put(type_, values, name="test_put", **args):
    """The statistics after one operator has seen `values` one after the other."""
    run(op("StatRegistryExport", [], ["keys", "values", "times"]), feed={"x": values[0]})
    workspace.CreateNet(net(op(type_, ["x"], [], stat_name=name, **args), name="put"))
    for value in values:
        workspace.FeedBlob("x", value)
        workspace.RunNet("put")
    workspace.RunNetOnce(net(op("StatRegistryExport", [], ["keys", "values", "times"])))
    found = zip(workspace.FetchBlob("keys"), workspace.FetchBlob("values"))
    return {key.decode().split("/", 1)[1]: value for key, value in found if key.startswith(name.encode() + b"/")}


def values(*numbers, dtype=np.float32):
    return [np.array([n], dtype) for n in numbers]


def test_average():
    stats = put("AveragePut", values(3.5, 4.5), magnitude_expand=1000)
    assert stats["stat_value/sum"] == 8000 and stats["stat_value/count"] == 2


def test_increment():
    assert put("IncrementPut", values(3.5, 4.5), magnitude_expand=10)["stat_value"] == 80


def test_standard_deviation():
    numbers = [2, 5, 11]
    stats = put("StdDevPut", values(*numbers))
    count, distances, squares = (stats[f"stat_value/{part}"] for part in ("count", "sumoffset", "sumsqoffset"))
    assert stats["stat_value/sum"] == sum(numbers)
    assert (squares - distances**2 / count) / (count - 1) == pytest.approx(np.var(numbers, ddof=1))


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int8", "uint8", "int16", "uint16", "int32", "int64"])
def test_types(dtype):
    assert put("IncrementPut", values(3, dtype=dtype), name="test_put_" + dtype)["stat_value"] == 3


@pytest.mark.parametrize("number, expected", [(np.nan, 0), (1e30, 2**63 - 1), (-1e30, -2**63), (1.5, 15)])
def test_bound(number, expected):
    assert put("IncrementPut", values(number), magnitude_expand=10, bound=1)["stat_value"] == expected


def test_default_of_an_empty_tensor():
    assert put("IncrementPut", [np.zeros(0, np.float32)], default_value=2.5, magnitude_expand=2)["stat_value"] == 5


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("value, args, words", [
    (np.zeros(0, np.float32), {}, "Default value must be provided"),
    (np.float32([np.nan]), {}, "cannot be NaN"),
    (np.float32([1e18]), {"magnitude_expand": 100}, "too large"),
    (np.array([True]), {}, "Unsupported type"),
    (np.float32([1]), {"magnitude_expand": 0}, "must be positive"),
])
def test_errors(type_, value, args, words):
    with pytest.raises(RuntimeError, match=words):
        put(type_, [value], **args)
