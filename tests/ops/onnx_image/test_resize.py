import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

X = normal(1, 2, 4, 5)
SCALES = [np.array(s, np.float32) for s in ([1, 1, 2, 3], [1, 1, 0.6, 0.7])]
EMPTY = None

test_resize = onnx_test("Resize", [
    *[Case([X, EMPTY, s], args={"mode": m, "coordinate_transformation_mode": c})
      for s in SCALES for m in ("linear", "cubic") for c in ("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric")],
    *[Case([X, EMPTY, s], args={"nearest_mode": n, "coordinate_transformation_mode": c})
      for s in SCALES for n in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil") for c in ("half_pixel", "asymmetric")],
    Case([X, EMPTY, None, np.array([1, 2, 7, 3])], args={"mode": "linear"}),
    *[Case([X, EMPTY, SCALES[1]], args={"mode": m, "antialias": 1}) for m in ("linear", "cubic")],
    Case([X, EMPTY, SCALES[0]], args={"mode": "cubic", "exclude_outside": 1, "cubic_coeff_a": -0.5}),
    *[Case([X, EMPTY, None, np.array([7, 8])], args={"axes": [2, 3], "keep_aspect_ratio_policy": p}) for p in ("not_larger", "not_smaller")],
    Case([X, np.array([0, 0, 0.4, 0.6, 1, 1, 1.2, 1.7], np.float32), None, np.array([1, 2, 3, 3])],
         args={"mode": "linear", "coordinate_transformation_mode": "tf_crop_and_resize", "extrapolation_value": 10.0}),
    Case([X, EMPTY, np.array([1, 1, 2], np.float32)], error="for each axis"),
    Case([X, EMPTY, np.array([1, 1, 2, -1], np.float32)], error="cannot be resized"),
    Case([X, EMPTY, np.array([1, 1, 2, 1e30], np.float32)], error="cannot be resized"),
    Case([X], error="exactly one"),
    Case([X, EMPTY, SCALES[0]], args={"mode": "x"}, error="unknown value"),
], rtol=1e-3, atol=1e-4)
