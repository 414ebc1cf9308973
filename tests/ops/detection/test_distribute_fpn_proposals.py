import numpy as np

from netdef.testing import Case, operator_test, uniform


def distribute(rois, roi_canonical_scale=224, roi_canonical_level=4, roi_min_level=2, roi_max_level=5, legacy_plus_one=1):
    size = np.sqrt((rois[:, 3] - rois[:, 1] + legacy_plus_one) * (rois[:, 4] - rois[:, 2] + legacy_plus_one))
    level = np.clip(np.floor(roi_canonical_level + np.log2(size / roi_canonical_scale + 1e-6)), roi_min_level, roi_max_level)
    rows = [np.flatnonzero(level == k) for k in range(roi_min_level, roi_max_level + 1)]
    return (*(rois[r] for r in rows), np.argsort(np.concatenate(rows)).astype(np.int32))


def rois(n):
    corner = uniform(n, 2, high=100, seed=n)
    return np.concatenate([np.zeros((n, 1)), corner, corner + 2 ** uniform(n, 2, low=2, high=10, seed=n + 1)], 1).astype(np.float32)


test_distribute_fpn_proposals = operator_test("DistributeFpnProposals", distribute, [
    Case([rois(50)]),
    Case([rois(50)], args={"roi_min_level": 3, "roi_max_level": 4, "roi_canonical_scale": 100, "legacy_plus_one": 0}),
    Case([rois(9)], args={"roi_min_level": 1, "roi_max_level": 1}),
    Case([rois(0)]),
    Case([rois(9)], outputs=3, error="output for each level"),
    Case([rois(9)[:, 1:]], outputs=5, error="5 columns"),
    Case([np.float32([[0, 5, 5, 3, 8]])], outputs=5, error="area of a RoI must not be negative"),
    Case([rois(9)], args={"roi_canonical_scale": 0}, outputs=5, error="positive"),
    Case([rois(9)], args={"roi_min_level": 9}, outputs=5, error="below"),
])
