import numpy as np
import pytest
from oracles.databases import read_blobs

from netdef import core, workspace

EVERY_TYPE = [
    np.array([[1.5, -2], [0, 3]], np.float32), np.array([1.5, -2]), np.array([1, -2], np.float16), np.array([1, -128], np.int8),
    np.array([1, -300], np.int16), np.array([1, -(2**31)], np.int32), np.array([1, -(2**40)], np.int64), np.array([1, 255], np.uint8),
    np.array([1, 65535], np.uint16), np.array([True, False]), np.array([b"ab", b"", b"\xff\x00"], dtype=object),
    np.array(3.5, np.float32), np.zeros((0, 3), np.float32),
]


@pytest.fixture(autouse=True)
def root(tmp_path):
    workspace.ResetWorkspace(str(tmp_path))
    yield tmp_path
    workspace.ResetWorkspace(".")


def save(blobs, **args):
    args = {"db": "db", "db_type": "minidb", **args}
    return workspace.RunOperatorOnce(core.CreateOperator("Save", blobs, [], **args))


@pytest.mark.parametrize("value", EVERY_TYPE, ids=lambda v: f"{v.dtype}-{v.shape}")
def test_every_type_comes_back(root, value):
    workspace.FeedBlob("x", value)
    assert save(["x"])
    [(key, blob)] = read_blobs(root / "db")
    assert (key, blob.name, blob.type) == ("x#%0", "x", "Tensor")
    assert (list(blob.tensor.dims), blob.tensor.segment.begin, blob.tensor.segment.end) == (list(value.shape), 0, value.size)
    workspace.RunOperatorOnce(core.CreateOperator("Load", [], ["y"], db="db", db_type="minidb", source_blob_names=["x"]))
    back = workspace.FetchBlob("y")
    assert back.dtype == value.dtype
    np.testing.assert_array_equal(back, value)


def test_strings_and_quantized_tensors_keep_their_own_form(root):
    workspace.FeedBlob("s", "hello")
    workspace.RunOperatorOnce(core.CreateOperator("Int8GivenTensorFill", [], ["q"], shape=[2], values=b"\x01\xff", Y_scale=0.5, Y_zero_point=3))
    save(["s", "q"])
    (s_key, s), (q_key, q) = read_blobs(root / "db")
    assert (s_key, s.type, s.content) == ("s", "std::string", b"hello")
    assert (q_key, q.type, list(q.qtensor.data), q.qtensor.scale, q.qtensor.bias) == ("q", "Int8TensorCPU", [1, 255], 0.5, 3)


@pytest.mark.parametrize("chunk_size, parts", [(-1, [(0, 6)]), (0, [(0, 6)]), (4, [(0, 4), (4, 6)]), (3, [(0, 3), (3, 6)])])
def test_chunks(root, chunk_size, parts):
    workspace.FeedBlob("x", np.arange(6, dtype=np.float32).reshape(2, 3))
    save(["x"], chunk_size=chunk_size)
    blobs = read_blobs(root / "db")
    assert [key for key, _ in blobs] == [f"x#%{i}" for i in range(len(parts))]
    assert [(b.tensor.segment.begin, b.tensor.segment.end) for _, b in blobs] == parts
    assert [v for _, b in blobs for v in b.tensor.float_data] == [0, 1, 2, 3, 4, 5]


def test_names(root):
    for name in ("ns/a", "x/ns/b", "c"):
        workspace.FeedBlob(name, np.ones(1, np.float32))
    save(["ns/a", "x/ns/b", "c"], strip_prefix="ns/")
    assert [key for key, _ in read_blobs(root / "db")] == ["a#%0", "b#%0", "c#%0"]
    save(["ns/a", "c"], blob_name_overrides=["p", "q"])
    assert [(key, b.name, b.tensor.name) for key, b in read_blobs(root / "db")] == [("p#%0", "p", "p"), ("q#%0", "q", "q")]


def test_absolute_path(tmp_path):
    workspace.ResetWorkspace("/no/such/folder")
    workspace.FeedBlob("x", np.ones(1, np.float32))
    save(["x"], db=str(tmp_path / "abs"), absolute_path=1)
    assert (tmp_path / "abs").exists()


@pytest.mark.parametrize("args, words", [
    ({"db": ""}, "Must specify a db name"),
    ({"db_type": ""}, "Must specify a db type"),
    ({"db_type": "lmdb"}, "Cannot find db implementation of type lmdb"),
    ({"db": "no/such/folder"}, "Cannot open file"),
    ({"blob_name_overrides": ["a", "b"]}, "mismatch"),
    ({"blob_name_overrides": ["a"], "strip_prefix": "x"}, "mutually exclusive"),
])
def test_errors(args, words):
    workspace.FeedBlob("x", np.ones(1, np.float32))
    with pytest.raises(RuntimeError, match=words):
        save(["x"], **args)


def test_a_failure_leaves_the_old_file(root):
    workspace.FeedBlob("x", np.ones(1, np.float32))
    save(["x"])
    before = (root / "db").read_bytes()
    workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["reader"], db=str(root / "db"), db_type="minidb"))
    workspace.CreateBlob("empty")
    with pytest.raises(RuntimeError, match="No known serializer for nullptr"):
        save(["x", "empty"])
    with pytest.raises(RuntimeError, match="Duplicated input: x"):
        save(["x", "x"])
    assert (root / "db").read_bytes() == before
    assert [p.name for p in root.iterdir()] == ["db"]
