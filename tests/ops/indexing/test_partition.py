import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test, strings


def shard(ids, shards, s, pack):
    chosen = ids % shards == s  # never negative
    return chosen, (ids[chosen] // shards if pack else ids[chosen])


def partition(shards):
    def oracle(ids, *others, pack_first_input=0):
        out = []
        for s in range(shards):
            chosen, kept = shard(ids, shards, s, pack_first_input)
            out += [kept, *[x[chosen] for x in others]]
        return out
    return oracle


def lengths_partition(shards):
    def oracle(lens, ids, *others, pack_first_input=0):
        segment = np.repeat(np.arange(len(lens)), lens)
        out = []
        for s in range(shards):
            chosen, kept = shard(ids, shards, s, pack_first_input)
            out += [np.bincount(segment[chosen], minlength=len(lens)).astype(np.int32), kept, *[x[chosen] for x in others]]
        return out
    return oracle


def gather_by_key(keys, *values):
    at = [0] * len(values)
    rows = []
    for s in keys % len(values):
        rows.append(values[s][at[s]])
        at[s] += 1
    return np.array(rows, values[0].dtype).reshape(-1, *values[0].shape[1:])


IDS = integers(9, low=-10, high=10)
WIDE = integers(2, 4).astype(np.int64)

test_partition_two = operator_test("Partition", partition(2), [
    Case([IDS]),
    Case([IDS], args={"pack_first_input": 1}),
    Case([IDS, normal(9), strings(9), normal(9, 2, 3)]),
    Case([WIDE, normal(2, 4, 3), normal(2, 4)], args={"pack_first_input": 1}),
    Case([IDS[:0], normal(0, 3)]),
    Case([np.array([-2**63, 2**63 - 1, -1])], args={"pack_first_input": 1}),
    Case([IDS, normal(8)], outputs=4, error="one item for each id"),
    Case([normal(3)], outputs=2, error="Unsupported type"),
    Case([np.int32(1)], outputs=2, error="scalar"),
])
test_partition_three = operator_test("Partition", partition(3), [Case([IDS, normal(9, 2)]), Case([IDS], args={"pack_first_input": 1})])


test_lengths_partition = operator_test("LengthsPartition", lengths_partition(3), [
    Case([i32(4, 0, 2, 3), IDS]),
    Case([i32(4, 0, 2, 3), IDS.astype(np.int64), normal(9, 2), strings(9)], args={"pack_first_input": 1}),
    Case([i32(), IDS[:0]]),
    Case([i32(4, 4), IDS], outputs=6, error="Total length is not matching"),
    Case([i32(-1, 10), IDS], outputs=6, error="negative"),
    Case([i32(8), WIDE], outputs=6, error="Only 1-D tensors supported"),
])

KEYS = i32(5, 0, 2, 1, 4)
test_gather_by_key = operator_test("GatherByKey", gather_by_key, [
    Case([KEYS, normal(3, 2), normal(2, 2)]),
    Case([KEYS.astype(np.int64), strings(1), strings(2), strings(2)]),
    Case([i32(-1, 0), normal(1), normal(1)]),
    Case([i32(), normal(0, 2)]),
    Case([KEYS, normal(2, 2), normal(3, 2)], error="more keys belong to a shard"),
    Case([KEYS, normal(3, 2), normal(3, 2)], error="as many rows as there are keys"),
    Case([KEYS, normal(3, 2), normal(2)], error="rows of one shape and type"),
    Case([KEYS, normal(3), integers(2)], error="rows of one shape and type"),
    Case([WIDE, normal(8)], error="Only 1D keys"),
])
