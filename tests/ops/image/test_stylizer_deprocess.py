"""BRGNCHWCToPackedInt8BGRAStylizerDeprocess against clipping and cutting off."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def deprocess(x, mean):
    planes = np.clip(np.nan_to_num(x + mean.reshape(3, 1, 1), nan=0.0), 0, 255).astype(np.uint8)
    alpha = np.full((x.shape[0], 1, *x.shape[2:]), 255, np.uint8)
    return np.moveaxis(np.concatenate([planes, alpha], 1), 1, -1)


EDGES = np.float32([-5, -0.5, 0.4, 0.5, 0.6, 1.5, 2.5, 254.4, 254.6, 255, 256, 1e10, -1e10, np.nan, np.inf]).reshape(1, 1, 3, 5)

test_deprocess = operator_test("BRGNCHWCToPackedInt8BGRAStylizerDeprocess", deprocess, [
    Case([normal(1, 3, 4, 5, mean=128, std=100), normal(3)]),
    Case([normal(3, 3, 2, 7, mean=128, std=100), normal(3)]),
    Case([np.repeat(EDGES, 3, 1), np.float32([0, 1, 10])]),
    Case([normal(0, 3, 4, 5), normal(3)]),
    Case([normal(1, 4, 4, 5), normal(3)], error="three channels"),
    Case([normal(1, 3, 4, 5), normal(4)], error="mean for each"),
    Case([normal(3, 4, 5), normal(3)], error="two spatial axes"),
])
