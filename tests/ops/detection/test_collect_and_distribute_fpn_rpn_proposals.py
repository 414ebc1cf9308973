import numpy as np

from netdef.testing import Case, distinct, operator_test, uniform


def collect_and_distribute(*inputs, rpn_min_level=2, rpn_max_level=6, rpn_post_nms_topN=2000, roi_canonical_scale=224,
                           roi_canonical_level=4, roi_min_level=2, roi_max_level=5, legacy_plus_one=1):
    half = len(inputs) // 2
    rois = np.concatenate(inputs[:half])[np.argsort(-np.concatenate(inputs[half:]), kind="stable")[:rpn_post_nms_topN]]
    size = np.sqrt((rois[:, 3] - rois[:, 1] + legacy_plus_one) * (rois[:, 4] - rois[:, 2] + legacy_plus_one))
    level = np.clip(np.floor(roi_canonical_level + np.log2(size / roi_canonical_scale + 1e-6)), roi_min_level, roi_max_level)
    rows = [np.flatnonzero(level == k) for k in range(roi_min_level, roi_max_level + 1)]
    return (rois, *(rois[r] for r in rows), np.argsort(np.concatenate(rows)).astype(np.int32))


def rois(n):
    corner = uniform(n, 2, high=100, seed=n)
    return np.concatenate([np.zeros((n, 1)), corner, corner + 2 ** uniform(n, 2, low=2, high=10, seed=n + 1)], 1).astype(np.float32)


SCORES = distinct(60)
ARGS = {"rpn_min_level": 2, "rpn_max_level": 3}
test_collect_and_distribute = operator_test("CollectAndDistributeFpnRpnProposals", collect_and_distribute, [
    Case([rois(40), rois(20), SCORES[:40], SCORES[40:]], args=ARGS),
    Case([rois(40), rois(20), SCORES[:40], SCORES[40:]], args={**ARGS, "rpn_post_nms_topN": 10, "roi_min_level": 3}),
    Case([rois(0), rois(0), SCORES[:0], SCORES[:0]], args=ARGS),
    Case([rois(40), SCORES[:40]], args=ARGS, outputs=6, error="each level"),
    Case([rois(40), rois(20), SCORES[:40], SCORES[40:]], args=ARGS, outputs=3, error="output for each level"),
])
