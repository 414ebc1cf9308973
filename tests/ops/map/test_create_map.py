"""CreateMap, KeyValueToMap, MapToKeyValue against a Python dict."""

import numpy as np
import pytest

from nets import op, run

UNPACK = op("MapToKeyValue", ["map"], ["k", "v"])
WIRE = {np.int32: 2, np.int64: 10}


@pytest.mark.parametrize("key", WIRE)
@pytest.mark.parametrize("value", WIRE)
def test_there_and_back(key, value):
    keys, values = np.array([5, 1, 9, 5], key), np.array([10, 20, 30, 40], value)
    k, v = run(op("KeyValueToMap", ["keys", "values"], ["map"]), UNPACK, feed={"keys": keys, "values": values}, fetch=["k", "v"])
    assert k.dtype == key and v.dtype == value
    assert dict(zip(k.tolist(), v.tolist())) == {5: 40, 1: 20, 9: 30} and len(k) == 3


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
    (op("KeyValueToMap", ["ints", "more"], ["map"]), "one value for each key"),
    (op("Copy", ["ints"], ["map"]), "expected a map in map"),
])
def test_errors(make, words):
    with pytest.raises(RuntimeError, match=words):
        run(make, UNPACK, feed={"ints": np.int32([1, 2]), "floats": np.float32([1, 2]), "more": np.int32([1, 2, 3])})
