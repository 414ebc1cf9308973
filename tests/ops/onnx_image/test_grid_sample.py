import numpy as np

from netdef.testing import Case, normal, uniform
from oracles.onnx_reference import onnx_test

X, GRID = normal(2, 3, 4, 5), uniform(2, 3, 6, 2, low=-1.4, high=1.4)

test_grid_sample = onnx_test("GridSample", [
    *[Case([X, GRID], args={"mode": m, "padding_mode": p, "align_corners": a})
      for m in ("linear", "nearest", "cubic") for p in ("zeros", "border", "reflection") for a in (0, 1)],
    Case([normal(1, 2, 3, 4, 5), uniform(1, 2, 3, 2, 3, low=-1.2, high=1.2)]),
    Case([X, GRID[:1]], error="does not fit"),
    Case([X, GRID], args={"mode": "x"}, error="mode must be"),
], rtol=1e-3, atol=1e-4)


def test_places_that_are_no_numbers():
    from netdef.testing import run_operator

    grid = np.full((2, 1, 3, 2), np.nan, np.float32)
    grid[:, :, 1] = np.inf
    grid[:, :, 2] = 1e30
    for mode in ("linear", "nearest", "cubic"):
        for padding in ("zeros", "border", "reflection"):
            run_operator("GridSample", X, grid, domain="ai.onnx", mode=mode, padding_mode=padding)
