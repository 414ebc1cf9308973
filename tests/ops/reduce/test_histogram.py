import numpy as np

from netdef.testing import Case, normal, operator_test


def histogram(*x, bin_edges):
    edges = np.asarray(bin_edges, np.float32)
    x = np.concatenate([v.ravel() for v in x])
    return np.array([((x >= a) & (x < b)).sum() for a, b in zip(edges, edges[1:])], np.int64)


test_histogram = operator_test("Histogram", histogram, [
    Case([normal(5, 6)], args={"bin_edges": [-1.0, 0.0, 0.25, 1.0]}),
    Case([normal(5), normal(3, 4)], args={"bin_edges": [-0.5, 0.5]}),
    Case([np.array([1, 2, 3, 4, 5, np.nan], np.float32)], args={"bin_edges": [1.0, 3.0, 5.0]}),
    Case([normal(7, dtype=np.float64)], args={"bin_edges": [-1.0, 1.0]}),
    Case([normal(0)], args={"bin_edges": [-1.0, 1.0]}),
    Case([normal(3)], args={"bin_edges": [1.0]}, error="greater than or equal to 2"),
    Case([normal(3)], args={"bin_edges": [1.0, 1.0]}, error="strictly increasing"),
])
