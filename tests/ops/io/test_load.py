import numpy as np
import pytest
from oracles.databases import float_chunk, string_blob, write_minidb

from netdef import core, workspace


@pytest.fixture(autouse=True)
def root(tmp_path):
    workspace.ResetWorkspace(str(tmp_path))
    yield tmp_path
    workspace.ResetWorkspace(".")


@pytest.fixture
def db(root):
    return write_minidb(root / "db", [
        ("ns/a#%0", float_chunk("ns/a", [2, 3], [0, 1, 2, 3], 0, 4)),
        ("ns/a#%1", float_chunk("ns/a", [2, 3], [4, 5], 4, 6)),
        ("ns/b#%0", float_chunk("ns/b", [2], [7, 8], 0, 2)),
        ("s", string_blob("s", b"hello")),
    ])


A, B = np.arange(6, dtype=np.float32).reshape(2, 3), np.array([7, 8], np.float32)


def load(inputs, outputs, **args):
    if not inputs:
        args = {"db": "db", "db_type": "minidb", **args}
    return workspace.RunOperatorOnce(core.CreateOperator("Load", inputs, outputs, **args))


def contents():
    return {name: workspace.FetchBlob(name) for name in workspace.Blobs()}


def test_outputs_name_what_is_loaded(db):
    assert load([], ["ns/a", "s"])
    np.testing.assert_equal(contents(), {"ns/a": A, "s": b"hello"})


@pytest.mark.parametrize("outputs, args, expected", [
    (["x/ns/b"], {"add_prefix": "x/"}, {"x/ns/b": B}),
    (["a", "b"], {"strip_prefix": "ns/"}, {"a": A, "b": B}),
    (["q/a"], {"strip_prefix": "ns/", "add_prefix": "q/"}, {"q/a": A}),
    (["one", "two"], {"source_blob_names": ["ns/b", "s"]}, {"one": B, "two": b"hello"}),
    ([], {"load_all": 1}, {"ns/a": A, "ns/b": B, "s": b"hello"}),
    ([], {"load_all": 1, "strip_prefix": "ns/", "add_prefix": "z/"}, {"z/a": A, "z/b": B, "z/s": b"hello"}),
    ([], {}, {}),
    (["s"], {"db_type": "MiniDB"}, {"s": b"hello"}),
])
def test_names(db, outputs, args, expected):
    load([], outputs, **args)
    np.testing.assert_equal(contents(), expected)


def test_several_databases(db, root):
    write_minidb(root / "other", [("c#%0", float_chunk("c", [1], [9], 0, 1)), ("s", string_blob("s", b"again"))])
    load([], ["ns/a", "c"], dbs=["db", "other"])
    np.testing.assert_equal(contents(), {"ns/a": A, "c": np.array([9], np.float32)})
    for args in ({"load_all": 1}, {}):
        with pytest.raises(RuntimeError, match="Duplicate Key s is found"):
            load([], [] if args else ["s"], dbs=["db", "other"], **args)


def test_reader(db):
    workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["reader"], db=db, db_type="minidb"))
    load(["reader"], ["s"])
    load(["reader"], ["ns/a"])  # lies before what was read
    np.testing.assert_array_equal(workspace.FetchBlob("ns/a"), A)
    with pytest.raises(RuntimeError, match="Expected to load 1 blobs, got 0 only"):
        load(["reader"], ["zz"])
    with pytest.raises(RuntimeError, match="caller expects .*DBReader"):
        load(["s"], ["ns/a"])


def test_what_was_there_is_replaced(db):
    workspace.FeedBlob("s", np.ones(3))
    workspace.FeedBlob("ns/a", "text")
    load([], ["ns/a", "s"])
    np.testing.assert_equal(contents(), {"ns/a": A, "s": b"hello"})


def test_missing(db):
    with pytest.raises(RuntimeError, match="Expected to load 2 blobs, got 1 only. Missing: zz"):
        load([], ["s", "zz"])
    assert load([], ["s", "zz"], allow_incomplete=1)


def test_chunks_in_any_order(root):
    write_minidb(root / "db", [(f"x#%{i}", float_chunk("x", [6], [2 * i, 2 * i + 1], 2 * i, 2 * i + 2)) for i in (2, 0, 1)])
    load([], ["x"])
    np.testing.assert_array_equal(workspace.FetchBlob("x"), np.arange(6, dtype=np.float32))


HALF, REST = float_chunk("x", [4], [1, 2], 0, 2), float_chunk("x", [4], [3, 4], 2, 4)


@pytest.mark.parametrize("records, words", [
    ([("x#%0", HALF)], "Data size mismatch for blob x. Expected: 4 Read: 2"),
    ([("x#%0", HALF), ("x#%0", HALF), ("x#%1", REST)], "extra part"),
    ([("x#%0", HALF), ("x#%1", float_chunk("x", [2, 2], [3, 4], 2, 4))], "differ in shape"),
    ([("x#%0", float_chunk("x", [4], [1, 2], 3, 5))], "Invalid chunk 3 5"),
    ([("x#%0", float_chunk("x", [4], [1, 2, 3], 0, 4))], "Incorrect proto field size"),
    ([("x#%0", b"\xff\xff")], "cannot parse"),
    ([("x", string_blob("x", b"1").replace(b"std", b"odd"))], "No registered deserializer for type odd::string"),
])
def test_damaged_records(root, records, words):
    write_minidb(root / "db", records)
    with pytest.raises(RuntimeError, match=words):
        load([], ["x"])


@pytest.mark.parametrize("records, words", [
    ([("x#%0", HALF), ("x#%1", REST), ("x#%1", REST)], "extra part"),
    ([("s", string_blob("s", b"1")), ("s", string_blob("s", b"2"))], "Blob duplicated: s"),
    ([("x", string_blob("x", b"1")), ("x#%0", HALF)], "Must be tensor x"),
])
def test_records_too_many(root, records, words):
    write_minidb(root / "db", records)
    with pytest.raises(RuntimeError, match=words):
        load([], [], load_all=1)


@pytest.mark.parametrize("outputs, args, words", [
    (["s"], {"db": ""}, "Must specify a db name"),
    (["s"], {"db_type": ""}, "Must specify a db type"),
    (["s"], {"db": "nothing"}, "Cannot open file"),
    (["s"], {"db_type": "lmdb"}, "Cannot find db implementation of type lmdb"),
    (["s", "t"], {"source_blob_names": ["s"]}, "Number of output blobs and source_blob_names mismatch"),
    (["s", "t"], {"source_blob_names": ["s", "s"]}, "Duplicated source blob name: s"),
])
def test_errors(db, outputs, args, words):
    with pytest.raises(RuntimeError, match=words):
        load([], outputs, **args)
