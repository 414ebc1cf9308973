import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.regions import bilinear, image_gradient


def roi_align_rotated(x, rois, order="NCHW", spatial_scale=1.0, pooled_h=1, pooled_w=1, sampling_ratio=-1, aligned=0):
    x = (x if order == "NCHW" else x.transpose(0, 3, 1, 2)).astype(np.float64)
    out = np.zeros((len(rois), x.shape[1], pooled_h, pooled_w))
    for r, roi in enumerate(rois.astype(np.float64)):
        *box, angle = roi[-5:]
        cx, cy, w, h = np.array(box) * spatial_scale - np.array([0.5, 0.5, 0, 0]) * aligned
        if not aligned:
            w, h = max(w, 1), max(h, 1)
        rows = sampling_ratio if sampling_ratio > 0 else int(np.ceil(h / pooled_h))
        columns = sampling_ratio if sampling_ratio > 0 else int(np.ceil(w / pooled_w))
        cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        for i, j in np.ndindex(pooled_h, pooled_w):
            for iy, ix in np.ndindex(rows, columns):
                v = (i + (iy + 0.5) / rows) * h / pooled_h - h / 2
                u = (j + (ix + 0.5) / columns) * w / pooled_w - w / 2
                out[r, :, i, j] += bilinear(x[int(roi[0]) if len(roi) == 6 else 0], v * cos - u * sin + cy,
                                            v * sin + u * cos + cx) / (rows * columns)
    return out if order == "NCHW" else out.transpose(0, 2, 3, 1)


X = normal(2, 3, 6, 5)
NHWC = np.ascontiguousarray(X.transpose(0, 2, 3, 1))
ROIS = np.array([[0, 2.3, 2.7, 4.1, 3.9, 30], [1, 2.2, 1.1, 2.5, 1.2, -135], [1, 1, 2, 8, 9, 90]], np.float32)
test_roi_align_rotated = operator_test("RoIAlignRotated", roi_align_rotated, [
    Case([X, ROIS], args={"pooled_h": 2, "pooled_w": 3, "sampling_ratio": 2}),
    Case([X, ROIS], args={"pooled_h": 3, "pooled_w": 2, "spatial_scale": 0.5}),
    Case([X, ROIS + np.float32([0, 0.05, 0.03, 0.1, 0.1, 7])], args={"pooled_h": 2, "pooled_w": 2, "aligned": 1}),
    Case([NHWC, ROIS], args={"pooled_h": 2, "pooled_w": 3, "order": "NHWC"}),
    Case([X[:1], ROIS[:, 1:]], args={"pooled_h": 2, "pooled_w": 2}),
    Case([X, ROIS[:0]], args={"pooled_h": 2, "pooled_w": 2}),
    Case([X, ROIS + 2], error="lies in image"),
    Case([X, ROIS[:, :4]], error="columns"),
], gradient=[0], why="the regions are no parameters", rtol=1e-3, atol=1e-4)

test_roi_align_rotated_gradient = operator_test("RoIAlignRotatedGradient", image_gradient(roi_align_rotated), [
    Case([X, ROIS, normal(3, 3, 2, 3)], args={"pooled_h": 2, "pooled_w": 3, "sampling_ratio": 2}),
    Case([X, ROIS, normal(3, 3, 2, 2)], args={"pooled_h": 2, "pooled_w": 3}, error="shape of Y"),
], rtol=1e-3, atol=1e-4)
