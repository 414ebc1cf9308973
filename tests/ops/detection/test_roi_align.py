import numpy as np

from netdef.testing import Case, normal, operator_test


def bilinear(image, y, x):
    """Value of (C, H, W) at a point; 0 outside."""
    _, height, width = image.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return np.zeros(len(image))
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    y0, x0 = int(y), int(x)
    y1, x1 = min(y0 + 1, height - 1), min(x0 + 1, width - 1)
    dy, dx = y - y0, x - x0
    return ((1 - dy) * ((1 - dx) * image[:, y0, x0] + dx * image[:, y0, x1])
            + dy * ((1 - dx) * image[:, y1, x0] + dx * image[:, y1, x1]))


def roi_align(x, rois, order="NCHW", spatial_scale=1.0, pooled_h=1, pooled_w=1, sampling_ratio=-1, aligned=0):
    x = (x if order == "NCHW" else x.transpose(0, 3, 1, 2)).astype(np.float64)
    offset = 0.5 * aligned
    out = np.zeros((len(rois), x.shape[1], pooled_h, pooled_w))
    for r, roi in enumerate(rois.astype(np.float64)):
        left, top, right, bottom = roi[-4:] * spatial_scale - offset
        least = 0 if aligned else 1
        bin_h, bin_w = max(bottom - top, least) / pooled_h, max(right - left, least) / pooled_w
        rows = sampling_ratio if sampling_ratio > 0 else int(np.ceil(bin_h))
        columns = sampling_ratio if sampling_ratio > 0 else int(np.ceil(bin_w))
        for i, j in np.ndindex(pooled_h, pooled_w):
            for iy, ix in np.ndindex(rows, columns):
                out[r, :, i, j] += bilinear(x[int(roi[0]) if len(roi) == 5 else 0], top + (i + (iy + 0.5) / rows) * bin_h,
                                            left + (j + (ix + 0.5) / columns) * bin_w) / (rows * columns)
    return out if order == "NCHW" else out.transpose(0, 2, 3, 1)


def gradient(x, rois, dy, **args):
    """Each pixel's share in each output, by asking with one pixel at a time."""
    dx = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        one = np.zeros(x.shape)
        one[at] = 1
        dx[at] = (roi_align(one, rois, **args) * dy).sum()
    return dx


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
    Case([X, ROIS[:, 1:]], error="columns"),
    Case([X, ROIS[:, [0, 3, 4, 1, 2]]], args={"aligned": 1}, error="non-negative size"),
    Case([X, ROIS * np.float32([1, 1, 1, 1e9, 1e9])], error="spans"),
    Case([X, ROIS], args={"pooled_h": 0}, error="positive"),
    Case([X, ROIS], args={"order": "NCWH"}, error="order"),
]
test_roi_align = operator_test("RoIAlign", roi_align, CASES, **SMALL)

test_roi_align_gradient = operator_test("RoIAlignGradient", gradient, [
    Case([X, ROIS, normal(4, 3, 2, 3)], args={"pooled_h": 2, "pooled_w": 3, "sampling_ratio": 2}),
    Case([NHWC, ROIS, normal(4, 2, 3, 3)], args={"pooled_h": 2, "pooled_w": 3, "order": "NHWC"}),
    Case([X, ROIS[:0], normal(0, 3, 2, 2)], args={"pooled_h": 2, "pooled_w": 2}),
    Case([X, ROIS, normal(4, 3, 2, 2)], args={"pooled_h": 2, "pooled_w": 3}, error="shape of Y"),
])
