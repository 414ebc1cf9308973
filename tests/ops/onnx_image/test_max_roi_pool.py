import numpy as np

from netdef.testing import Case, normal, operator_test


def max_roi_pool(x, rois, pooled_shape, spatial_scale=1.0):
    rows, columns = pooled_shape
    y = np.zeros((len(rois), x.shape[1], rows, columns), x.dtype)
    for r, (image, *box) in enumerate(rois):
        left, top, right, bottom = (int(np.floor(v * spatial_scale + 0.5)) for v in box)
        h, w = max(bottom - top + 1, 1) / rows, max(right - left + 1, 1) / columns
        for i in range(rows):
            for j in range(columns):
                part = x[int(image), :, max(0, top + int(np.floor(i * h))):max(0, top + int(np.ceil((i + 1) * h))),
                         max(0, left + int(np.floor(j * w))):max(0, left + int(np.ceil((j + 1) * w)))]
                y[r, :, i, j] = part.max((1, 2)) if part.size else 0
    return y


X = normal(2, 3, 8, 9)
ROIS = np.array([[0, 0, 0, 5, 6], [1, 2, 1, 7, 7], [1, 3, 3, 3, 3], [0, 6, 6, 20, 20]], np.float32)

test_max_roi_pool = operator_test("MaxRoiPool", max_roi_pool, [
    Case([X, ROIS], args={"pooled_shape": [2, 3]}),
    Case([X, ROIS], args={"pooled_shape": [1, 1], "spatial_scale": 0.5}),
    Case([X, ROIS + np.float32([2, 0, 0, 0, 0])], args={"pooled_shape": [1, 1]}, error="numbers of images of 0 to 1"),
    Case([X, ROIS[:, :4]], args={"pooled_shape": [1, 1]}, error="expected regions"),
    Case([X, ROIS], args={"pooled_shape": [0, 1]}, error="two positive numbers"),
], domain="ai.onnx")
