"""Regularizers add what the real Caffe2's add, and compute what their formulas say."""

import numpy as np
import pytest

import recorded
from netdef import core, model_helper, regularizer, workspace
from netdef.regularizer import RegularizationBy
from recorded import regularizer_cases

RECORDED = recorded.read("regularizer")


@pytest.mark.parametrize("case", regularizer_cases.CASES, ids=lambda case: case[0])
def test_adds_what_caffe2_adds(case):
    assert regularizer_cases.build(case) == RECORDED[case[0]]


W = np.float32([[0.3, -0.2, 0.5], [-0.7, 0.1, 0.4]])


def on_loss(made):
    net, init = core.Net("regularized"), core.Net("regularized_init")
    term = made(net, init, core.BlobReference("w"), by=RegularizationBy.ON_LOSS)
    workspace.FeedBlob("w", W)
    workspace.RunNetOnce(init)
    workspace.RunNetOnce(net)
    return workspace.FetchBlob(term)


@pytest.mark.parametrize("made, expected", [
    (regularizer.L1Norm(0.1), 0.1 * np.abs(W).sum()),
    (regularizer.L2Norm(0.1), 0.1 * (W**2).sum()),
    (regularizer.ElasticNet(0.1, 0.2), 0.1 * np.abs(W).sum() + 0.2 * (W**2).sum()),
    (regularizer.GroupL1Norm(0.1, [1, 2]), 0.1 * (
        np.sqrt((W[:, :1]**2).sum()) + np.sqrt(2) * np.sqrt((W[:, 1:]**2).sum()))),
    (regularizer.LpNorm(0.1, 0.5), 0.1 * (np.sqrt((W**2).sum(0)) ** 0.5).sum() ** 2),
    (regularizer.L0ApproxNorm(0.1, alpha=0.5), 0.1 * np.minimum(np.sqrt((W**2).sum(0)), 0.5).sum() / 0.5),
], ids=lambda value: type(value).__name__)
def test_terms_of_the_loss(made, expected):
    np.testing.assert_allclose(on_loss(made), expected, rtol=1e-5)


def test_projection_clips_after_the_step():
    net = core.Net("projected")
    made = regularizer.BoundedGradientProjection(lb=-0.25, ub=0.35)
    assert made(net, core.Net("init"), core.BlobReference("w"), by=RegularizationBy.AFTER_OPTIMIZER) is None
    workspace.FeedBlob("w", W)
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob("w"), np.clip(W, -0.25, 0.35))


@pytest.mark.parametrize("make, message", [
    (lambda: regularizer.L1Norm(-1), "should be 0 or positive"), (lambda: regularizer.L1NormTrimmed(1, 0), "larger than 1"),
    (lambda: regularizer.L1NormTrimmed(1, 1.5), "k should be an interger"),
    (lambda: regularizer.SparseLpNorm(3, 1), "p = 1.0 and p = 2.0"), (lambda: regularizer.GroupL1Norm(1, 3), "needs to be a list"),
    (lambda: regularizer.LpNorm(1, 0), "greater than 0"), (lambda: regularizer.L0ApproxNorm(1, 1, -1), "greater than or equal"),
    (lambda: regularizer.BoundedGradientProjection(0.9, 0.1), "invalid .ub=0.1, lb=0.9., eps=1e-09"),
    (lambda: regularizer.L1Norm(1)(core.Net("n"), core.Net("i"), core.BlobReference("w"), by="foo"), "invalid by=foo"),
])
def test_what_cannot_be(make, message):
    with pytest.raises(AssertionError, match=message):
        make()


def test_whole_numbers_serve_as_factors():
    model = model_helper.ModelHelper("whole")
    w = model.net.AddExternalInput("w")
    loss = regularizer.L1Norm(2)(model.net, model.param_init_net, w, by=RegularizationBy.ON_LOSS)
    model.net.AddGradientOperators([loss])
    workspace.FeedBlob("w", np.array([1.0, -3.0], np.float32))
    workspace.RunNetOnce(model.net)
    assert workspace.FetchBlob(loss) == 8
    np.testing.assert_array_equal(workspace.FetchBlob("w_grad"), [2, -2])
