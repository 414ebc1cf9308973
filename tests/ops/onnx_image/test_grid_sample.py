import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator, uniform
from oracles.onnx_reference import onnx_test

X, GRID = normal(2, 3, 4, 5), uniform(2, 3, 6, 2, low=-1.4, high=1.4)

test_grid_sample = onnx_test("GridSample", [
    *[Case([X, GRID], args={"mode": m, "padding_mode": p, "align_corners": a})
      for m in ("linear", "nearest", "cubic") for p in ("zeros", "border", "reflection") for a in (0, 1) if (m, p) != ("cubic", "border")],
    Case([normal(1, 2, 3, 4, 5), uniform(1, 2, 3, 2, 3, low=-1.2, high=1.2)]),
    Case([X, GRID[:1]], error="does not fit"),
    Case([X, GRID], args={"mode": "x"}, error="mode must be"),
], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("align_corners", [0, 1])
def test_cubic_at_the_border(align_corners):
    """Not the middle of the filter is moved to the border, but each pixel: there the reference differs from the runtimes."""
    torch = pytest.importorskip("torch")
    expected = torch.nn.functional.grid_sample(torch.tensor(X), torch.tensor(GRID), "bicubic", "border", bool(align_corners)).numpy()
    got = run_operator("GridSample", X, GRID, domain="ai.onnx", mode="cubic", padding_mode="border", align_corners=align_corners)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def test_places_that_are_no_numbers():
    grid = np.full((2, 1, 3, 2), np.nan, np.float32)
    grid[:, :, 1] = np.inf
    grid[:, :, 2] = 1e30
    for mode in ("linear", "nearest", "cubic"):
        for padding in ("zeros", "border", "reflection"):
            run_operator("GridSample", X, grid, domain="ai.onnx", mode=mode, padding_mode=padding)
