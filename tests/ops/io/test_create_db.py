import numpy as np
import pytest
from oracles.databases import tensors_record, write_minidb

from netdef import core, workspace


def create(**args):
    workspace.ResetWorkspace()
    workspace.RunOperatorOnce(core.CreateOperator("CreateDB", [], ["reader"], **args))


def test_a_reader_in_a_blob(tmp_path):
    db = write_minidb(tmp_path / "db", [("k", tensors_record(np.zeros(1, np.float32)))])
    create(db=db, db_type="minidb")
    assert b"DBReader" in workspace.FetchBlob("reader")


@pytest.mark.parametrize("args, words", [
    ({"db_type": "minidb"}, "Must specify a db name"),
    ({"db": "/no/such/file", "db_type": "minidb"}, "Cannot open file"),
    ({"db": "/no/such/file", "db_type": "lmdb"}, "Cannot find db implementation of type lmdb"),
    ({"db": "/no/such/file"}, "Cannot find db implementation of type leveldb"),
    ({"db": "x", "db_type": "minidb", "num_shards": 0}, "num_shards"),
    ({"db": "x", "db_type": "minidb", "num_shards": 3, "shard_id": 3}, "shard_id"),
])
def test_errors(args, words):
    with pytest.raises(RuntimeError, match=words):
        create(**args)
