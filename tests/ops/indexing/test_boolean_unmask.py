import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def boolean_unmask(*masks_and_values):
    masks, values = masks_and_values[::2], [list(v) for v in masks_and_values[1::2]]
    out = [values[next(m for m, mask in enumerate(masks) if mask[i])].pop(0) for i in range(len(masks[0]))]
    return np.array(out, masks_and_values[1].dtype)


def mask(*values):
    return np.array(values, bool)


test_boolean_unmask = operator_test("BooleanUnmask", boolean_unmask, [
    Case([mask(1, 0, 1), normal(2), mask(0, 1, 0), normal(1)]),
    Case([mask(1, 0, 0, 1), integers(2), mask(1, 1, 0, 0), integers(1), mask(1, 1, 1, 1), integers(1)]),
    Case([mask(1, 0), strings(1), mask(0, 1), strings(1)]),
    Case([mask(), normal(0)]),
    Case([mask(1, 0), normal(1), mask(0, 0), normal(0)], error="All masks have False at position 1"),
    Case([mask(1, 1), normal(1)], error="more true elements than values"),
    Case([mask(1, 0), normal(2), mask(0, 1), normal(1)], error="does not match the corresponding value size"),
    Case([mask(1, 0), normal(1), mask(0, 1, 1), normal(2)], error="vectors of one size"),
    Case([mask(1, 0), normal(1), mask(0, 1), integers(1)], error="vectors of one type"),
    Case([mask(1, 0), normal(1, 2)], error="values must be vectors"),
])
