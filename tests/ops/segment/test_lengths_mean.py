from netdef.testing import operator_test
from oracles.segments import by_lengths, lengths_cases, picking, sparse_lengths_cases

REDUCE = by_lengths(lambda rows: rows.mean(0))

test_lengths_mean = operator_test("LengthsMean", REDUCE, lengths_cases())
test_sparse_lengths_mean = operator_test("SparseLengthsMean", picking(REDUCE), sparse_lengths_cases())
