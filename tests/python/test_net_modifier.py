"""Changes to nets that were built: the operators of the real Caffe2, and what they compute."""

import numpy as np
import pytest

import recorded
from netdef import core, workspace
from netdef.modeling.compute_histogram_for_blobs import ComputeHistogramForBlobs
from netdef.modeling.compute_norm_for_blobs import ComputeNormForBlobs
from netdef.modeling.get_entry_from_blobs import GetEntryFromBlobs
from netdef.modeling.gradient_clipping import GradientClipping
from netdef.modeling.net_modifier import NetModifier
from recorded import net_modifier_cases

RECORDED = recorded.read("net_modifier")
W = np.float32([[0.3, -0.2], [-0.7, 0.1]])


@pytest.mark.parametrize("case", net_modifier_cases.CASES, ids=lambda case: case[0])
def test_changes_what_caffe2_changes(case):
    assert net_modifier_cases.build(case) == RECORDED[case[0]]


def measured(modifier, blob):
    net = core.Net("measured")
    net.Copy("raw", "w")
    modifier(net, modify_output_record=True)
    assert net.output_record().field_names() == [f"w{modifier.field_name_suffix()}"]
    workspace.FeedBlob("raw", W)
    workspace.RunNetOnce(net)
    return workspace.FetchBlob(blob)


def test_norms():
    np.testing.assert_allclose(measured(ComputeNormForBlobs(["w"], -1), "w_l2_norm"), (W**2).sum(), rtol=1e-6)
    np.testing.assert_allclose(
        measured(ComputeNormForBlobs(["w"], -1, p=1, compute_averaged_norm=True), "w_averaged_l1_norm"), np.abs(W).mean(), rtol=1e-6)


def test_histogram():
    shares = measured(ComputeHistogramForBlobs(["w"], -1, num_buckets=2, lower_bound=-0.5, upper_bound=0.5), "w_curr_normalized_hist")
    np.testing.assert_allclose(shares, [0.25, 0.25, 0.5, 0.0])


def test_entries():
    assert measured(GetEntryFromBlobs(["w"], -1, i1=1, i2=0), "w_1_0") == W[1, 0]
    np.testing.assert_array_equal(measured(GetEntryFromBlobs(["w"], -1, i1=1, i2=-1), "w_1_all"), W[1:])


def test_clipping_by_norm():
    net = core.Net("clipped")
    net.Copy("w", "w2")
    net.Copy("raw", "g")
    GradientClipping("by_norm", clip_threshold=0.5)(net, None, {"w": core.BlobReference("g")})
    workspace.FeedBlob("w", W)
    workspace.FeedBlob("raw", W)
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob("g"), W * 0.5 / np.sqrt((W**2).sum()), rtol=1e-5)


def test_what_cannot_be():
    net = core.Net("none")
    with pytest.raises(AssertionError, match="blob nope is not defined in net"):
        ComputeNormForBlobs(["nope"], 1)(net)
    with pytest.raises(Exception, match="not a valid row index"):
        ComputeNormForBlobs(["w"], 1, row_index=-1)
    with pytest.raises(ValueError, match="index is out of range"):
        GetEntryFromBlobs(["w"], 1, i1=-1)
    with pytest.raises(AssertionError, match="has not been implemented"):
        GradientClipping("by_magic")
    with pytest.raises(Exception, match="param nope is not defined"):
        GradientClipping("by_norm", blobs_to_include=["nope"])(net, None, {})
    with pytest.raises(TypeError, match="abstract"):
        NetModifier()
