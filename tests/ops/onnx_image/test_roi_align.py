import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

X = normal(2, 3, 8, 9)
ROIS = np.array([[0, 0, 5, 6], [2, 1, 7, 7], [3, 3, 3.5, 3.5]], np.float32)
IMAGES = np.array([0, 1, 1])

test_roi_align = onnx_test("RoiAlign", [
    *[Case([X, ROIS, IMAGES], args={"output_height": 3, "output_width": 2, "sampling_ratio": s, "mode": m, "coordinate_transformation_mode": c})
      for s in (0, 2) for m in ("avg", "max") for c in ("half_pixel", "output_half_pixel")],
    *[Case([X, ROIS + shift, IMAGES], args={"output_height": 3, "output_width": 4, "sampling_ratio": s, "mode": m})
      for shift in (np.float32(-3), np.float32(6), np.float32(30)) for s in (0, 3) for m in ("avg", "max")],
    Case([X, ROIS * 2, IMAGES], args={"output_height": 2, "output_width": 2, "spatial_scale": 0.5}),
    Case([X, ROIS, IMAGES + 1], error="numbers of images of 0 to 1"),
    Case([X, ROIS * np.float32(1e9), IMAGES], error="has the coordinate"),
    Case([X, ROIS, IMAGES[:2]], error="expected regions"),
], rtol=1e-3, atol=1e-4)
