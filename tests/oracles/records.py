"""A dataset of nested records for the tests of dataset operators, and what its parts are, computed with Python lists."""

import numpy as np

from nets import op

FIELDS = ["n", "list:lengths", "list:values", "deep:lengths", "deep:values:lengths", "deep:values:values", "name"]
BLOBS = ["f%d" % i for i in range(len(FIELDS))]

# (n, list, list of lists, name)
RECORDS = [
    (1.5, [7, 8], [[1], [2, 3]], b"a"),
    (2.5, [], [], b"b"),
    (3.5, [9], [[], [4, 5, 6], [7]], b""),
    (4.5, [1, 2, 3], [[8]], b"d"),
]


def flat(records):
    """The tensors of the fields, in the order of FIELDS."""
    deep = [inner for r in records for inner in r[2]]
    names = np.empty(len(records), object)
    names[:] = [r[3] for r in records]
    return [
        np.array([[r[0], -r[0]] for r in records], np.float32).reshape(-1, 2),
        np.array([len(r[1]) for r in records], np.int32),
        np.array([x for r in records for x in r[1]], np.int64),
        np.array([len(r[2]) for r in records], np.int32),
        np.array([len(inner) for inner in deep], np.int32),
        np.array([x for inner in deep for x in inner], np.int64),
        names,
    ]


def feed(records=RECORDS, **others):
    return {**dict(zip(BLOBS, flat(records))), **others}


def check(values, records):
    """`values` are the fields of these records, types included."""
    for field, got, expected in zip(FIELDS, values, flat(records)):
        assert got.dtype == expected.dtype, field
        np.testing.assert_array_equal(got, expected, field)


CURSOR = op("CreateTreeCursor", [], ["cursor"], fields=FIELDS)
OUT = ["out%d" % i for i in range(len(FIELDS))]
