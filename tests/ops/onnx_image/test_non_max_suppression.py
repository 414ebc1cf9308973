import numpy as np

from netdef.testing import Case, distinct, normal, uniform
from oracles.onnx_reference import onnx_test

BOXES, SCORES = uniform(2, 20, 4), np.abs(distinct(2, 3, 20))
MOST, OVERLAP, SCORE = np.array([4]), np.array([0.3], np.float32), np.array([0.5], np.float32)

test_non_max_suppression = onnx_test("NonMaxSuppression", [
    Case([BOXES, SCORES, MOST, OVERLAP, SCORE]),
    Case([BOXES, SCORES, MOST, OVERLAP, SCORE], args={"center_point_box": 1}),
    Case([BOXES, SCORES, MOST, OVERLAP]),
    Case([BOXES, SCORES], expected=np.zeros((0, 3), np.int64)),
    Case([BOXES, normal(2, 3, 19), MOST], error="expected boxes"),
    Case([BOXES, SCORES, np.array([1, 2])], error="one integer"),
])
