import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_resize_nearest(x, width_scale=1.0, height_scale=1.0, output_size=None, Y_scale=1.0, Y_zero_point=0):
    _, height, width, _ = x.data.shape
    if output_size is not None:
        height_scale, width_scale = output_size[0] // height, output_size[1] // width
    rows = np.floor(np.arange(int(height * height_scale)) / height_scale).astype(int)
    columns = np.floor(np.arange(int(width * width_scale)) / width_scale).astype(int)
    return Int8Tensor(np.ascontiguousarray(x.data[:, rows][:, :, columns]), x.scale, x.zero_point)


SAME = {"Y_scale": 0.5, "Y_zero_point": 7}
X = quantized(2, 4, 5, 3, scale=0.5, zero_point=7)
test_int8_resize_nearest = operator_test("Int8ResizeNearest", int8_resize_nearest, [
    Case([X], args={**SAME, "width_scale": 2.0, "height_scale": 1.5}),
    Case([X], args={**SAME, "width_scale": 0.5, "height_scale": 0.5}),
    Case([X], args=SAME),
    Case([X], args={**SAME, "output_size": [8, 17]}),
    Case([X], args={**SAME, "width_scale": 0.1, "height_scale": 0.1}, expected=Int8Tensor(np.zeros((2, 0, 0, 3), np.uint8), 0.5, 7)),
    Case([X], args={**SAME, "width_scale": 0.0}, error="positive"),
    Case([X], args={**SAME, "output_size": [3]}, error="output_size"),
    Case([X], args={**SAME, "width_scale": 1e30}, error="pixels"),
    Case([quantized(3, 4, scale=0.5, zero_point=7)], args=SAME, error="N, H, W, C"),
    Case([X], error="Y_zero_point must be"),
])
