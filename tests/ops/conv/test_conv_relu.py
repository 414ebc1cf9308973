import numpy as np
from ops.conv.test_conv import ERRORS, IMAGES, LINES, VOLUMES, conv

from netdef.testing import operator_test


def conv_relu(*inputs, **args):
    return np.maximum(conv(*inputs, **args), 0)


test_conv_relu = operator_test("ConvRelu", conv_relu, IMAGES + LINES + VOLUMES + ERRORS)
