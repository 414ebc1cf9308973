"""CreateTreeCursor, ResetCursor, GetCursorOffset: which fields make a dataset, and where its cursor stands."""

import pytest

from oracles.records import BLOBS, CURSOR, FIELDS, OUT, feed
from nets import op, run

READ = op("ReadNextBatch", ["cursor", *BLOBS], OUT, batch_size=3)
OFFSET = op("GetCursorOffset", ["cursor"], ["offset"])
RESET = op("ResetCursor", ["cursor"], [])


def test_a_new_cursor_has_no_offsets():
    assert run(CURSOR, OFFSET, fetch="offset").shape == (0,)


def test_offsets_count_the_entries_of_each_domain():
    offset = run(CURSOR, READ, OFFSET, feed=feed(), fetch="offset")
    assert offset.dtype == "int32" and offset.tolist() == [3, 3, 5, 7]


def test_reset():
    assert run(CURSOR, READ, RESET, OFFSET, feed=feed(), fetch="offset").shape == (0,)


@pytest.mark.parametrize("fields", [["a:values", "a:lengths"], ["a:b", "a:lengths", "a:c"]])
def test_lengths_come_first(fields):
    with pytest.raises(RuntimeError, match="defined afterwards"):
        run(op("CreateTreeCursor", [], ["cursor"], fields=fields))


def test_a_domain_has_one_field_of_lengths():
    with pytest.raises(RuntimeError, match="twice"):
        run(op("CreateTreeCursor", [], ["cursor"], fields=["a:lengths", "a:lengths"]))


@pytest.mark.parametrize("kind", ["ResetCursor", "GetCursorOffset"])
def test_what_is_no_cursor(kind):
    with pytest.raises(RuntimeError):
        run(op(kind, ["f0"], ["out"][: kind == "GetCursorOffset"]), feed=feed())


def test_names_without_a_domain_are_plain_fields():
    """"lengths" opens no domain, and "a" is not in the domain "a"."""
    run(op("CreateTreeCursor", [], ["cursor"], fields=["lengths", "values", "a:lengths", "a"]))
    assert len(FIELDS) == len(BLOBS)
