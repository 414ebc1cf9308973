import numpy as np

from netdef.testing import Case, integers, operator_test


def row_wise_counter(previous, counter, indices, iteration, counter_halflife=-1):
    if counter_halflife > 0:
        for row in indices:
            passed = max(0, int(iteration.ravel()[0]) - previous[row])
            counter[row] = counter[row] * 0.5 ** (passed / counter_halflife) + 1
            previous[row] += passed
    return previous, counter


PREVIOUS, COUNTER, NOW = np.int64([0, 5, 9, 30]), np.float64([1, 2, 3, 4]), np.int64([10])
ON = {"counter_halflife": 3}

test_row_wise_counter = operator_test("RowWiseCounter", row_wise_counter, [
    Case([PREVIOUS, COUNTER, np.int32([0, 2, 2, 3]), NOW], args=ON),
    Case([PREVIOUS, COUNTER, integers(20, high=4, dtype=np.int64), np.array(12)], args=ON),
    Case([PREVIOUS, COUNTER, np.int32([]), NOW], args=ON),
    Case([PREVIOUS, COUNTER, np.int32([0, 2]), NOW]),
    Case([PREVIOUS, COUNTER, np.int32([4]), NOW], args=ON, error="out of bounds: 4"),
    Case([PREVIOUS, COUNTER, np.int32([-1]), NOW], args=ON, error="out of bounds: -1"),
    Case([PREVIOUS, COUNTER[:3], np.int32([1]), NOW], args=ON, error="same size"),
    Case([PREVIOUS.astype(np.int32), COUNTER, np.int32([1]), NOW], args=ON, error="Tensor type mismatch"),
    Case([PREVIOUS, COUNTER.astype(np.float32), np.int32([1]), NOW], args=ON, error="Tensor type mismatch"),
    Case([PREVIOUS, COUNTER, np.int32([1]), np.int64([1, 2])], args=ON, error="one element"),
])
