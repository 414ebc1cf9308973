import numpy as np

from netdef.testing import Case, normal, operator_test


def float_to_half(x, clip=0):
    with np.errstate(over="ignore"):
        return (np.where(np.isnan(x), -65504, np.clip(x, -65504, 65504)) if clip else x).astype(np.float16)


test_float_to_half = operator_test("FloatToHalf", float_to_half, [
    Case([normal(3, 4)]),
    Case([np.array([0.0, -0.0, np.inf, np.nan, 6e-8, 1e-8, 65519, 65520, 1e9], np.float32)]),
    Case([np.array([1e9, -1e9, 3, np.nan], np.float32)], args={"clip": 1}),
    Case([normal(0, 4)]),
], gradient=False, why="the output is no float32")
