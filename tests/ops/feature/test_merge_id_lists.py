import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test


def merge_id_lists(*lists):
    at = [0] * (len(lists) // 2)
    lengths, ids = [], []
    for example in range(len(lists[0])):
        union = set()
        for i, (lens, values) in enumerate(zip(lists[::2], lists[1::2])):
            union |= set(values[at[i]:at[i] + lens[example]].tolist())
            at[i] += lens[example]
        lengths.append(len(union))
        ids += sorted(union)
    return np.array(lengths, np.int32), np.array(ids, lists[1].dtype)


test_merge_id_lists = operator_test("MergeIdLists", merge_id_lists, [
    Case([i32(3, 0, 5), integers(8, high=6)]),
    Case([i32(3, 0, 5), integers(8, high=6, dtype=np.int64), i32(2, 1, 4), integers(7, high=6, dtype=np.int64)]),
    Case([i32(), integers(0)]),
    Case([i32(3), integers(2)], error="nor add up to more"),
    Case([i32(-1), integers(2)], error="must not be negative"),
    Case([i32(2), integers(2), i32(1, 1), integers(2)], error="LENGTHS should be equal"),
    Case([i32(2), normal(2)], error="Unsupported type"),
])
