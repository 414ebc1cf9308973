import numpy as np

from netdef import core, workspace
from netdef.testing import Case, normal, quantized
from oracles.dnnlowp import lowp, lowp_test


def average_pool(x, order="NCHW", **window):  # kernel 2, stride 2
    x = x if order == "NCHW" else np.moveaxis(x, -1, 1)
    n, c, h, w = x.shape
    y = x.reshape(n, c, h // 2, 2, w // 2, 2).mean((3, 5))
    return y if order == "NCHW" else np.moveaxis(y, 1, -1)


POOL = {"kernel": 2, "stride": 2}
CASES = [Case([quantized(2, 3, 4, 6, zero_point=9)], POOL), Case([normal(2, 3, 4, 6)], POOL), Case([quantized(0, 3, 4, 6)], POOL),
         Case([quantized(2, 4, 6, 3)], {**POOL, "order": "NHWC", "Y_scale": 0.07, "Y_zero_point": 120})]
test_average_pool = lowp_test("AveragePool", lowp(average_pool), CASES)
test_int8_average_pool = lowp_test("Int8AveragePool", lowp(average_pool), CASES)


def test_means_in_the_middle_go_to_the_even_byte():
    """As recorded from Caffe2."""
    x = np.uint8([18, 4, 228, 158]).reshape(1, 1, 1, 4)
    fill = core.CreateOperator("Int8GivenTensorFill", [], ["x"], shape=x.shape, values=x.tobytes(), Y_scale=0.05, Y_zero_point=125)
    pool = core.CreateOperator("Int8AveragePool", ["x"], ["y"], engine="DNNLOWP", kernel=1, order="NHWC", Y_scale=0.1, Y_zero_point=125)
    workspace.RunOperatorsOnce([fill, pool])
    assert workspace.FetchInt8Blob("y").data.ravel().tolist() == [72, 64, 176, 142]
