import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.regions import image_gradient, roi_align

X = normal(2, 3, 6, 5)
NHWC = np.ascontiguousarray(X.transpose(0, 2, 3, 1))
ROIS = np.array([[0, 0.3, 0.7, 4.1, 5.9], [1, 2.2, 1.1, 2.5, 1.2], [1, -3, -3, 8, 9], [0, 40, 40, 42, 42]], np.float32)
SMALL = {"gradient": [0], "why": "the regions are no parameters"}
CASES = [
    Case([X, ROIS], args={"pooled_h": 2, "pooled_w": 3, "sampling_ratio": 2}),
    Case([X, ROIS], args={"pooled_h": 3, "pooled_w": 2, "spatial_scale": 0.5}),
    Case([X, ROIS], args={"pooled_h": 2, "pooled_w": 2, "aligned": 1}),
    Case([NHWC, ROIS], args={"pooled_h": 2, "pooled_w": 3, "order": "NHWC"}),
    Case([X[:1], ROIS[:, 1:]], args={"pooled_h": 2, "pooled_w": 2, "sampling_ratio": 1}),
    Case([X, ROIS[:0]], args={"pooled_h": 2, "pooled_w": 2}),
    Case([X, ROIS + 2], error="lies in image"),
    Case([X, ROIS * np.float32(np.nan)], error="lies in image"),
    Case([X, ROIS[:, 1:]], args={"sampling_ratio": 1}),
    Case([X, ROIS[:, 2:]], error="columns"),
    Case([X, ROIS[:, [0, 3, 4, 1, 2]]], args={"aligned": 1}, error="non-negative size"),
    Case([X, ROIS * np.float32([1, 1, 1, 1e9, 1e9])], error="spans"),
    Case([X, ROIS], args={"pooled_h": 0}, error="positive"),
    Case([X, ROIS], args={"order": "NCWH"}, error="order"),
]
test_roi_align = operator_test("RoIAlign", roi_align, CASES, **SMALL)

test_roi_align_gradient = operator_test("RoIAlignGradient", image_gradient(roi_align), [
    Case([X, ROIS, normal(4, 3, 2, 3)], args={"pooled_h": 2, "pooled_w": 3, "sampling_ratio": 2}),
    Case([NHWC, ROIS, normal(4, 2, 3, 3)], args={"pooled_h": 2, "pooled_w": 3, "order": "NHWC"}),
    Case([X, ROIS[:0], normal(0, 3, 2, 2)], args={"pooled_h": 2, "pooled_w": 2}),
    Case([X, ROIS, normal(4, 3, 2, 2)], args={"pooled_h": 2, "pooled_w": 3}, error="shape of Y"),
])
