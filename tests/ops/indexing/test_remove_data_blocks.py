import numpy as np

from netdef.testing import Case, i32, normal, operator_test, strings


def remove_data_blocks(data, places):
    return np.delete(data, np.unique(places.astype(np.int64)), axis=0)


test_remove_data_blocks = operator_test("RemoveDataBlocks", remove_data_blocks, [
    Case([normal(5, 2), i32(3, 0)]),
    Case([normal(5), np.int64([2, 2, 4])]),
    Case([strings(3), i32(1)]),
    Case([normal(2, 3), i32(0, 1)]),
    Case([normal(3, 2), np.zeros(0)]),
    Case([normal(3), i32(3)], error="out of DATA bounds, id=3"),
    Case([normal(3), i32(-1)], error="out of DATA bounds, id=-1"),
    Case([normal(3), i32([1])], error="should be 1-D"),
    Case([normal(3), normal(1)], error="Unsupported type"),
    Case([np.float32(1), i32()], error="must have rows"),
])
