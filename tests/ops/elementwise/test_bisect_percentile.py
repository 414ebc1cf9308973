import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def bisect_percentile(x, percentile_raw, percentile_mapping, percentile_lower, percentile_upper, lengths):
    ends = np.cumsum(lengths)
    y = np.zeros_like(x)
    for c, (first, last) in enumerate(zip(ends - lengths, ends)):
        raw = np.asarray(percentile_raw[first:last], np.float32)
        for r, v in enumerate(x[:, c]):
            k = int(np.searchsorted(raw, v))
            if k == len(raw):
                y[r, c] = 1
            elif raw[k] == v:
                y[r, c] = percentile_mapping[first + k]
            elif k:
                part = (v - raw[k - 1]) / (raw[k] - raw[k - 1])
                y[r, c] = percentile_upper[first + k - 1] * (1 - part) + percentile_lower[first + k] * part
    return y


TABLE = {
    "percentile_raw": [1.0, 2.0, 0.0, 1.0, 3.0],
    "percentile_mapping": [0.4, 0.8, 0.2, 0.5, 1.0],
    "percentile_lower": [0.3, 0.7, 0.1, 0.4, 0.9],
    "percentile_upper": [0.5, 0.9, 0.3, 0.6, 1.0],
    "lengths": [2, 3],
}

test_bisect_percentile = operator_test("BisectPercentile", bisect_percentile, [
    Case([np.array([[1, 0], [2, 1], [1.5, 2], [0, -1], [3, 9]], np.float32)], args=TABLE),
    Case([uniform(10, 2, low=-1, high=4)], args=TABLE),
    Case([normal(0, 2)], args=TABLE),
    Case([normal(3, 3)], args=TABLE, error="one column for each"),
    Case([normal(3, 2)], args={**TABLE, "lengths": [2, 4]}, error="add up"),
    Case([normal(3, 2)], args={**TABLE, "percentile_lower": [0.0]}, error="as long as percentile_raw"),
    Case([normal(3, 2)], args={**TABLE, "percentile_raw": [2.0, 1.0, 0.0, 1.0, 3.0]}, error="must be sorted"),
])
