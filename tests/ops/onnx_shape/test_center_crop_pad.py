import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_center_crop_pad = onnx_test("CenterCropPad", [
    Case([normal(20, 8, 3), np.array([10, 9, 3])]),
    Case([normal(5, 4), np.array([8])], args={"axes": [-1]}),
    Case([normal(5, 4), np.array([8])], error="for each axis"),
    Case([normal(5, 4), np.array([-8, 2])], error="negative"),
])
