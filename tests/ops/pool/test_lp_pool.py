"""LpPool against the p-norm over taps."""

import dataclasses

import numpy as np

from netdef.testing import operator_test
from oracles.pooling import error_cases, gradient_refuses_wrong_shapes, image_cases, line_cases, pool, volume_cases


def lp_pool(x, p=2.0, **args):
    return pool(x, lambda taps, size: np.nansum(np.abs(taps) ** p, 0) ** (1 / p), **args)


CASES = image_cases() + line_cases() + volume_cases()
test_lp_pool = operator_test("LpPool", lp_pool, CASES + error_cases() + [
    dataclasses.replace(case, args={**case.args, "p": p}) for case in CASES[:4] for p in (1.0, 3.0, 2.5)
])


def test_gradient_of_zero_is_zero():
    from netdef import core, workspace

    workspace.FeedBlob("x", np.zeros((1, 1, 2, 2), np.float32))
    workspace.FeedBlob("y", np.zeros((1, 1, 1, 1), np.float32))
    for p in (1.0, 2.0, 3.0):
        workspace.RunOperatorOnce(core.CreateOperator("LpPoolGradient", ["x", "y", "y"], ["dx"], kernel=2, p=p))
        assert not workspace.FetchBlob("dx").any()


def test_gradient_shapes():
    gradient_refuses_wrong_shapes("LpPoolGradient")
