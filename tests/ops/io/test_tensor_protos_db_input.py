import numpy as np
import pytest
from oracles.databases import tensors_record, write_minidb

from netdef import core, workspace
from netdef.proto import caffe2_pb2

N = 7
DATA = np.arange(2 * N, dtype=np.float32).reshape(N, 2)
LABEL = np.arange(N, dtype=np.int32)


@pytest.fixture
def db(tmp_path):
    return write_minidb(tmp_path / "db", [(f"k{i}", tensors_record(DATA[i], LABEL[i])) for i in range(N)])


def batches(db, count, outputs=("data", "label"), reader=None, **args):
    workspace.ResetWorkspace()
    workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["reader"], db=db, db_type="minidb", **(reader or {})))
    net = caffe2_pb2.NetDef(name="read", op=[core.CreateOperator("TensorProtosDBInput", ["reader"], list(outputs), **args)])
    workspace.CreateNet(net, overwrite=True)
    for _ in range(count):
        workspace.RunNet("read")
        yield tuple(workspace.FetchBlob(o) for o in outputs)


def test_batches_wrap_around(db):
    for start, (data, label) in zip(range(0, 30, 3), batches(db, 10, batch_size=3)):
        rows = [(start + i) % N for i in range(3)]
        np.testing.assert_array_equal(data, DATA[rows])
        np.testing.assert_array_equal(label, LABEL[rows])
        assert label.dtype == np.int32


@pytest.mark.parametrize("args", [{}, {"batch_size": 0}])
def test_single_records_have_no_batch_dimension(db, args):
    for i, (data, label) in enumerate(batches(db, 3, **args)):
        np.testing.assert_array_equal(data, DATA[i])
        assert label.shape == () and label == i


def test_shards(db):
    labels = [list(label) for _, label in batches(db, 3, reader={"num_shards": 3, "shard_id": 1}, batch_size=2)]
    assert labels == [[1, 4]] * 3


def test_bytes_and_strings(tmp_path):
    values = np.array([1, 255], np.uint8), np.array([b"a", b""], dtype=object)
    db = write_minidb(tmp_path / "db", [("k", tensors_record(*values))])
    [(bytes_, strings)] = batches(db, 1, batch_size=2)
    np.testing.assert_array_equal(bytes_, np.stack([values[0]] * 2))
    np.testing.assert_array_equal(strings, np.stack([values[1]] * 2))


@pytest.mark.parametrize("records, args, words", [
    ([tensors_record(DATA[0])], {}, "has 1 tensors, the operator 2 outputs"),
    ([b"\xff\xff"], {}, "cannot parse"),
    ([tensors_record(DATA[0], DATA[0]), tensors_record(DATA[0], np.zeros(3, np.float32))], {"batch_size": 2}, "one shape"),
    ([tensors_record(DATA[0], LABEL[:2]), tensors_record(DATA[0], DATA[0])], {"batch_size": 2}, "one shape"),
    ([tensors_record(DATA[0], LABEL[0])], {"batch_size": -1}, "batch_size"),
    ([], {}, "has no record"),
])
def test_errors(tmp_path, records, args, words):
    db = write_minidb(tmp_path / "db", [(f"k{i}", r) for i, r in enumerate(records)])
    with pytest.raises(RuntimeError, match=words):
        list(batches(db, 1, **args))
