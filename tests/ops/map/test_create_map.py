"""CreateMap, KeyValueToMap, MapToKeyValue against a Python dict."""

import numpy as np
import pytest

from nets import op, run
from netdef import workspace
from netdef.proto import caffe2_pb2

UNPACK = op("MapToKeyValue", ["map"], ["k", "v"])
WIRE = {np.int32: 2, np.int64: 10}


@pytest.mark.parametrize("key", WIRE)
@pytest.mark.parametrize("value", WIRE)
def test_there_and_back(key, value):
    keys, values = np.array([5, 1, 9, 5], key), np.array([10, 20, 30, 40], value)
    k, v = run(op("KeyValueToMap", ["keys", "values"], ["map"]), UNPACK, feed={"keys": keys, "values": values}, fetch=["k", "v"])
    assert k.dtype == key and v.dtype == value
    assert dict(zip(k.tolist(), v.tolist())) == {5: 10, 1: 20, 9: 30} and len(k) == 3  # of equal keys the first counts, as in Caffe2


@pytest.mark.parametrize("key", WIRE)
@pytest.mark.parametrize("value", WIRE)
def test_a_new_map_is_empty(key, value):
    k, v = run(op("CreateMap", [], ["map"], key_dtype=WIRE[key], value_dtype=WIRE[value]), UNPACK, fetch=["k", "v"])
    assert k.shape == v.shape == (0,) and k.dtype == key and v.dtype == value


def test_default_types():
    k, v = run(op("CreateMap", [], ["map"]), UNPACK, fetch=["k", "v"])
    assert k.dtype == v.dtype == np.int32


@pytest.mark.parametrize("make, words", [
    (op("CreateMap", [], ["map"], key_dtype=1), "not implemented on keys of type float"),
    (op("KeyValueToMap", ["ints", "floats"], ["map"]), "values of type float"),
    (op("KeyValueToMap", ["ints", "more"], ["map"]), "must have one value for each key"),
    (op("Copy", ["ints"], ["map"]), "expected a map in map"),
])
def test_errors(make, words):
    with pytest.raises(RuntimeError, match=words):
        run(make, UNPACK, feed={"ints": np.int32([1, 2]), "floats": np.float32([1, 2]), "more": np.int32([1, 2, 3])})


@pytest.mark.parametrize("key", WIRE)
@pytest.mark.parametrize("value", WIRE)
def test_save_and_load(tmp_path, key, value):
    feed = {"keys": np.array([5, 1, 9], key), "values": np.array([10, 20, 30], value)}
    file = {"db": str(tmp_path / "map.db"), "db_type": "minidb", "absolute_path": 1}
    run(op("KeyValueToMap", ["keys", "values"], ["map"]), op("Save", ["map"], [], **file), feed=feed)
    k, v = run(op("Load", [], ["map"], **file), UNPACK, fetch=["k", "v"])
    assert dict(zip(k.tolist(), v.tolist())) == {5: 10, 1: 20, 9: 30} and k.dtype == key and v.dtype == value


def test_it_is_stored_as_caffe2_does():
    run(op("KeyValueToMap", ["keys", "values"], ["map"]), feed={"keys": np.int64([5]), "values": np.int32([3])})
    blob = caffe2_pb2.BlobProto.FromString(workspace.SerializeBlob("map"))
    assert blob.type == "(std::unordered_map<int64_t, int32_t>)"
    keys, values = caffe2_pb2.TensorProtos.FromString(blob.content).protos
    assert list(keys.int64_data) == [5] and list(values.int32_data) == [3]


def test_damaged():
    blob = caffe2_pb2.BlobProto(name="map", type="(std::unordered_map<int64_t, int32_t>)", content=b"\x00\xff")
    with pytest.raises(RuntimeError):
        workspace.DeserializeBlob("map", blob.SerializeToString())
    blob.content = b""
    with pytest.raises(RuntimeError, match="keys and values"):
        workspace.DeserializeBlob("map", blob.SerializeToString())
