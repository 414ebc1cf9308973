import numpy as np

from netdef.testing import Case, operator_test
from oracles.quantized_rows import random_table, unpack

TABLE = random_table(5, 6, 8, False)

test_gather_fused_8bit_rowwise = operator_test("GatherFused8BitRowwise", lambda table, i: unpack(table, 8, False)[i].astype(np.float32), [
    Case([TABLE, np.int32([4, 0, 0])]),
    Case([TABLE, np.int64([3])]),
    Case([TABLE, np.int32([5])], error="out of DATA bounds, id=5"),
    Case([TABLE, np.int32([-1])], error="out of DATA bounds, id=-1"),
    Case([TABLE[:, :8], np.int32([0])], error="more than 8 columns"),
    Case([TABLE, np.int32([[0]])], error="must be a vector"),
])
