import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized


def bilinear(image, y, x):
    height, width, _ = image.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return None
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    y0, x0 = int(y), int(x)
    y1, x1 = min(y0 + 1, height - 1), min(x0 + 1, width - 1)
    dy, dx = y - y0, x - x0
    return ((1 - dy) * ((1 - dx) * image[y0, x0] + dx * image[y0, x1])
            + dy * ((1 - dx) * image[y1, x0] + dx * image[y1, x1]))


def int8_roi_align(x, rois, spatial_scale=1.0, pooled_h=1, pooled_w=1, sampling_ratio=-1, order="NHWC", Y_scale=1.0,
                   Y_zero_point=0):
    real = dequantize(x)
    outside = np.full(real.shape[3], -x.zero_point * x.scale)  # samples outside count as the byte 0
    out = np.zeros((len(rois), pooled_h, pooled_w, real.shape[3]))
    for r, roi in enumerate(rois.astype(np.float64)):
        image = real[int(roi[0])] if len(roi) == 5 else real[0]
        left, top, right, bottom = roi[-4:] * spatial_scale
        bin_h, bin_w = max(bottom - top, 1) / pooled_h, max(right - left, 1) / pooled_w
        rows = sampling_ratio if sampling_ratio > 0 else int(np.ceil(bin_h))
        columns = sampling_ratio if sampling_ratio > 0 else int(np.ceil(bin_w))
        for ph in range(pooled_h):
            for pw in range(pooled_w):
                samples = [bilinear(image, top + (ph + (i + 0.5) / rows) * bin_h, left + (pw + (j + 0.5) / columns) * bin_w)
                           for i in range(rows) for j in range(columns)]
                out[r, ph, pw] = np.mean([outside if s is None else s for s in samples], 0)
    return quantize(out, Y_scale, Y_zero_point)


X = quantized(2, 7, 6, 5, scale=0.05, zero_point=77)
ROIS = np.array([[0, 0.3, 0.7, 4.1, 5.9], [1, 2.2, 1.1, 2.5, 1.2], [1, -3, -3, 8, 9]], np.float32)
ARGS = {"order": "NHWC", "Y_scale": 0.06, "Y_zero_point": 90}
test_int8_roi_align = operator_test("Int8RoIAlign", int8_roi_align, [
    Case([X, ROIS], args={**ARGS, "pooled_h": 2, "pooled_w": 3, "sampling_ratio": 2}),
    Case([X, ROIS[:2]], args={**ARGS, "pooled_h": 3, "pooled_w": 2, "spatial_scale": 0.5}),
    Case([quantized(1, 7, 6, 5, scale=0.05), ROIS[:, 1:]], args={**ARGS, "sampling_ratio": 1}),
    Case([X, ROIS[:0]], args=ARGS),
    Case([X, ROIS + 2], args=ARGS, error="lies in image"),
    Case([X, ROIS * np.float32(np.nan)], args=ARGS, error="lies in image"),
    Case([X, ROIS[:, 1:]], args=ARGS, error="columns"),
    Case([X, ROIS * np.float32([0, 1, 1, 1e9, 1e9])], args=ARGS, error="spans|samples"),
    Case([X, ROIS], args={**ARGS, "pooled_h": 0}, error="positive"),
    Case([X, ROIS], args={**ARGS, "order": "NCHW"}, error="NHWC"),
], atol=1)
