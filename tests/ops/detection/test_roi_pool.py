import numpy as np

from netdef.testing import Case, distinct, normal, operator_test


def roi_pool(x, rois, pooled_h=1, pooled_w=1, spatial_scale=1.0, is_test=0):
    n, channels, height, width = x.shape
    y = np.zeros((len(rois), channels, pooled_h, pooled_w), np.float32)
    position = np.full(y.shape, -1, np.int32)
    for r, roi in enumerate(rois):
        x1, y1, x2, y2 = (np.floor(np.abs(roi[1:] * spatial_scale) + 0.5) * np.sign(roi[1:])).astype(int)
        bin_h, bin_w = max(y2 - y1 + 1, 1) / pooled_h, max(x2 - x1 + 1, 1) / pooled_w
        for c, i, j in np.ndindex(channels, pooled_h, pooled_w):
            h0, h1 = np.clip([int(np.floor(i * bin_h)) + y1, int(np.ceil((i + 1) * bin_h)) + y1], 0, height)
            w0, w1 = np.clip([int(np.floor(j * bin_w)) + x1, int(np.ceil((j + 1) * bin_w)) + x1], 0, width)
            part = x[int(roi[0]), c, h0:h1, w0:w1]
            if part.size:
                h, w = np.unravel_index(part.argmax(), part.shape)
                y[r, c, i, j] = part[h, w]
                position[r, c, i, j] = (h + h0) * width + w + w0
    return y if is_test else (y, position)


def roi_pool_gradient(x, rois, positions, dy, **_):
    dx = np.zeros(x.shape)
    for r, c, i, j in np.ndindex(dy.shape):
        if positions[r, c, i, j] >= 0:
            dx[int(rois[r, 0]), c].ravel()[positions[r, c, i, j]] += dy[r, c, i, j]
    return dx


X = distinct(2, 3, 6, 5)
ROIS = np.array([[0, 0, 1, 4, 5], [1, 2, 1, 2, 1], [1, -3, -3, 8, 9], [0, 40, 40, 42, 42]], np.float32)
test_roi_pool = operator_test("RoIPool", roi_pool, [
    Case([X, ROIS], args={"pooled_h": 2, "pooled_w": 3}),
    Case([X, ROIS], args={"pooled_h": 3, "pooled_w": 2, "spatial_scale": 0.5}),
    Case([X, ROIS], args={"pooled_h": 2, "pooled_w": 2, "is_test": 1}, gradient=False, why="needs the positions"),
    Case([X, ROIS[:0]], args={"pooled_h": 2, "pooled_w": 2}),
    Case([X, ROIS + 2], error="lies in image"),
    Case([X, ROIS[:, 1:]], error="columns"),
    Case([X, ROIS], args={"order": "NHWC"}, error="NCHW"),
    Case([X, ROIS * np.float32([1, 1e20, 1, 1, 1])], error="origin"),
], gradient=[0], why="the regions are no parameters")

_, POSITIONS = roi_pool(X, ROIS, pooled_h=2, pooled_w=3)
test_roi_pool_gradient = operator_test("RoIPoolGradient", roi_pool_gradient, [
    Case([X, ROIS, POSITIONS, normal(4, 3, 2, 3)], args={"pooled_h": 2, "pooled_w": 3}),
    Case([X, ROIS, POSITIONS + 100, normal(4, 3, 2, 3)], args={"pooled_h": 2, "pooled_w": 3}, error="outside"),
    Case([X, ROIS, POSITIONS, normal(4, 3, 2, 2)], error="belong together"),
])
