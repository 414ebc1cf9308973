"""Records: names, types and blobs of columns; expectations written down by hand."""

import copy
import pickle

import numpy as np
import pytest

from netdef import core, schema, workspace


@pytest.fixture
def row():
    return schema.Struct(
        ("label", np.int32),
        ("words", schema.List(str)),
        ("weights", schema.Map(np.int64, np.float32)),
    )


def test_columns_of_nested_fields(row):
    assert row.field_names() == [
        "label", "words:lengths", "words:values", "weights:lengths", "weights:values:keys", "weights:values:values"]
    assert [dtype.kind for dtype in row.field_types()] == list("iiUiif")
    assert row.weights.slice() == slice(3, 6)
    assert [scalar.id() for scalar in row.all_scalars()] == [0, 1, 2, 3, 4, 5]


def test_fields_by_name_and_position(row):
    assert row["words:lengths"] is row.words.lengths
    assert row["weights:values:keys"] is row.weights.keys
    assert row[0] is row.label
    assert row["label", "words"].field_names() == ["label", "words:lengths", "words:values"]
    assert "weights:values:keys" in row and "weights:keys" not in row
    with pytest.raises(KeyError, match='field "nothing" not found'):
        row["nothing"]
    with pytest.raises(AttributeError):
        row.nothing
    with pytest.raises(IndexError):
        row[7]


def test_a_struct_cannot_change(row):
    with pytest.raises(TypeError, match="disabled"):
        row.label = schema.Scalar()


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda record: pickle.loads(pickle.dumps(record)), lambda record: record.clone()])
def test_copies_are_equal_and_apart(row, duplicate):
    other = duplicate(row)
    assert other == row and other is not row
    assert other.words.lengths is not row.words.lengths


def test_sum_and_difference():
    left = schema.Struct(("a", np.int32), ("s", schema.Struct(("x", str), ("y", str))))
    right = schema.Struct(("s", schema.Struct(("z", str))), ("b", np.int32))
    both = left + right
    assert both.field_names() == ["a", "s:x", "s:y", "s:z", "b"]
    assert (both - right).field_names() == ["a", "s:x", "s:y"]
    with pytest.raises(TypeError, match="must both the Struct"):
        left + schema.Struct(("a", np.int32))
    with pytest.raises(TypeError, match="is not the same"):
        left - schema.Struct(("s", np.int32))


def test_row_shape_comes_with_the_array():
    column = schema.Scalar(np.float32, blob=np.zeros((4, 3)))
    assert column.dtype == np.dtype((np.float32, (3,)))
    assert column.get().dtype == np.float32
    assert schema.Scalar((np.int32, 1)).dtype.shape == (1,)


@pytest.mark.parametrize("make, error, words", [
    (lambda: schema.Scalar(np.int32, blob="name"), ValueError, "ambiguous"),
    (lambda: schema.Scalar(blob=[1]), AssertionError, "Invalid blob type"),
    (lambda: schema.Scalar((np.void, (2,))), TypeError, "without a type"),
    (lambda: schema.Scalar(np.float32, metadata=schema.Metadata(categorical_limit=3)), AssertionError, "integral"),
    (lambda: schema.Scalar(np.int32).get(), AssertionError, "Value is not set for this field."),
    (lambda: schema.Struct(("a", np.int32), ("a", np.int32)), ValueError, "Duplicate field name: a"),
    (lambda: schema.Struct(("lengths", np.int32)), AssertionError, "lengths"),
    (lambda: schema.from_blob_list(schema.Scalar(np.int32), []), AssertionError, "Values must have 1 elements, got 0"),
    (lambda: schema.data_type_for_dtype(np.dtype(object)), TypeError, "Unknown dtype: object"),
    (lambda: schema.dtype_for_core_type(100), TypeError, "Unknown core type: 100"),
])
def test_mistakes_are_named(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_columns_find_their_way_back(row):
    names = row.field_names()
    blobs = [core.BlobReference(f"blob {name}") for name in names]
    for order in ([0, 1, 2, 3, 4, 5], [5, 2, 0, 4, 3, 1]):
        record = schema.from_column_list([names[i] for i in order], col_blobs=[blobs[i] for i in order])
        assert isinstance(record.words, schema.List) and isinstance(record.weights.keys, schema.Scalar)
        assert [str(blob) for blob in record.field_blobs()] == [f"blob {name}" for name in record.field_names()]
    with_evicted = schema.from_column_list(["l:lengths", "l:values", "l:_evicted_values"])
    assert isinstance(with_evicted.l, schema.ListWithEvicted)


def test_structured_dtype():
    record = schema.from_dtype(np.dtype([("a", np.float32), ("b", np.int32, (3,))]))
    assert record.field_names() == ["a", "b"]
    assert record.b.dtype == np.dtype((np.int32, (3,)))


def test_printing():
    assert str(schema.Struct(("a", np.int32), ("l", schema.List(np.int64)))) == (
        "Struct( \n"
        "  a=\n"
        "    Scalar(dtype('int32'), None, None)\n"
        "  l=\n"
        "    List(\n"
        "      lengths=\n"
        "        Scalar(dtype('int32'), None, None)\n"
        "      _items=\n"
        "        Scalar(dtype('int64'), None, None)\n"
        "    )\n"
        ") \n")


def test_records_of_a_net():
    workspace.ResetWorkspace()
    net = core.Net("records")
    schema_ = schema.Struct(("id", np.int32), ("vector", schema.Scalar((np.float32, 2))), ("name", str))
    with core.NameScope("scope"):
        empty = schema.InitEmptyRecord(net, schema_, enforce_types=True)
    constant = schema.ConstRecord(net, schema.from_blob_list(schema_, [np.array([1, 2]), np.ones((2, 2)), np.array(["x", "y"])]))
    assert [str(blob) for blob in empty.field_blobs()] == ["scope/id", "scope/vector", "scope/name"]
    workspace.RunNetOnce(net)
    assert [array.shape for array in schema.FetchRecord(empty).field_blobs()] == [(0,), (0, 2), (0,)]
    fetched = schema.FetchRecord(constant, throw_on_type_mismatch=False)
    np.testing.assert_array_equal(fetched.id.get(), [1, 2])
    assert list(fetched.name.get()) == ["x", "y"]
    schema.FeedRecord(constant, [np.array([7], np.int32), np.zeros((1, 2), np.float32), np.array(["z"])])
    np.testing.assert_array_equal(workspace.FetchBlob(constant.id.get()), [7])
    with pytest.raises(AssertionError, match="exactly 3 ndarrays"):
        schema.FeedRecord(constant, [np.array([7])])
