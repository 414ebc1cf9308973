"""AveragePool and its spellings against the mean over taps."""

import dataclasses

import numpy as np

from netdef.testing import operator_test
from oracles.pooling import error_cases, gradient_refuses_wrong_shapes, image_cases, line_cases, pool, volume_cases


def average_pool(x, count_include_pad=False, **args):
    return pool(x, lambda taps, size: np.nansum(taps, 0) / (size if count_include_pad else (~np.isnan(taps)).sum(0)), **args)


def with_padding(cases):
    return [dataclasses.replace(case, args={**case.args, "count_include_pad": 1}) for case in cases if not case.error]


CASES = image_cases() + line_cases() + volume_cases()
test_average_pool = operator_test("AveragePool", average_pool, CASES + with_padding(CASES) + error_cases())
test_average_pool1d = operator_test("AveragePool1D", average_pool, line_cases())
test_average_pool2d = operator_test("AveragePool2D", average_pool, image_cases()[:4])
test_average_pool3d = operator_test("AveragePool3D", average_pool, volume_cases())


def test_gradient_shapes():
    for suffix in ("", "1D", "2D", "3D"):
        gradient_refuses_wrong_shapes(f"AveragePool{suffix}Gradient")
