from netdef.testing import operator_test
from oracles.segments import by_lengths, lengths_cases, picking, sparse_lengths_cases

REDUCE = by_lengths(lambda rows: rows.sum(0))

test_lengths_sum = operator_test("LengthsSum", REDUCE, lengths_cases())
test_sparse_lengths_sum = operator_test("SparseLengthsSum", picking(REDUCE), sparse_lengths_cases())
