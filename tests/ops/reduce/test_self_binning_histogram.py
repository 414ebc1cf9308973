import numpy as np

from netdef.testing import Case, normal, operator_test


def self_binning_histogram(*x, num_bins, bin_spacing="linear", logspace_start=1e-24, abs=0):
    values = np.concatenate([v.ravel() for v in x])
    values = np.abs(values) if abs else values
    if not values.size:
        return np.zeros(num_bins + 1, x[0].dtype), np.zeros(num_bins + 1, np.int64)
    low, high = values.min(), values.max()
    if bin_spacing == "logarithmic":
        low, high = max(low, logspace_start), max(high, logspace_start)
    end = high + (high - low) * 1e-4
    edges = np.linspace(low, end, num_bins + 1) if bin_spacing == "linear" else np.geomspace(low, end, num_bins + 1)
    edges = edges.astype(x[0].dtype)
    bins = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, num_bins - 1) if low < high else values * 0
    return edges, np.bincount(bins.astype(np.int64), minlength=num_bins + 1)


X = np.array([-2, -1, 0, 1, 2, 5, 6], np.float32)

test_self_binning_histogram = operator_test("SelfBinningHistogram", self_binning_histogram, [
    Case([normal(50)], args={"num_bins": 7}),
    Case([X, normal(3, 4)], args={"num_bins": 4, "abs": 1}),
    Case([X], args={"num_bins": 3, "bin_spacing": "logarithmic", "logspace_start": 0.5}),
    Case([np.exp(normal(60, dtype=np.float64))], args={"num_bins": 5, "bin_spacing": "logarithmic"}),
    Case([np.full(3, 2.0, np.float32)], args={"num_bins": 3}),
    Case([X], args={"num_bins": 3, "bin_spacing": "logarithmic", "logspace_start": 10.0}),
    Case([normal(0)], args={"num_bins": 3}),
    Case([X], args={"num_bins": 0}, error="greater than or equal to 1"),
    Case([X], args={"num_bins": 3, "bin_spacing": "x"}, error="'linear' or 'logarithmic'"),
])
