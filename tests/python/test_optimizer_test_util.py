"""The mixed-in tests hold for an optimizer that is right and fail for one that is not."""

import unittest

from netdef import optimizer, workspace
from netdef.optimizer_test_util import LRModificationTestBase, OptimizerTestBase

TESTS = ("testDense", "testSparse", "test_global_norm_based_gradient_clipping", "test_lr_injection")


def failures(build):
    """The names of the tests that fail for the optimizer that `build` makes, and how often it was given to check_optimizer."""
    checked = []

    class Case(OptimizerTestBase, LRModificationTestBase, unittest.TestCase):
        def build_optimizer(self, model, **kwargs):
            self._skip_gpu = True
            return build(model, **kwargs)

        def check_optimizer(self, built):
            checked.append(built)

    failed = []
    for name in TESTS:
        workspace.ResetWorkspace()
        result = unittest.TestResult()
        Case(name).run(result)
        if not result.wasSuccessful():
            failed.append(name)
    return failed, len(checked)


def test_sgd_passes():
    assert failures(lambda model, **kwargs: optimizer.build_sgd(model, base_learning_rate=0.1, **kwargs)) == ([], 2)


def test_what_does_not_learn_fails():
    failed, _ = failures(lambda model, **kwargs: optimizer.build_sgd(model, base_learning_rate=1e-7, **kwargs))
    assert failed == ["testDense", "testSparse"]


def test_what_ignores_the_learning_rate_s_modifications_fails():
    failed, _ = failures(lambda model, **kwargs: optimizer.build_sgd(model, base_learning_rate=0.1))
    assert failed == ["test_global_norm_based_gradient_clipping", "test_lr_injection"]
