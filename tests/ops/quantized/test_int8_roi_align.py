import numpy as np

from netdef.testing import Case, dequantize, operator_test, quantize, quantized
from oracles.regions import roi_align


def int8_roi_align(x, rois, Y_scale=1.0, Y_zero_point=0, **args):
    outside = -x.zero_point * x.scale  # samples outside count as the byte 0
    return quantize(roi_align(dequantize(x) - outside, rois, **args) + outside, Y_scale, Y_zero_point)


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
