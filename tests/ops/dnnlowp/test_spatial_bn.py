import numpy as np

from netdef.testing import Case, normal, quantized, uniform
from oracles.dnnlowp import lowp, lowp_test


def spatial_bn(x, scale, bias, mean, var, is_test=1, order="NCHW"):
    shape = (-1, 1, 1) if order == "NCHW" else (-1,)
    slope = scale / np.sqrt(var + 1e-5)
    return x * slope.reshape(shape) + (bias - mean * slope).reshape(shape)


CHANNELS = [normal(4), normal(4), normal(4), uniform(4, low=0.3)]
CASES = [Case([normal(2, 4, 3, 5), *CHANNELS], {"is_test": 1}), Case([quantized(2, 4, 3, 5), *CHANNELS], {"is_test": 1}),
         Case([quantized(2, 3, 5, 4), *CHANNELS], {"is_test": 1, "order": "NHWC", "Y_scale": 0.2, "Y_zero_point": 120})]
test_spatial_bn = lowp_test("SpatialBN", lowp(spatial_bn, quantize=1), CASES)
test_int8_spatial_bn = lowp_test("Int8SpatialBN", lowp(spatial_bn, quantize=1), CASES)
test_int8_spatial_bn_relu = lowp_test("Int8SpatialBNRelu", lowp(spatial_bn, quantize=1, relu=True), CASES)
