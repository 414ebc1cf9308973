"""The index operators against a Python dict."""

import numpy as np
import pytest

from nets import op, run
from netdef import workspace
from netdef.proto import caffe2_pb2


def array(values, kind):
    if kind != "String":
        return np.array(values, {"Int": np.int32, "Long": np.int64}[kind])
    out = np.empty(len(values), object)
    out[:] = [b"%d" % v for v in values]
    return out


kinds = pytest.mark.parametrize("kind", ["Int", "Long", "String"])
SIZE, STORE, FREEZE = op("IndexSize", ["h"], ["size"]), op("IndexStore", ["h"], ["stored"]), op("IndexFreeze", ["h"], ["h"])


def create(kind, **args):
    return op(kind + "IndexCreate", [], ["h"], **args)


def get(keys="keys", out="numbers"):
    return op("IndexGet", ["h", keys], [out])


def load(**args):
    return op("IndexLoad", ["h", "items"], ["h"], **args)


@kinds
def test_new_keys_get_the_next_numbers(kind):
    keys = np.random.default_rng(1).integers(0, 30, 100)
    numbers, size, stored = run(create(kind), get(), SIZE, STORE, feed={"keys": array(keys, kind)}, fetch=["numbers", "size", "stored"])
    seen = {}
    expected = [seen.setdefault(k, len(seen) + 1) for k in keys]
    assert numbers.dtype == np.int64 and numbers.tolist() == expected
    assert size.shape == () and size == len(seen) + 1
    assert stored.tolist() == array(list(seen), kind).tolist()


@kinds
def test_a_frozen_index_learns_nothing(kind):
    ops = [create(kind), get(), FREEZE, get("more", "found"), SIZE]
    found, size = run(*ops, feed={"keys": array([5, 7], kind), "more": array([9, 7, 5, 9], kind)}, fetch=["found", "size"])
    assert found.tolist() == [0, 2, 1, 0] and size == 3


@kinds
@pytest.mark.parametrize("skip, expected", [(False, [1, 3]), (True, [3, 2])])
def test_load(kind, skip, expected):
    """With skip_first_entry the key 5 is a placeholder and gets the next free number."""
    ops = [create(kind), get("before"), load(skip_first_entry=skip), get(), STORE]
    feed = {"before": array([1, 2, 3, 4], kind), "items": array([5, 6, 7], kind), "keys": array([5, 7], kind)}
    numbers, stored = run(*ops, feed=feed, fetch=["numbers", "stored"])
    assert numbers.tolist() == expected
    assert stored.tolist() == array([6, 7, 5] if skip else [5, 6, 7], kind).tolist()


def test_shapes_of_any_rank():
    assert run(create("Int"), get(), feed={"keys": np.int32([[4, 5], [4, 6]])}, fetch="numbers").tolist() == [[1, 2], [1, 3]]


@pytest.mark.parametrize("ops, words", [
    ([create("Int", max_elements=3), get()], "Dict max size reached"),
    ([create("Long"), get()], "int64"),
    ([create("String"), get()], "string"),
    ([create("Int"), op("IndexLoad", ["h", "twice"], ["h"])], "Repeated elements"),
    ([create("Int", max_elements=2), op("IndexLoad", ["h", "keys"], ["h"])], "too many keys"),
    ([create("Int"), op("IndexFreeze", ["h"], ["other"])], "in-?place"),
    ([op("IndexSize", ["keys"], ["size"])], "."),
])
def test_errors(ops, words):
    with pytest.raises(RuntimeError, match=words):
        run(*ops, feed={"keys": np.int32([1, 2, 3]), "twice": np.int32([1, 1])})


@kinds
@pytest.mark.parametrize("frozen", [False, True])
def test_save_and_load(tmp_path, kind, frozen):
    file = {"db": str(tmp_path / "index.db"), "db_type": "minidb", "absolute_path": 1}
    keys = array([8, 5, 9], kind)
    run(create(kind, max_elements=10), get(), *([FREEZE] if frozen else []), op("Save", ["h"], [], **file), feed={"keys": keys})
    numbers, size = run(op("Load", [], ["h"], **file), get(), SIZE, feed={"keys": array([9, 7, 8], kind)}, fetch=["numbers", "size"])
    assert numbers.tolist() == [3, 0 if frozen else 4, 1] and size == (4 if frozen else 5)


def test_it_is_stored_as_caffe2_does():
    run(create("Long", max_elements=7), get(), FREEZE, feed={"keys": np.int64([8, 5])})
    blob = caffe2_pb2.BlobProto.FromString(workspace.SerializeBlob("h"))
    assert blob.type == "std::unique_ptr<caffe2::IndexBase>" and blob.content == b"7 1"
    assert list(blob.tensor.int64_data) == [8, 5]


def test_damaged():
    run(create("Int"), get(), feed={"keys": np.int32([1, 2])})
    blob = caffe2_pb2.BlobProto.FromString(workspace.SerializeBlob("h"))
    blob.content = b"many"
    with pytest.raises(RuntimeError, match="largest size and whether it is frozen"):
        workspace.DeserializeBlob("h", blob.SerializeToString())
    blob.content = b"9 0"
    blob.tensor.int32_data[:] = [1, 1]
    with pytest.raises(RuntimeError, match="Repeated elements"):
        workspace.DeserializeBlob("h", blob.SerializeToString())
