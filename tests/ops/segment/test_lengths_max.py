from netdef.testing import Case, distinct, i32, integers, normal, operator_test
from oracles.segments import by_lengths


test_lengths_max = operator_test("LengthsMax", by_lengths(lambda rows: rows.max(0)), [
    Case([distinct(6, 2), i32(3, 0, 1, 2)]),
    Case([distinct(5), i32(1, 4)]),
    Case([-distinct(5, 2, 2) - 2, i32(5)]),
    Case([normal(0, 2), i32()]),
    Case([normal(0, 2), i32(0, 0)], gradient=False, why="there is nothing to vary"),
    Case([normal(3), i32(1, 1)], error="sum of LENGTHS"),
    Case([normal(3), i32(-1, 4)], error="negative"),
    Case([integers(3), i32(1, 2)], error="float"),
])
