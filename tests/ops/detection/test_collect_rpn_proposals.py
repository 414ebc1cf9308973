import numpy as np

from netdef.testing import Case, distinct, normal, operator_test


def collect_rpn_proposals(*inputs, rpn_min_level=2, rpn_max_level=6, rpn_post_nms_topN=2000):
    levels = len(inputs) // 2
    rois, scores = np.concatenate(inputs[:levels]), np.concatenate([s.ravel() for s in inputs[levels:]])
    order = np.argsort(-scores, kind="stable")
    return rois[order[:rpn_post_nms_topN] if rpn_post_nms_topN > 0 else order]


ALL = distinct(20)
LEVELS = [normal(8, 5), normal(0, 5), normal(12, 5), ALL[:8], ALL[8:8], ALL[8:]]
ARGS = {"rpn_min_level": 2, "rpn_max_level": 4}
test_collect_rpn_proposals = operator_test("CollectRpnProposals", collect_rpn_proposals, [
    Case(LEVELS, args=ARGS),
    Case(LEVELS, args={**ARGS, "rpn_post_nms_topN": 7}),
    Case(LEVELS, args={**ARGS, "rpn_post_nms_topN": 0}),
    Case([normal(3, 5), np.zeros(3, np.float32)], args={"rpn_min_level": 1, "rpn_max_level": 1}),
    Case([normal(3, 5), normal(3, 1)], args={"rpn_min_level": 1, "rpn_max_level": 1}),
    Case(LEVELS, args={"rpn_min_level": 2, "rpn_max_level": 5}, error="each level"),
    Case(LEVELS, args={"rpn_min_level": 2, "rpn_max_level": 1}, error="below"),
    Case([normal(3, 4), normal(3)], args={"rpn_min_level": 1, "rpn_max_level": 1}, error="5 columns"),
    Case([normal(3, 5), normal(4)], args={"rpn_min_level": 1, "rpn_max_level": 1}, error="needs a score"),
])
